from __future__ import print_function
import os
import tempfile
import keras
from keras.models import Sequential
from keras.layers.core import Dense, Activation
from keras.optimizers import SGD
from keras.callbacks import Callback, ModelCheckpoint, LearningRateScheduler
import numpy as np

random = np.random.RandomState(5)
X = random.normal(size=(64, 4)).astype("float32")
Y = (X[:, :1] * X[:, 1:2] > 0).astype("float32")

class LossHistory(keras.callbacks.Callback):
    def on_train_begin(self, logs={}):
        self.losses = []

    def on_batch_end(self, batch, logs={}):
        self.losses.append(logs.get('loss'))

def step_decay(epoch):
    return 0.5 / (epoch + 1)

model = Sequential()
model.add(Dense(8, input_dim=4))
model.add(Activation('tanh'))
model.add(Dense(1))
model.add(Activation('sigmoid'))
model.compile(loss='binary_crossentropy', optimizer=SGD(lr=0.0, momentum=0.9), metrics=['accuracy'])
best = os.path.join(tempfile.mkdtemp(), 'weights.best.hdf5')
losses = LossHistory()
checkpoint = ModelCheckpoint(best, monitor='val_acc', verbose=0, save_best_only=True, mode='max')
record = model.fit(X, Y, nb_epoch=4, batch_size=16, validation_split=0.25, shuffle=False, verbose=0,
                   callbacks=[losses, LearningRateScheduler(step_decay), checkpoint])
model.load_weights(best)
print('result', losses.losses, record.history['val_acc'], model.evaluate(X, Y, verbose=0))
