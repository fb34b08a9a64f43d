import keras
import numpy as np

(x, y), (x_test, y_test) = keras.datasets.reuters.load_data(num_words=50, test_split=0.2)

def many_hot(texts):
    rows = np.zeros((len(texts), 50), "float32")
    for row, text in zip(rows, texts):
        row[text] = 1
    return rows

classes = int(y.max()) + 1
model = keras.Sequential([keras.Input((50,)), keras.layers.Dense(10, "relu"), keras.layers.Dense(classes, "softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(many_hot(x), y, batch_size=8, epochs=2, shuffle=False, validation_split=0.1, verbose=0)
score = model.evaluate(many_hot(x_test), y_test, batch_size=8, verbose=0)
print("result", history.history["loss"], history.history["val_loss"], score)
