"""Shows regression on real data: prepare it with pandas, hold rows out, try topologies, measure R2.

Predicts how a diabetes progresses within a year from ten measurements. Writes regression.png: the
loss on training and validation rows, and predictions against actual values.
"""

import os
from pathlib import Path

import matplotlib
import pandas
from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from keras_lite.layers import Dense
from keras_lite.models import Sequential
from keras_lite.optimizers import Adam
from keras_lite.utils import set_random_seed

PICTURES = Path(os.environ.get("KERAS_LITE_PICTURES", "."))
set_random_seed(1)

data = load_diabetes(as_frame=True, scaled=False).frame.sample(frac=1, random_state=1)
print(data.describe().round(1))
train, test = data[:342], data[342:]
mean, deviation = train.mean(), train.std()
train, test = (train - mean) / deviation, (test - mean) / deviation
features = data.columns[:-1]

scores = {}
for topology in [(), (5,), (50, 10)]:
    model = Sequential()
    for units in topology:
        model.add(Dense(units, activation="relu", input_dim=len(features)))
    model.add(Dense(1, input_dim=len(features)))
    model.compile(optimizer=Adam(0.01), loss="mse")
    history = model.fit(
        train[features], train["target"], epochs=60, validation_split=0.2, verbose=0
    ).history
    predicted = model.predict(test[features], verbose=0)
    scores[str(topology)] = r2_score(test["target"], predicted)
print(pandas.Series(scores, name="R2 on the test rows, by hidden layers").round(3).to_string())

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
left.plot(history["loss"], label="training rows")
left.plot(history["val_loss"], label="validation rows")
left.set(xlabel="epoch", title=f"loss with hidden layers {topology}")
left.legend()
for name, rows in [("train", train), ("test", test)]:
    right.scatter(model.predict(rows[features], verbose=0), rows["target"], s=12, label=name)
right.axline((0, 0), slope=1, color="grey")
right.set(xlabel="predicted", ylabel="actual", title=f"R2 = {scores[str(topology)]:.3f}")
right.legend()
plt.savefig(PICTURES / "regression.png")
