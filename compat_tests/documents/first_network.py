"""Your first neural network: one hidden layer, its input given by input_shape, and the summary."""

from keras.models import Sequential
from keras.layers import Dense

# Create a new sequential model
model = Sequential()
# Add an input and a hidden layer with ReLU activation
model.add(Dense(2, input_shape=(3,), activation="relu"))
# Add an output layer
model.add(Dense(1))

model.summary()
