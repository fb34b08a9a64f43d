import os
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np

random = np.random.RandomState(0)
X = random.normal(size=(60, 5)).astype("float32")
Y = X.sum(axis=1, keepdims=True) + 1

inputs = keras.Input(shape=(5,))
hidden = keras.layers.Dense(6, activation="relu", kernel_initializer="normal", kernel_regularizer=keras.regularizers.L2(0.01))(inputs)
outputs = keras.layers.Dense(1, kernel_initializer="uniform")(hidden)
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(), keras.losses.MeanSquaredError(), metrics=["mae"])
stop = keras.callbacks.EarlyStopping("val_mae", patience=1, mode="max")
record = model.fit(X, Y, epochs=6, batch_size=16, validation_split=0.25, callbacks=[stop], verbose=0)
print("result", record.epoch, record.history["loss"], record.history["mae"], record.history["val_mae"])
