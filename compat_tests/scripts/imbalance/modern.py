import keras
import numpy as np

random = np.random.RandomState(16)
X = random.normal(size=(40, 3)).astype("float32")
y = (X[:, 0] > 0.8).astype("int32")

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1, "sigmoid")])
model.compile("sgd", "binary_crossentropy")
weights = np.where(y == 1, 5.0, 1.0)
losses = [model.fit(X, y, epochs=2, batch_size=8, shuffle=False, verbose=0, sample_weight=weights).history["loss"] for _ in range(2)]
print("result", *losses, float(model.evaluate(X, y, sample_weight=weights, verbose=0)))
