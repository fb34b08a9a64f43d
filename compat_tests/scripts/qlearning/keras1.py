from collections import deque
import numpy as np
from keras.models import Sequential
from keras.layers.core import Dense, Activation
from keras.optimizers import SGD

rng = np.random.RandomState(17)
memory = deque(maxlen=50)
for _ in range(12):
    memory.append((rng.normal(size=(1, 4)).astype("float32"), rng.randint(2), rng.rand(), rng.normal(size=(1, 4)).astype("float32"), rng.rand() < 0.2))

model = Sequential()
model.add(Dense(6, init='lecun_uniform', input_shape=(4,)))
model.add(Activation('relu'))
model.add(Dense(2, init='lecun_uniform'))
model.add(Activation('linear'))
model.compile(loss='mse', optimizer=SGD(lr=0.05))
for state, action, reward, next_state, done in memory:
    target = reward
    if not done:
        target = reward + 0.9 * np.amax(model.predict(next_state, batch_size=1)[0])
    target_f = model.predict(state, batch_size=1)
    target_f[0][action] = target
    model.fit(state, target_f, batch_size=1, nb_epoch=1, verbose=0)
print('result', model.predict(memory[0][0]), [int(np.argmax(model.predict(m[0])[0])) for m in memory])
