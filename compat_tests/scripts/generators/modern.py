import keras
import numpy as np

random = np.random.RandomState(3)
X = random.normal(size=(48, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)

def batches():
    while True:
        for i in range(0, 48, 8):
            yield X[i:i + 8], Y[i:i + 8]

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "elu"), keras.layers.Dense(1)])
model.compile("sgd", "mse")
history = model.fit(batches(), steps_per_epoch=6, epochs=3, validation_data=batches(), validation_steps=6, verbose=0).history
score = model.evaluate(batches(), steps=6, verbose=0)
print("result", history["loss"], history["val_loss"], score, model.predict(X, verbose=0).shape)
