import tempfile
import tensorflow.keras as keras
from tensorflow.keras import backend as K
from tensorflow.keras.utils import CustomObjectScope
import numpy as np

random = np.random.RandomState(10)
X = random.normal(size=(30, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
folder = tempfile.mkdtemp()

def mse(y_true, y_pred):
    return K.mean(K.square(y_pred - y_true), axis=-1)

def positive(x):
    return K.relu(x)

model = keras.Sequential()
model.add(keras.layers.Dense(5, input_dim=4, activation=positive, kernel_initializer="uniform"))
model.add(keras.layers.Dense(1, kernel_initializer="uniform"))
model.compile("sgd", loss=mse, metrics=["mae"])
model.fit(X, Y, epochs=2, batch_size=10, shuffle=False, verbose=0)
model.save(folder + "/model.h5")
with CustomObjectScope({"positive": positive}):
    other = keras.models.load_model(folder + "/model.h5", custom_objects={"mse": mse})
print("result", other.evaluate(X, Y, verbose=0), other.predict(X[:4], verbose=0).ravel())
