from keras import backend as K
from keras.models import Sequential
from keras.layers.core import Dense, Lambda
import numpy as np

random = np.random.RandomState(4)
X = random.normal(size=(32, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)

K.clear_session()

def root(y_true, y_pred):
    return K.sqrt(K.mean(K.square(y_pred - y_true), axis=-1))

model = Sequential()
model.add(Dense(2, input_dim=3))
model.add(Lambda(lambda t: K.sum(K.abs(t), axis=1, keepdims=True)))
model.compile(loss=root, optimizer='sgd', metrics=[root])
model.fit(X, Y, nb_epoch=2, batch_size=8, shuffle=False, verbose=0)
K.set_value(model.optimizer.lr, 0.1)
history = model.fit(X, Y, nb_epoch=2, batch_size=8, shuffle=False, verbose=0).history
print("result", history["loss"], history["root"], float(K.get_value(model.optimizer.lr)))
