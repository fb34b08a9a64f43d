import tensorflow as tf
import tensorflow.keras as keras
import numpy as np

random = np.random.RandomState(18)
X = random.uniform(0, 255, size=(40, 6)).astype("float32")
y = (X[:, 0] > 128).astype("int32")

dataset = tf.data.Dataset.from_tensor_slices((X / 255., y))
dataset = dataset.batch(8).repeat()
model = keras.Sequential()
model.add(keras.layers.Dense(5, activation=tf.nn.relu, input_dim=6))
model.add(keras.layers.Dense(2, activation=tf.nn.softmax))
model.compile(optimizer=keras.optimizers.SGD(lr=0.1), loss='sparse_categorical_crossentropy', metrics=['sparse_categorical_accuracy'])
h = model.fit(dataset, epochs=2, steps_per_epoch=5, validation_data=dataset, validation_steps=5, verbose=0)
print('result', h.history['loss'], h.history['val_loss'], model.predict(dataset, steps=5, verbose=0)[0])
