import tempfile
from keras.models import Sequential, load_model
from keras.layers import Dense
import numpy as np

random = np.random.RandomState(10)
X = random.normal(size=(30, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
folder = tempfile.mkdtemp()

model = Sequential()
model.add(Dense(5, input_dim=4, kernel_initializer='uniform', activation='relu'))
model.add(Dense(1, kernel_initializer='uniform'))
model.compile(loss='mse', optimizer='sgd', metrics=['mae'])
model.fit(X, Y, epochs=2, batch_size=10, verbose=0, shuffle=False)
model.save(folder + '/my_model.h5')
del model
model = load_model(folder + '/my_model.h5')
print('result', model.evaluate(X, Y, verbose=0), model.predict(X[:4]).ravel())
