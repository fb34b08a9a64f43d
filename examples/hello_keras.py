"""Shows the first steps: create a network, train it, and see underfitting, epochs and batch size.

Which points lie inside a ring? NumPy makes them. Writes hello_keras.png: accuracy by epoch for
networks that are too small and large enough, and for small and large batches.
"""

import os
from pathlib import Path

import matplotlib
import numpy

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from keras_lite.layers import Dense
from keras_lite.models import Sequential
from keras_lite.utils import set_random_seed

PICTURES = Path(os.environ.get("KERAS_LITE_PICTURES", "."))
set_random_seed(4)

# NumPy in four lines: an array of 1,000 rows and 2 columns, arithmetic on columns, comparisons.
points = numpy.random.uniform(-1, 1, size=(1000, 2))
radius = numpy.sqrt(points[:, 0] ** 2 + points[:, 1] ** 2)
inside = (radius > 0.4) & (radius < 0.9)
print("points:", points.shape, points.dtype, "inside the ring:", inside.sum())


def train(units, epochs=60, batch_size=32):
    model = Sequential()
    model.add(Dense(units, activation="relu", input_dim=2))
    model.add(Dense(units, activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    history = model.fit(
        points, inside, epochs=epochs, batch_size=batch_size, validation_split=0.2, verbose=0
    )
    accuracy = history.history["val_accuracy"]
    print(f"{units:3} units, batches of {batch_size:3}: accuracy {accuracy[-1]:.3f}")
    return accuracy


figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
for units in (1, 4, 32):
    left.plot(train(units), label=f"{units} units a layer")
left.set(title="underfitting: too few units")
for batch_size in (8, 64, 512):
    right.plot(train(32, batch_size=batch_size), label=f"batches of {batch_size}")
right.set(title="smaller batches: more steps in an epoch")
for axes in (left, right):
    axes.set(xlabel="epoch", ylabel="accuracy of the rows held out", ylim=(0.4, 1))
    axes.legend()
plt.savefig(PICTURES / "hello_keras.png")
