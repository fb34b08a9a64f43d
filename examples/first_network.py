"""Shows a first network: three inputs, two hidden ReLU units, one output; its summary and weights.

The hidden layer has 8 parameters: 3 x 2 weights and 2 biases. Writes first_network.png, where every
connection is drawn as thick as its weight is large, red for negative and blue for positive.
"""

import os
from pathlib import Path

import matplotlib
import numpy

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from keras_lite.layers import Dense
from keras_lite.models import Sequential

PICTURES = Path(os.environ.get("KERAS_LITE_PICTURES", "."))

model = Sequential()
model.add(Dense(2, input_shape=(3,), activation="relu"))
model.add(Dense(1))
model.summary()

hidden, output = model.layers
for layer in model.layers:
    kernel, bias = layer.get_weights()
    print(f"{layer.name}: {kernel.size} weights + {bias.size} biases = {layer.count_params()}")
row = numpy.array([[1.0, 2.0, 3.0]])
print("output for the inputs 1, 2, 3:", model.predict(row, verbose=0)[0, 0])

plt.figure(figsize=(6, 4))
columns = [numpy.linspace(-1, 1, 3), numpy.linspace(-0.5, 0.5, 2), numpy.zeros(1)]
for left, layer in enumerate(model.layers):
    kernel = layer.get_weights()[0]
    for (i, j), weight in numpy.ndenumerate(kernel):
        ends = [columns[left][i], columns[left + 1][j]]
        color = "tab:blue" if weight > 0 else "tab:red"
        plt.plot([left, left + 1], ends, color=color, linewidth=1 + 4 * abs(weight), zorder=1)
for position, heights in enumerate(columns):
    across = [position] * len(heights)
    plt.scatter(across, heights, s=900, color="white", edgecolors="black", zorder=2)
plt.xticks([0, 1, 2], ["input", hidden.name, output.name])
plt.yticks([])
plt.margins(0.15)
plt.title(f"{model.count_params()} parameters")
plt.savefig(PICTURES / "first_network.png")
