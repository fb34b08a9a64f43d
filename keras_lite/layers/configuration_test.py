from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.layers import Dense, Input, Layer

ROWS = np.array([[1.0, 2.0], [3.0, 4.0]])


class Scale(Layer):
    def __init__(self, start=2.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def call(self, inputs):
        return inputs * self.start


@keras.saving.register_keras_serializable("configuration_test")
class Wrapped(Layer):
    def __init__(self, inner, times=2, **kwargs):
        super().__init__(**kwargs)
        self.inner, self.times = inner, times

    def call(self, inputs):
        for _ in range(self.times):
            inputs = self.inner(inputs)
        return inputs


def test_configuration_of_ones_own_layer_is_what_it_was_given():
    layer = Scale(3.0, name="mine", trainable=False)
    config = layer.get_config()
    assert config["start"] == 3.0
    again = Scale.from_config(config)
    assert (again.name, again.start, again.trainable) == ("mine", 3.0, False)

    class Closed(Layer):
        def __init__(self, units):
            super().__init__()
            self.units = units + 1

    again = Closed.from_config({**Closed(3).get_config(), "name": "x", "trainable": False})
    assert (again.units, again.name, again.trainable) == (4, "x", False)


def test_configuration_of_a_derived_layer_is_that_of_the_built_in_one():
    class Louder(Dense):
        def __init__(self, units, gain=2.0, **kwargs):
            super().__init__(units, **kwargs)
            self.gain = gain

        def get_config(self):
            return {**super().get_config(), "gain": self.gain}

    config = Louder(3, gain=5.0, activation="relu").get_config()
    assert (config["units"], config["activation"], config["gain"]) == (3, "relu", 5.0)
    assert Louder.from_config(config).gain == 5.0


def test_layers_in_layers_are_written_down():
    layer = Wrapped(Dense(2, name="d"), times=3)
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    assert (type(again.inner), again.inner.name, again.times) == (Dense, "d", 3)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_stand_alone(duplicate):
    layer = Wrapped(Dense(2))
    layer.more = [Dense(1), {"a": Dense(1)}]
    expected = layer(ROWS)
    layer(Input((2,)))
    twin = duplicate(layer)
    np.testing.assert_array_equal(twin(ROWS), expected)
    assert len(twin._layers) == 3
    assert twin._layers[0] is twin.inner
    twin.inner.kernel.assign(np.zeros((2, 2)))
    np.testing.assert_array_equal(layer(ROWS), expected)
    assert twin._inbound_nodes == []
