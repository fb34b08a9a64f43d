import tensorflow as tf
from tensorflow.keras import Sequential, layers, optimizers
import numpy as np

random = np.random.RandomState(18)
X = random.uniform(0, 255, size=(40, 6)).astype("float32")
y = (X[:, 0] > 128).astype("int32")

def samples():
    for features, label in zip(X, y):
        yield features / 255, label

signature = (tf.TensorSpec(shape=(6,), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.int32))
data = tf.data.Dataset.from_generator(samples, output_signature=signature)
model = Sequential()
model.add(layers.Dense(5, activation='relu', input_shape=(6,)))
model.add(layers.Dense(2, activation='softmax'))
model.compile(optimizers.SGD(0.1), 'sparse_categorical_crossentropy')
h = model.fit(data.batch(8), epochs=2, validation_data=data.batch(16), verbose=0)
print('result', h.history['loss'], h.history['val_loss'], model.predict(data.batch(40), verbose=0)[0])
