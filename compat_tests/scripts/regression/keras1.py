from keras.models import Sequential
from keras.layers.core import Dense
from keras.regularizers import l2
from keras.optimizers import Adam
from keras.callbacks import EarlyStopping
import numpy as np

random = np.random.RandomState(0)
X = random.normal(size=(60, 5)).astype("float32")
Y = X.sum(axis=1, keepdims=True) + 1

model = Sequential()
model.add(Dense(6, 'normal', 'relu', W_regularizer=l2(l=0.01), input_dim=5))
model.add(Dense(1, init='uniform'))
model.compile(loss='mean_squared_error', optimizer=Adam(epsilon=1e-7), metrics=['mean_absolute_error'])
stop = EarlyStopping(monitor='val_mean_absolute_error', patience=1, mode='max')
record = model.fit(X, Y, nb_epoch=6, batch_size=16, validation_split=0.25, callbacks=[stop], verbose=0)
h = record.history
print("result", record.epoch, h['loss'], h['mean_absolute_error'], h['val_mean_absolute_error'])
