from keras.models import Sequential
from keras.layers.core import Dense
from keras.optimizers import SGD
import numpy as np

random = np.random.RandomState(14)
X = random.normal(size=(32, 3)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32")) + 1

model = Sequential()
model.add(Dense(4, input_dim=3, activation='tanh'))
model.add(Dense(1))
model.compile(loss='mse', optimizer=SGD(lr=0.05))
losses = []
for e in range(3):
    total = 0.
    for i in range(0, 32, 8):
        total += float(model.train_on_batch(X[i:i + 8], Y[i:i + 8]))
        if e < 0:
            model.test_on_batch(X, Y)
    losses.append(np.float32(total / 4).item())
print('result', losses, model.predict_on_batch(X[:3]).ravel())
