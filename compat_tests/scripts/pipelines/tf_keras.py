import tensorflow as tf
import numpy as np

random = np.random.RandomState(18)
X = random.uniform(0, 255, size=(40, 6)).astype("float32")
y = (X[:, 0] > 128).astype("int32")

AUTOTUNE = tf.data.experimental.AUTOTUNE

def scale(features, label):
    return tf.cast(features, tf.float32) / 255.0, label

train = tf.data.Dataset.from_tensor_slices((X, y)).map(scale, num_parallel_calls=AUTOTUNE).cache().batch(8).prefetch(AUTOTUNE)
held = tf.data.Dataset.from_tensor_slices((X, y)).map(scale).batch(16)
model = tf.keras.models.Sequential([
    tf.keras.layers.Dense(5, activation='relu', input_shape=(6,)),
    tf.keras.layers.Dense(2, activation='softmax'),
])
model.compile(optimizer=tf.keras.optimizers.SGD(0.1), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
h = model.fit(train, epochs=2, validation_data=held, verbose=0)
print('result', h.history['loss'], h.history['val_loss'], model.predict(held, verbose=0)[0])
