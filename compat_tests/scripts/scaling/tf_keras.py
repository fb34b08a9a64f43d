import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

random = np.random.RandomState(20)
X = random.normal(3.0, 2.0, size=(48, 3)).astype("float32")
y = X[:, :1] * 0.5 - X[:, 1:2]

normalizer = tf.keras.layers.experimental.preprocessing.Normalization(axis=-1)
normalizer.adapt(np.array(X))
linear_model = tf.keras.Sequential([normalizer, layers.Dense(units=1)])
linear_model.compile(optimizer=tf.optimizers.SGD(learning_rate=0.1), loss='mean_absolute_error')
linear_model.build((None, 3))
h = linear_model.fit(X, y, epochs=3, batch_size=12, shuffle=False, verbose=0, validation_split=0.25)
print('result', h.history['loss'], h.history['val_loss'], np.round(normalizer.mean.numpy().ravel(), 5))
