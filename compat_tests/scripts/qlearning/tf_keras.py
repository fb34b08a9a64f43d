from collections import deque
import numpy as np
import tensorflow as tf
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense

rng = np.random.RandomState(17)
memory = deque(maxlen=50)
for _ in range(12):
    memory.append((rng.normal(size=(1, 4)).astype("float32"), rng.randint(2), rng.rand(), rng.normal(size=(1, 4)).astype("float32"), rng.rand() < 0.2))

model = Sequential([
    Dense(6, activation="relu", input_shape=[4], kernel_initializer="lecun_uniform"),
    Dense(2, kernel_initializer="lecun_uniform"),
])
optimizer = tf.keras.optimizers.SGD(learning_rate=0.05)
loss_fn = tf.keras.losses.MeanSquaredError()

for state, action, reward, next_state, done in memory:
    target = reward + (1 - done) * 0.9 * np.max(model(next_state).numpy(), axis=1)
    mask = tf.one_hot([action], 2)
    current = model(state).numpy()
    wanted = current * (1 - mask) + mask * target
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_fn(wanted, model(state)))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
print("result", model.predict(memory[0][0], verbose=0), [int(tf.argmax(model(m[0])[0])) for m in memory])
