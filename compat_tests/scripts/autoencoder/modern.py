import keras
import numpy as np

random = np.random.RandomState(12)
x_train = random.uniform(size=(40, 12)).astype("float32")

pixels = keras.Input((12,))
code = keras.layers.Dense(3, "relu", activity_regularizer=keras.regularizers.L1(1e-5))(pixels)
last = keras.layers.Dense(12, "sigmoid")
model = keras.Model(pixels, last(code))
model.compile("sgd", "binary_crossentropy")
h = model.fit(x_train, x_train, epochs=3, batch_size=8, shuffle=False, verbose=0, validation_data=(x_train[:8], x_train[:8]))
print("result", h.history["loss"], h.history["val_loss"], model.predict(x_train, verbose=0)[0])
