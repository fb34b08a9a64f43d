from keras.models import Sequential
from keras.layers.core import Dense, Activation
from keras.optimizers import SGD
import numpy as np

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Dense(8, input_dim=2, init='glorot_uniform', activation='tanh'))
model.add(Dense(output_dim=1))
model.add(Activation('sigmoid'))
sgd = SGD(0.5, 0.5, 0.01, False)
model.compile(loss='binary_crossentropy', optimizer=sgd, metrics=['accuracy'])
history = model.fit(x, y, batch_size=1, nb_epoch=4, verbose=0).history
print("result", history['loss'], history['acc'], model.predict_classes(x).ravel(), model.evaluate(x, y, verbose=0))
