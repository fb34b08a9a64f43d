from keras.models import Sequential
from keras.layers import Dense
from sklearn.utils import class_weight
import numpy as np

random = np.random.RandomState(16)
X = random.normal(size=(40, 3)).astype("float32")
y = (X[:, 0] > 0.8).astype("int32")

model = Sequential()
model.add(Dense(4, input_dim=3, activation='relu'))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='sgd')
class_weight = {0: 1., 1: 5.}
h = model.fit(X, y, epochs=2, batch_size=8, shuffle=False, verbose=0, class_weight=class_weight)
weights = np.ones(len(y))
weights[y == 1] = 5
h2 = model.fit(X, y, epochs=2, batch_size=8, shuffle=False, verbose=0, sample_weight=weights)
print('result', h.history['loss'], h2.history['loss'], float(model.evaluate(X, y, sample_weight=weights, verbose=0)))
