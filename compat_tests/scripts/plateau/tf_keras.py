import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

random = np.random.RandomState(8)
X = random.normal(size=(40, 3)).astype("float32")
Y = np.sin(X).sum(axis=1, keepdims=True)

seen = []
inputs = keras.Input(shape=(3,))
x = layers.Dense(6, activation=tf.nn.relu)(inputs)
outputs = layers.Dense(1)(x)
model = keras.Model(inputs=inputs, outputs=outputs)
model.compile(optimizer=keras.optimizers.SGD(lr=0.2), loss=keras.losses.MeanSquaredError())
callbacks = [
    keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=1, min_delta=0.01, min_lr=0.001),
    keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(float(keras.backend.get_value(model.optimizer.lr)))),
    keras.callbacks.EarlyStopping("val_loss", patience=3, restore_best_weights=True),
]
h = model.fit(X, Y, batch_size=10, epochs=8, verbose=0, shuffle=False, validation_data=(X[:10], Y[:10]), callbacks=callbacks)
print("result", seen, h.history["val_loss"], model.predict(X[:3], verbose=0).ravel())
