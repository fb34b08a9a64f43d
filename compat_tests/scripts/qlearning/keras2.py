# -*- coding: utf-8 -*-
from collections import deque
import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import SGD

rng = np.random.RandomState(17)
memory = deque(maxlen=50)
for _ in range(12):
    memory.append((rng.normal(size=(1, 4)).astype("float32"), rng.randint(2), rng.rand(), rng.normal(size=(1, 4)).astype("float32"), rng.rand() < 0.2))

class DQNAgent:
    def __init__(self, state_size, action_size):
        self.state_size = state_size
        self.action_size = action_size
        self.memory = memory
        self.gamma = 0.9    # discount rate
        self.model = self._build_model()

    def _build_model(self):
        model = Sequential()
        model.add(Dense(6, input_dim=self.state_size, activation='relu', kernel_initializer='lecun_uniform'))
        model.add(Dense(self.action_size, activation='linear', kernel_initializer='lecun_uniform'))
        model.compile(loss='mse', optimizer=SGD(lr=0.05))
        return model

    def act(self, state):
        return np.argmax(self.model.predict(state, verbose=0)[0])  # returns action

    def replay(self):
        for state, action, reward, next_state, done in self.memory:
            target = reward
            if not done:
                target = (reward + self.gamma * np.amax(self.model.predict(next_state, verbose=0)[0]))
            target_f = self.model.predict(state, verbose=0)
            target_f[0][action] = target
            self.model.fit(state, target_f, epochs=1, verbose=0)

agent = DQNAgent(4, 2)
agent.replay()
print('result', agent.model.predict(memory[0][0], verbose=0), [int(agent.act(m[0])) for m in memory])
