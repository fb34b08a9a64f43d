from keras.models import Sequential
from keras.layers.core import Dense, Activation
from keras.optimizers import SGD
import numpy as np

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Dense(2, 8, init='glorot_uniform'))
model.add(Activation('tanh'))
model.add(Dense(8, 1, init='glorot_uniform'))
model.add(Activation('sigmoid'))

sgd = SGD(lr=0.5, decay=0.01, momentum=0.5)
model.compile(loss='binary_crossentropy', optimizer=sgd, class_mode="binary")
history = model.fit(x, y, batch_size=1, nb_epoch=4, show_accuracy=True, verbose=0).history
classes = model.predict_classes(x, verbose=0)
print("result", history["loss"], history["acc"], classes.ravel(), model.evaluate(x, y, show_accuracy=True, verbose=0))
