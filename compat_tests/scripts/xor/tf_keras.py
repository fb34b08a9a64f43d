import tensorflow as tf
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
import numpy as np

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
model = Sequential([Dense(8, activation=tf.nn.tanh, input_shape=(2,)), Dense(1, activation=tf.nn.sigmoid)])
sgd = tf.keras.optimizers.SGD(lr=0.5, momentum=0.5, decay=0.01)
model.compile(optimizer=sgd, loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, batch_size=1, epochs=4, verbose=0).history
classes = tf.cast(tf.greater(model.predict(x, verbose=0), 0.5), tf.int32).numpy()
print("result", history["loss"], history["accuracy"], classes.ravel(), model.evaluate(x, y, verbose=0))
