"""Shows a multi-class classifier: labels encoded, softmax outputs read as confidence scores.

Real data, 1,797 handwritten digits. Writes multi_class.png: the digits that the network is least
sure of, each with its scores.
"""

import os
from pathlib import Path

import matplotlib
import numpy
from sklearn.datasets import load_digits

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from keras_lite.layers import Dense
from keras_lite.models import Sequential
from keras_lite.utils import set_random_seed, to_categorical

PICTURES = Path(os.environ.get("KERAS_LITE_PICTURES", "."))
set_random_seed(3)
images, labels = load_digits(return_X_y=True)
x = images / 16
print("label", labels[3], "encoded:", to_categorical(labels, 10)[3])
train, test = slice(0, 1300), slice(1300, None)

model = Sequential()
model.add(Dense(20, activation="relu", input_dim=64))
model.add(Dense(20, activation="relu"))
model.add(Dense(20, activation="relu"))
model.add(Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x[train], to_categorical(labels[train]), epochs=15, validation_split=0.1, verbose=2)
loss, accuracy = model.evaluate(x[test], to_categorical(labels[test]), verbose=0)
print(f"accuracy on {len(x[test])} new digits: {accuracy:.3f}")

scores = model.predict(x[test], verbose=0)
answers, confidence = scores.argmax(axis=1), scores.max(axis=1)
right = answers == labels[test]
print(f"each row of scores adds up to {scores.sum(axis=1).mean():.3f}")
print(f"confidence where right {confidence[right].mean():.3f}")
print(f"confidence where wrong {confidence[~right].mean():.3f}")

figure, axes = plt.subplots(2, 6, figsize=(12, 4))
for (above, below), row in zip(axes.T, numpy.argsort(confidence)[:6], strict=True):
    above.imshow(images[test][row].reshape(8, 8), cmap="Greys")
    above.set(title=f"it is a {labels[test][row]}", xticks=[], yticks=[])
    below.bar(range(10), scores[row], tick_label=range(10))
    below.set(ylim=(0, 1), yticks=[0, 1])
axes[1, 0].set_ylabel("confidence")
plt.savefig(PICTURES / "multi_class.png")
