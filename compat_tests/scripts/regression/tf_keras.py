import tensorflow as tf
from tensorflow import keras
import numpy as np

random = np.random.RandomState(0)
X = random.normal(size=(60, 5)).astype("float32")
Y = X.sum(axis=1, keepdims=True) + 1

def build_model():
    model = keras.models.Sequential([
        keras.layers.Dense(6, activation=tf.nn.relu, input_shape=[X.shape[1]],
                           kernel_initializer="random_normal", kernel_regularizer=keras.regularizers.l2(0.01)),
        keras.layers.Dense(1, kernel_initializer="random_uniform"),
    ])
    model.compile(loss='mse', optimizer=tf.keras.optimizers.Adam(0.001), metrics=['mae'])
    return model

model = build_model()
stop = tf.keras.callbacks.EarlyStopping(monitor='val_mae', patience=1, mode='max')
record = model.fit(X, Y, epochs=6, batch_size=16, validation_split=0.25, callbacks=[stop], verbose=0)
print("result", record.epoch, record.history["loss"], record.history["mae"], record.history["val_mae"])
