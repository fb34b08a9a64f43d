from keras.models import Sequential
from keras.layers.core import Dense, Dropout, Activation
from keras.optimizers import RMSprop
from keras.utils import np_utils
import numpy as np

random = np.random.RandomState(1)
X = random.randint(0, 256, (80, 4, 4)).astype("uint8")
labels = (X.mean(axis=(1, 2)) // 26 % 3).astype(int)

x = X.reshape(80, 16).astype("float32") / 255
y = np_utils.to_categorical(labels, 3)
model = Sequential()
model.add(Dense(16, 12))
model.add(Activation('relu'))
model.add(Dropout(0.25))
model.add(Dense(12, 3))
model.add(Activation('softmax'))
model.compile(loss='categorical_crossentropy', optimizer=RMSprop(epsilon=1e-7))
history = model.fit(x, y, batch_size=16, nb_epoch=3, show_accuracy=True, verbose=0, validation_data=(x, y)).history
print("result", history['loss'], history['val_acc'], model.predict_classes(x)[:9])
