import keras
import numpy as np

random = np.random.RandomState(14)
X = random.normal(size=(32, 3)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32")) + 1

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.05), "mse")
history = model.fit(X, Y, batch_size=8, epochs=3, shuffle=False, verbose=0)
print("result", history.history["loss"], model.predict(X[:3], verbose=0).ravel())
