import tensorflow as tf
mnist = tf.keras.datasets.mnist

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0

model = tf.keras.models.Sequential([
  tf.keras.layers.Flatten(input_shape=(28, 28)),
  tf.keras.layers.Dense(16, activation='relu'),
  tf.keras.layers.Dense(10)
])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(optimizer='sgd', loss=loss_fn, metrics=['accuracy'])
history = model.fit(x_train, y_train, batch_size=16, epochs=2, shuffle=False, verbose=0)
print('result', history.history['loss'], model.evaluate(x_test, y_test, verbose=0))
probability_model = tf.keras.Sequential([model, tf.keras.layers.Softmax()])
assert abs(float(tf.reduce_sum(probability_model(x_test[:5]))) - 5) < 1e-5
