import keras
import numpy as np
from keras import ops

random = np.random.RandomState(4)
X = random.normal(size=(32, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)

def root(y_true, y_pred):
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true), axis=-1))

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Lambda(lambda t: ops.sum(ops.abs(t), axis=1, keepdims=True))])
model.compile("sgd", root, metrics=[root])
model.fit(X, Y, epochs=2, batch_size=8, shuffle=False, verbose=0)
model.optimizer.learning_rate = 0.1
history = model.fit(X, Y, epochs=2, batch_size=8, shuffle=False, verbose=0).history
print("result", history["loss"], history["root"], float(model.optimizer.learning_rate.numpy()))
