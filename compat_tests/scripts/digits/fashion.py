# TensorFlow and tf.keras
import tensorflow as tf
from tensorflow import keras
import numpy as np

fashion_mnist = keras.datasets.fashion_mnist
(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
class_names = [str(i) for i in range(10)]
train_images = train_images / 255.0
test_images = test_images / 255.0
model = keras.Sequential([
    keras.layers.Flatten(input_shape=(28, 28)),
    keras.layers.Dense(16, activation=tf.nn.relu),
    keras.layers.Dense(10, activation=tf.nn.softmax)])
model.compile(optimizer=tf.keras.optimizers.SGD(), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(train_images, train_labels, 16, epochs=2, shuffle=False, verbose=0)
predictions = model.predict(test_images)
assert class_names[np.argmax(predictions[0])] in class_names
print('result', history.history['loss'], model.evaluate(test_images, test_labels, verbose=0))
