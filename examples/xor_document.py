"""Shows an old notebook's XOR program running as it was written, on keras_lite.

    python -m keras_lite run --seed 7 examples/xor_document.py

It was written for Keras 1: `keras.layers.core` and SGD's `decay` are gone from Keras 3. Writes
loss.png and xor.png (the training points before, the answers to new points after).
"""

import os
from pathlib import Path

import matplotlib
import numpy

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from keras.models import Sequential
from keras.layers.core import Dense
import keras.optimizers

model = Sequential()
model.add(Dense(4, activation='relu', input_dim=2))
model.add(Dense(4, activation='relu'))
model.add(Dense(2, activation='softmax'))

optimizer = keras.optimizers.SGD(decay=0.001, momentum=0.99)

model.compile(loss='binary_crossentropy', optimizer=optimizer)
model.summary()

X_train = numpy.random.randn(10000, 2)
y_train = numpy.array([
    [float(x[0]*x[1] > 0), float(x[0]*x[1] <= 0)]
    for x in X_train
])

results = model.fit(X_train, y_train, epochs=200, batch_size=100)

X_test = numpy.random.randn(5000, 2)
y_test = model.predict(X_test)
right = (y_test[:, 0] > y_test[:, 1]) == (X_test[:, 0] * X_test[:, 1] > 0)
print(f"right on {right.mean():.2%} of {len(X_test)} new points")

PICTURES = Path(os.environ.get("KERAS_LITE_PICTURES", "."))
plt.plot(results.history['loss'])
plt.xlabel("epoch")
plt.ylabel("loss")
plt.savefig(PICTURES / "loss.png")

figure, (before, after) = plt.subplots(1, 2, figsize=(10, 5))
before.scatter(X_train[:, 0], X_train[:, 1], c=y_train[:, 0], s=4)
before.set_title("before: the points to learn from")
after.scatter(X_test[:, 0], X_test[:, 1], c=y_test[:, 0], s=4)
after.set_title(f"after: new points, {right.mean():.1%} right")
plt.savefig(PICTURES / "xor.png")
print("wrote", PICTURES / "loss.png", "and", PICTURES / "xor.png")
