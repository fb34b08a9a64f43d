import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

random = np.random.RandomState(13)
X = random.normal(size=(32, 4)).astype("float32")
price = X.sum(axis=1, keepdims=True)
kind = (X[:, :1] > 0).astype("float32")

inputs = keras.Input(shape=(4,), name="main_input")
x = layers.Dense(6, activation="tanh")(inputs)
outputs = {
    "price": layers.Dense(1, name="price")(x),
    "kind": layers.Dense(1, activation="sigmoid", name="kind")(x),
}
model = keras.Model(inputs=inputs, outputs=[outputs["price"], outputs["kind"]])
model.compile(
    optimizer=keras.optimizers.SGD(0.01),
    loss={"price": keras.losses.MeanSquaredError(), "kind": keras.losses.BinaryCrossentropy()},
    loss_weights={"price": 1.0, "kind": 0.2},
    metrics={"kind": [keras.metrics.BinaryAccuracy(name="accuracy")]},
)
data = tf.data.Dataset.from_tensor_slices((X, {"price": price, "kind": kind})).batch(8)
h = model.fit(data, epochs=2, verbose=0).history
print("result", h["loss"], h["price_loss"], h["kind_loss"], h["kind_accuracy"], [p.shape for p in model.predict(X, verbose=0)])
