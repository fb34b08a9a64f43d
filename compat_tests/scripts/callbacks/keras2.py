import os
import tempfile
import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import SGD
from keras.callbacks import Callback, ModelCheckpoint, LearningRateScheduler, CSVLogger

random = np.random.RandomState(5)
X = random.normal(size=(64, 4)).astype("float32")
Y = (X[:, :1] * X[:, 1:2] > 0).astype("float32")

class LossHistory(Callback):
    def on_train_begin(self, logs=None):
        self.losses = []

    def on_batch_end(self, batch, logs=None):
        self.losses.append(float(logs['loss']))

folder = tempfile.mkdtemp()
model = Sequential([
    Dense(8, input_dim=4, activation='tanh'),
    Dense(1, activation='sigmoid'),
])
model.compile(loss='binary_crossentropy', optimizer=SGD(lr=0.1, momentum=0.9), metrics=['accuracy'])
losses = LossHistory()
callbacks = [
    losses,
    LearningRateScheduler(lambda epoch: 0.5 / (epoch + 1)),
    ModelCheckpoint(folder + '/best.h5', monitor='val_acc', save_best_only=True, save_weights_only=True, mode='max'),
    CSVLogger(folder + '/log.csv', separator=';'),
]
record = model.fit(X, Y, epochs=4, batch_size=16, validation_split=0.25, shuffle=False, verbose=0, callbacks=callbacks)
assert open(folder + '/log.csv').readline().strip() in ('epoch;acc;loss;lr;val_acc;val_loss', 'epoch;accuracy;loss;lr;val_accuracy;val_loss', 'epoch;accuracy;learning_rate;loss;val_accuracy;val_loss')
model.load_weights(folder + '/best.h5')
print('result', losses.losses, record.history['val_acc'], model.evaluate(X, Y, verbose=0))
