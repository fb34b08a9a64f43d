import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras import optimizers

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Dense(units=8, activation='tanh', input_shape=(2,), kernel_initializer='glorot_uniform'))
model.add(Dense(1, activation='sigmoid'))
model.compile(optimizers.SGD(lr=0.5, momentum=0.5, decay=0.01), 'binary_crossentropy', ['acc'])
history = model.fit(x, y, 1, 4, 0)
print("result", history.history['loss'], history.history['accuracy'], model.predict_classes(x).ravel(), model.evaluate(x, y, verbose=0))
