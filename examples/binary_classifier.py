"""Shows a binary classifier: why to normalise, overfitting, and where the decision boundary runs.

Real data, breast tumours by two measurements, selected from thirty. Writes binary_classifier.png:
the loss with raw and with normalised inputs, too large a network on too few rows, its boundary.
"""

import os
from pathlib import Path

import matplotlib
import numpy
from sklearn.datasets import load_breast_cancer

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from keras_lite.layers import Dense
from keras_lite.models import Sequential
from keras_lite.utils import set_random_seed

PICTURES = Path(os.environ.get("KERAS_LITE_PICTURES", "."))
set_random_seed(2)
data = load_breast_cancer()
selected = [list(data.feature_names).index(name) for name in ("mean texture", "mean smoothness")]
rows = numpy.random.permutation(len(data.target))
raw, y = data.data[rows][:, selected], data.target[rows]
x = (raw - raw.mean(axis=0)) / raw.std(axis=0)


def train(x, y, units, epochs):
    model = Sequential()
    model.add(Dense(units, activation="relu", input_dim=2))
    model.add(Dense(units, activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model, model.fit(x, y, epochs=epochs, validation_split=0.5, verbose=0).history


figure, (first, second, third) = plt.subplots(1, 3, figsize=(15, 4))
for name, inputs in [("raw", raw), ("normalised", x)]:
    _, history = train(inputs, y, units=20, epochs=30)
    print(f"{name:10} inputs: accuracy of the rows held out {history['val_accuracy'][-1]:.3f}")
    first.plot(history["val_loss"], label=f"{name} inputs")
first.set(title="why to normalise", xlabel="epoch", ylabel="validation loss", yscale="log")

model, history = train(x[:80], y[:80], units=200, epochs=150)
print(f"overfitted: trained rows {history['loss'][-1]:.3f}, held out {history['val_loss'][-1]:.3f}")
second.plot(history["loss"], label="training rows")
second.plot(history["val_loss"], label="validation rows")
second.set(title="overfitting: 41,000 parameters, 40 rows", xlabel="epoch", ylabel="loss")

across, up = numpy.meshgrid(numpy.linspace(-3, 4, 120), numpy.linspace(-3, 4, 120))
grid = model.predict(numpy.stack([across.ravel(), up.ravel()], axis=1), verbose=0)
third.contourf(across, up, grid.reshape(across.shape), levels=10, cmap="RdBu", alpha=0.6)
third.scatter(*x[:80].T, c=y[:80], cmap="coolwarm_r", edgecolors="white", label="tumours")
third.set(title="decision boundary", xlabel="texture", ylabel="smoothness")
for axes in (first, second, third):
    axes.legend()
plt.savefig(PICTURES / "binary_classifier.png")
