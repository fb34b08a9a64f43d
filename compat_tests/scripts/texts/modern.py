import keras
import numpy as np

texts = ["good fun good", "dull and bad", "good plot", "bad bad acting", "fun plot", "dull plot bad"]
labels = np.array([1, 0, 1, 0, 1, 0], "float32")

words = {}
for word in " ".join(texts).split():
    words[word] = words.get(word, 0) + 1
index = {word: i for i, word in enumerate(sorted(words, key=lambda w: -words[w]), 1)}
x = np.zeros((6, 10))
for row, text in zip(x, texts):
    for word in text.split():
        row[index[word]] = 1
model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, labels, epochs=3, batch_size=2, verbose=0).history
print("result", history["loss"], history["accuracy"])
