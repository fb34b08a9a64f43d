import os
import tempfile
import tensorflow as tf
from tensorflow import keras
import numpy as np

random = np.random.RandomState(10)
X = random.normal(size=(30, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
folder = tempfile.mkdtemp()

def create_model():
    model = tf.keras.models.Sequential([
        keras.layers.Dense(5, activation='relu', input_shape=(4,), kernel_initializer='random_uniform'),
        keras.layers.Dense(1, kernel_initializer='random_uniform'),
    ])
    model.compile(optimizer='sgd', loss='mse', metrics=['mae'])
    return model

model = create_model()
path = os.path.join(folder, "cp-{epoch:04d}.weights.h5")
saver = keras.callbacks.ModelCheckpoint(filepath=path, save_weights_only=True, verbose=0)
model.fit(X, Y, epochs=2, batch_size=10, shuffle=False, verbose=0, callbacks=[saver])
new = create_model()
new.load_weights(os.path.join(folder, "cp-0002.weights.h5"))
print('result', new.evaluate(X, Y, verbose=0), new.predict(X[:4], verbose=0).ravel())
