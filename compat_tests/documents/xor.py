"""The XOR notebook of the Keras 1 and 2 era, cell after cell."""

import matplotlib.pyplot as plt
import numpy

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
print(X_train.shape)
print(X_train[:5])

y_train = numpy.array([
    [float(x[0]*x[1] > 0), float(x[0]*x[1] <= 0)]
    for x in X_train
])
print(y_train.shape)

plt.scatter(X_train[:, 0], X_train[:, 1], c=y_train[:, 0])
plt.show()

results = model.fit(X_train, y_train, epochs=200, batch_size=100)

plt.figure()
plt.plot(results.history['loss'])
plt.show()

X_test = numpy.random.randn(5000, 2)
y_test = model.predict(X_test)
print(y_test.shape)

plt.figure()
plt.scatter(X_test[:, 0], X_test[:, 1], c=y_test[:, 0])
plt.show()
