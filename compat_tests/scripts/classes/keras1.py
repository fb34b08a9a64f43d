from keras.models import Sequential
from keras.layers.core import Dense, Dropout, Activation
from keras.utils.np_utils import to_categorical
import keras.optimizers
import numpy as np

random = np.random.RandomState(1)
X = random.randint(0, 256, (80, 4, 4)).astype("uint8")
labels = (X.mean(axis=(1, 2)) // 26 % 3).astype(int)

x = X.reshape(80, 16).astype("float32") / 255
y = to_categorical(labels, 3)
model = Sequential()
model.add(Dense(12, input_shape=(16,)))
model.add(Activation('relu'))
model.add(Dropout(p=0.25))
model.add(Dense(output_dim=3))
model.add(Activation('softmax'))
model.compile(loss='categorical_crossentropy', optimizer=keras.optimizers.RMSprop(lr=0.001, epsilon=1e-07), metrics=['accuracy'])
history = model.fit(x, y, batch_size=16, nb_epoch=3, verbose=0, validation_data=(x, y)).history
print("result", history['loss'], history['val_acc'], model.predict_classes(x, verbose=0)[:9])
