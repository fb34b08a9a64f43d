import keras
import numpy as np
from keras import layers, ops

random = np.random.RandomState(6)
X = random.normal(size=(48, 5)).astype("float32")
Y = X[:, :2] * 2 + 1

@keras.saving.register_keras_serializable(package="mine")
class Scale(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, x):
        return ops.tanh(ops.matmul(x, self.w) + self.b)

    def get_config(self):
        return {**super().get_config(), "units": self.units}

class Far(keras.metrics.Metric):
    def __init__(self, name="far", **kwargs):
        super().__init__(name=name, **kwargs)
        self.total = self.add_variable(shape=(), initializer="zeros", name="total")
        self.count = self.add_variable(shape=(), initializer="zeros", name="count")

    def update_state(self, y_true, y_pred, sample_weight=None):
        there = ops.cast(ops.abs(y_true - y_pred) > 1.0, "float32")
        self.total.assign(self.total + ops.sum(there))
        self.count.assign(self.count + ops.cast(ops.size(there), "float32"))

    def result(self):
        return self.total / self.count

class Weighted(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(ops.square(y_pred - y_true) * 2.0, axis=-1)

inputs = keras.Input((5,))
x = Scale(6)(inputs)
x = ops.square(x) + x
model = keras.Model(inputs, layers.Dense(2)(x))
model.compile("sgd", Weighted(), metrics=[Far()])
h = model.fit(X, Y, batch_size=12, epochs=3, shuffle=False, verbose=0).history
print("result", h["loss"], h["far"], model.count_params(), model.output_shape)
