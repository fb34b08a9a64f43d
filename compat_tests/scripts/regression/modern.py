import keras
import numpy as np
from keras import layers

random = np.random.RandomState(0)
X = random.normal(size=(60, 5)).astype("float32")
Y = X.sum(axis=1, keepdims=True) + 1

model = keras.Sequential()
model.add(keras.Input((5,)))
model.add(layers.Dense(6, "relu", kernel_initializer="normal", kernel_regularizer="l2"))
model.add(layers.Dense(1, kernel_initializer="uniform"))
model.compile("adam", "mean_squared_error", metrics=["mae"])
stop = keras.callbacks.EarlyStopping("val_mae", patience=1, mode="max")
record = model.fit(X, Y, epochs=6, batch_size=16, validation_split=0.25, callbacks=[stop], verbose=0)
print("result", record.epoch, record.history["loss"], record.history["mae"], record.history["val_mae"])
