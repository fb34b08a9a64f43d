import keras
import numpy as np

random = np.random.RandomState(9)
X = random.normal(size=(36, 4)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("int32") + (X[:, 0] > 0)

class Model(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(7, "relu")
        self.classes = keras.layers.Dense(3, "softmax")
        self.norm = keras.layers.BatchNormalization()

    def call(self, x, training=False):
        return self.classes(self.norm(self.hidden(x), training=training))

model = Model()
model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
h = model.fit(X, Y, epochs=3, batch_size=12, shuffle=False, verbose=0)
print("result", h.history["loss"], h.history["accuracy"], model.predict(X[:2], verbose=0).ravel(), len(model.get_weights()))
