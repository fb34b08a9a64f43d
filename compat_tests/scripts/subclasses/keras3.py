import keras
import numpy as np
from keras import layers

random = np.random.RandomState(9)
X = random.normal(size=(36, 4)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("int32") + (X[:, 0] > 0)

class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units, activation="relu")
        self.norm = layers.BatchNormalization()

    def call(self, x, training=False):
        return self.norm(self.dense(x), training=training)

class Classifier(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block(7)
        self.head = layers.Dense(3, activation="softmax")

    def call(self, x, training=False):
        return self.head(self.block(x, training=training))

model = Classifier()
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
h = model.fit(X, Y, epochs=3, batch_size=12, shuffle=False, verbose=0)
print("result", h.history["loss"], h.history["accuracy"], model.predict(X[:2], verbose=0).ravel(), len(model.get_weights()))
