import tensorflow as tf
from tensorflow import keras
import numpy as np

random = np.random.RandomState(16)
X = random.normal(size=(40, 3)).astype("float32")
y = (X[:, 0] > 0.8).astype("int32")

model = keras.Sequential([
    keras.layers.Dense(4, activation="relu", input_shape=(X.shape[-1],)),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="sgd", loss=keras.losses.BinaryCrossentropy())
h = model.fit(X, y, epochs=2, batch_size=8, shuffle=False, verbose=0, class_weight={0: 1.0, 1: 5.0})
weights = tf.where(tf.equal(y, 1), 5.0, 1.0)
data = tf.data.Dataset.from_tensor_slices((X, y, weights)).batch(8)
h2 = model.fit(data, epochs=2, verbose=0)
score = model.evaluate(X, y, sample_weight=weights.numpy(), verbose=0)
print("result", h.history["loss"], h2.history["loss"], float(score))
