"""Shows what a network computes, with weights set by hand: rooms and age to the price of a house.

Without a hidden layer the price can only fall evenly with age. Two ReLU units are enough to say "a
new house is dear". Writes house_prices.png: both prices of four rooms, and the real ones.
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

houses = numpy.array([[4, 10], [4, 5], [4, 0]])
prices = numpy.array([212_000, 302_000, 588_000])

# price = 100,000 * rooms - 20,000 * age
straight = Sequential([Dense(1, input_dim=2)])
straight.set_weights([numpy.array([[100_000], [-20_000]]), numpy.zeros(1)])

# a = relu(rooms - 100 * age), b = relu(rooms - 0.2 * age), price = 50,000 * a + 100,000 * b
bent = Sequential([Dense(2, activation="relu", input_dim=2), Dense(1)])
bent.layers[0].set_weights([numpy.array([[1, 1], [-100, -0.2]]), numpy.zeros(2)])
bent.layers[1].set_weights([numpy.array([[50_000], [100_000]]), numpy.zeros(1)])

for name, model in [("no hidden layer", straight), ("two ReLU units", bent)]:
    predicted = model.predict(houses, verbose=0)[:, 0]
    print(f"\n{name}\nRooms | Age | Price    | Predicted | Loss")
    for (rooms, age), price, guess in zip(houses, prices, predicted, strict=True):
        loss = abs(price - guess)
        print(f"{rooms:5} | {age:3} | ${price:,} | ${guess:8,.0f} | ${loss:7,.0f}")

ages = numpy.linspace(0, 12, 1201)
rows = numpy.stack([numpy.full_like(ages, 4), ages], axis=1)
plt.plot(ages, straight.predict(rows, verbose=0), linewidth=5, label="no hidden layer")
plt.plot(ages, bent.predict(rows, verbose=0), label="two ReLU units")
plt.scatter(houses[:, 1], prices, color="black", zorder=3, label="sold for")
plt.xlabel("age in years")
plt.ylabel("price of four rooms")
plt.legend()
plt.savefig(PICTURES / "house_prices.png", bbox_inches="tight")
