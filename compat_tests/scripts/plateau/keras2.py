import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import SGD
from keras.callbacks import ReduceLROnPlateau, EarlyStopping, LambdaCallback, TerminateOnNaN
import keras.backend as K

random = np.random.RandomState(8)
X = random.normal(size=(40, 3)).astype("float32")
Y = np.sin(X).sum(axis=1, keepdims=True)

seen = []
model = Sequential()
model.add(Dense(6, activation='relu', input_shape=(3,)))
model.add(Dense(1, activation='linear'))
model.compile(optimizer=SGD(lr=0.2), loss='mse')
reduce_lr = ReduceLROnPlateau(monitor='val_loss', factor=0.5, patience=1, verbose=0, mode='auto', epsilon=0.01, cooldown=0, min_lr=0.001)
note = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(float(K.get_value(model.optimizer.lr))))
stop = EarlyStopping(monitor='val_loss', min_delta=0, patience=3, restore_best_weights=True)
h = model.fit(X, Y, batch_size=10, epochs=8, verbose=0, shuffle=False, validation_data=[X[:10], Y[:10]], callbacks=[reduce_lr, note, stop, TerminateOnNaN()])
print("result", seen, h.history['val_loss'], model.predict(X[:3], verbose=0).ravel())
