import keras
import numpy as np

random = np.random.RandomState(19)
X = random.normal(size=(50, 3)).astype("float32")
y = (X.sum(axis=1) > 0).astype("float32").reshape(-1, 1)

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=[keras.metrics.Precision(), keras.metrics.Recall()])
h = model.fit(X, y, batch_size=50, epochs=3, shuffle=False, verbose=0).history
print("result", h["loss"], [round(v, 5) for v in h["precision"]], [round(v, 5) for v in h["recall"]])
