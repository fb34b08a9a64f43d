import keras
import numpy as np

random = np.random.RandomState(20)
X = random.normal(3.0, 2.0, size=(48, 3)).astype("float32")
y = X[:, :1] * 0.5 - X[:, 1:2]

norm = keras.layers.Normalization()
norm.adapt(X)
model = keras.Sequential([keras.Input((3,)), norm, keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mae")
h = model.fit(X, y, epochs=3, batch_size=12, shuffle=False, verbose=0, validation_split=0.25)
print("result", h.history["loss"], h.history["val_loss"], np.round(keras.ops.convert_to_numpy(norm.mean).ravel(), 5))
