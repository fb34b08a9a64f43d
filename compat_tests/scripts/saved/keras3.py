import tempfile
import keras
import numpy as np

random = np.random.RandomState(10)
X = random.normal(size=(30, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
folder = tempfile.mkdtemp()

inputs = keras.Input(shape=(4,), name="features")
x = keras.layers.Dense(5, activation="relu", kernel_initializer="uniform")(inputs)
outputs = keras.layers.Dense(1, kernel_initializer="uniform")(x)
model = keras.Model(inputs, outputs, name="small")
model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
model.fit(X, Y, epochs=2, batch_size=10, shuffle=False, verbose=0)
model.save(folder + "/model.keras")
model.save_weights(folder + "/model.weights.h5")
again = keras.saving.load_model(folder + "/model.keras")
copy = keras.models.clone_model(again)
copy.load_weights(folder + "/model.weights.h5")
assert np.array_equal(copy.predict(X, verbose=0), again.predict(X, verbose=0))
print("result", again.evaluate(X, Y, verbose=0), again.predict(X[:4], verbose=0).ravel())
