from collections import deque
import keras
import numpy as np

rng = np.random.RandomState(17)
memory = deque(maxlen=50)
for _ in range(12):
    memory.append((rng.normal(size=(1, 4)).astype("float32"), rng.randint(2), rng.rand(), rng.normal(size=(1, 4)).astype("float32"), rng.rand() < 0.2))

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(6, "relu", kernel_initializer="lecun_uniform"),
    keras.layers.Dense(2, kernel_initializer="lecun_uniform"),
])
model.compile(keras.optimizers.SGD(0.05), "mse")
for state, action, reward, following, done in memory:
    wanted = np.array(model(state))
    wanted[0, action] = reward if done else reward + 0.9 * np.array(model(following)).max()
    model.train_on_batch(state, wanted)
print("result", model.predict(memory[0][0], verbose=0), [int(np.array(model(m[0])).argmax()) for m in memory])
