import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import adam
from keras import regularizers
from keras.callbacks import EarlyStopping

random = np.random.RandomState(0)
X = random.normal(size=(60, 5)).astype("float32")
Y = X.sum(axis=1, keepdims=True) + 1

model = Sequential()
model.add(Dense(6, input_dim=5, kernel_initializer='normal', activation='relu', kernel_regularizer=regularizers.l2(0.01)))
model.add(Dense(1, kernel_initializer='uniform'))
model.compile(loss='mse', optimizer=adam(lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=None, decay=0.0), metrics=['mae'])
stop = EarlyStopping(monitor='val_mae', patience=1, mode='max')
record = model.fit(X, Y, epochs=6, batch_size=16, validation_split=0.25, callbacks=[stop], verbose=0)
h = record.history
print("result", record.epoch, h['loss'], h['mean_absolute_error'], h['val_mean_absolute_error'])
