"""Shows XOR, the smallest problem that needs a hidden layer, and the program that trains it.

A point belongs to the first class if its coordinates have the same sign. Writes xor_boundary.png:
the loss, and what the network answers everywhere. Prints the NumPy program of one training step.
"""

import os
from pathlib import Path

import matplotlib
import numpy

matplotlib.use("Agg")
import matplotlib.pyplot as plt

import keras_lite as keras

PICTURES = Path(os.environ.get("KERAS_LITE_PICTURES", "."))
keras.utils.set_random_seed(5)

x = numpy.random.randn(10_000, 2)
y = numpy.stack([x[:, 0] * x[:, 1] > 0, x[:, 0] * x[:, 1] <= 0], axis=1).astype("float32")

model = keras.Sequential()
model.add(keras.Input((2,)))
model.add(keras.layers.Dense(4, activation="relu", name="first"))
model.add(keras.layers.Dense(4, activation="relu", name="second"))
model.add(keras.layers.Dense(2, activation="softmax", name="answer"))
adam = keras.optimizers.Adam(0.01)
model.compile(optimizer=adam, loss="categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=20, batch_size=100, validation_split=0.1)
print(model.program("train").source)

across, up = numpy.meshgrid(numpy.linspace(-3, 3, 150), numpy.linspace(-3, 3, 150))
answer = model.predict(numpy.stack([across.ravel(), up.ravel()], axis=1), verbose=0)

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
left.plot(history.history["loss"], label="training rows")
left.plot(history.history["val_loss"], label="validation rows")
left.set(xlabel="epoch", title="loss")
left.legend()
right.contourf(across, up, answer[:, 0].reshape(across.shape), levels=10, cmap="RdBu")
right.scatter(*x[:300].T, c=y[:300, 0], cmap="RdBu", edgecolors="white", s=20)
right.set(title=f"accuracy {history.history['val_accuracy'][-1]:.3f}", xlim=(-3, 3), ylim=(-3, 3))
plt.savefig(PICTURES / "xor_boundary.png")
