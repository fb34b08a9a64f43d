import numpy as np
import tensorflow as tf

random = np.random.RandomState(14)
X = random.normal(size=(32, 3)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32")) + 1

dataset = tf.data.Dataset.from_tensor_slices((X, Y)).batch(8)
model = tf.keras.Sequential([
    tf.keras.layers.Dense(4, activation='tanh', input_shape=(3,)),
    tf.keras.layers.Dense(1),
])
loss_object = tf.keras.losses.MeanSquaredError()
optimizer = tf.keras.optimizers.SGD(learning_rate=0.05)
train_loss = tf.keras.metrics.Mean(name='train_loss')

@tf.function
def train_step(inputs, labels):
    with tf.GradientTape() as tape:
        predictions = model(inputs, training=True)
        loss = loss_object(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    train_loss(loss)

losses = []
for epoch in range(3):
    train_loss.reset_states()
    for inputs, labels in dataset:
        train_step(inputs, labels)
    losses.append(float(train_loss.result()))
print('result', losses, model.predict(X[:3], verbose=0).ravel())
