import keras
import numpy as np

random = np.random.RandomState(18)
X = random.uniform(0, 255, size=(40, 6)).astype("float32")
y = (X[:, 0] > 128).astype("int32")

scaled = X / 255
model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(5, "relu"), keras.layers.Dense(2, "softmax")])
model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
h = model.fit(scaled, y, batch_size=8, epochs=2, shuffle=False, validation_data=(scaled, y), verbose=0)
print("result", h.history["loss"], h.history["val_loss"], model.predict(scaled, verbose=0)[0])
