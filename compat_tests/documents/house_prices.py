"""The worked numbers of house prices: rooms and age to price, without and with a hidden layer."""

import numpy

from keras.models import Sequential
from keras.layers import Dense
from keras.losses import mean_absolute_error

houses = numpy.array([[4, 10], [4, 5], [4, 0]])
prices = numpy.array([[212000], [302000], [588000]])


def show(predicted):
    losses = numpy.array(mean_absolute_error(prices, predicted))
    print("Rooms | Age | Price | Predicted Price | Loss")
    for (rooms, age), price, guess, loss in zip(houses, prices, predicted, losses):
        print(f"{rooms} | {age} | ${price[0]:,} | ${guess[0]:,.0f} | ${loss:,.0f}")


# Without a hidden layer: price = 100,000 * rooms - 20,000 * age.
model = Sequential()
model.add(Dense(1, input_dim=2))
model.set_weights([numpy.array([[100000], [-20000]]), numpy.array([0])])
show(model.predict(houses))

# With a hidden layer of two ReLU units.
model = Sequential()
model.add(Dense(2, activation="relu", input_dim=2))
model.add(Dense(1))
model.layers[0].set_weights([numpy.array([[1, 1], [-100, -0.2]]), numpy.array([0, 0])])
model.layers[1].set_weights([numpy.array([[50000], [100000]]), numpy.array([0])])
model.summary()
show(model.predict(houses))
