import keras
import numpy as np
from keras import layers

random = np.random.RandomState(2)
A = random.normal(size=(40, 3)).astype("float32")
B = random.normal(size=(40, 2)).astype("float32")
Y = (A.sum(1) + B.sum(1) > 0).astype("float32").reshape(-1, 1)

a, b = keras.Input((3,)), keras.Input((2,))
left = layers.Dense(4, "tanh", name="left")(a)
right = layers.Dense(4, "tanh", name="right")(b)
joined = layers.concatenate([layers.add([left, right]), b])
model = keras.Model([a, b], layers.Dense(1, "sigmoid")(joined))
model.compile("adam", "binary_crossentropy")
losses = model.fit([A, B], Y, epochs=3, batch_size=8, shuffle=False, verbose=0).history["loss"]
print("result", losses, model.get_layer("left").get_weights()[0].ravel())
