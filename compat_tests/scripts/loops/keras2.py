from keras.models import Sequential
from keras.layers import Dense
from keras import optimizers
import numpy as np

random = np.random.RandomState(14)
X = random.normal(size=(32, 3)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32")) + 1

model = Sequential()
model.add(Dense(4, input_shape=(3,), activation='tanh'))
model.add(Dense(1))
model.compile(optimizers.SGD(lr=0.05), loss='mean_squared_error')
losses = []
for epoch in range(3):
    batch_losses = []
    for batch in range(4):
        rows = slice(batch * 8, batch * 8 + 8)
        batch_losses.append(model.train_on_batch(X[rows], Y[rows]))
    losses.append(float(np.mean(np.array(batch_losses, 'float64'))))
print('result', losses, model.predict(X[:3], verbose=0).ravel())
