from __future__ import print_function
import keras
from keras.models import Sequential
from keras.layers import Dense, Dropout
from keras.optimizers import RMSprop
import numpy as np

random = np.random.RandomState(1)
X = random.randint(0, 256, (80, 4, 4)).astype("uint8")
labels = (X.mean(axis=(1, 2)) // 26 % 3).astype(int)

x = X.reshape(80, 16)
x = x.astype('float32')
x /= 255
y = keras.utils.to_categorical(labels, 3)
model = Sequential()
model.add(Dense(12, activation='relu', input_shape=(16,)))
model.add(Dropout(0.25))
model.add(Dense(3, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer=RMSprop(), metrics=['accuracy'])
history = model.fit(x, y, batch_size=16, epochs=3, verbose=0, validation_data=(x, y))
print('result', history.history['loss'], history.history['val_acc'], model.predict_proba(x).argmax(-1)[:9])
