import keras
import numpy as np

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1, "sigmoid")])
rate = keras.optimizers.schedules.InverseTimeDecay(0.5, 1, 0.01)
model.compile(keras.optimizers.SGD(rate, momentum=0.5), "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, batch_size=1, epochs=4, verbose=0).history
classes = (model.predict(x, verbose=0) > 0.5).astype("int32")
print("result", history["loss"], history["accuracy"], classes.ravel(), model.evaluate(x, y, verbose=0))
