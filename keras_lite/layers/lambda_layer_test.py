from __future__ import annotations

import numpy as np
import pytest

from keras_lite import layers, ops, saving
from keras_lite.layers import Input, Lambda

X = np.array([[1.0, 2.0]])


@saving.register_keras_serializable("lambda_layer_test")
def scaled(x, factor=1.0):
    return x * factor


def test_functions_get_their_arguments():
    np.testing.assert_array_equal(Lambda(scaled, arguments={"factor": 3.0})(X), X * 3)
    layer = Lambda(lambda x, training=None: x if training else -x)
    np.testing.assert_array_equal(layer(X), -X)
    np.testing.assert_array_equal(layer(X, training=True), X)


def test_the_shape_is_found_or_believed():
    assert Lambda(lambda x: ops.concatenate([x, x]))(Input((2,))).shape == (None, 2)
    assert Lambda(lambda x: x, output_shape=(7,))(Input((2,))).shape == (None, 7)
    doubled = Lambda(lambda x: x, output_shape=lambda shape: (shape[0], 2 * shape[1]))
    assert doubled(Input((2,))).shape == (None, 4)
    difference = Lambda(lambda pair: pair[0] - pair[1], output_shape=lambda shapes: shapes[0])
    assert difference([Input((2,)), Input((2,))]).shape == (None, 2)


def test_a_registered_function_comes_back():
    layer = Lambda(scaled, arguments={"factor": 3.0}, name="s")
    again = layers.deserialize(layers.serialize(layer))
    assert (again.function, again.arguments, again.name) == (scaled, {"factor": 3.0}, "s")


def test_a_nameless_function_comes_back_only_when_trusted():
    with pytest.warns(UserWarning, match="saved as byte code"):
        written = layers.serialize(Lambda(lambda x: x + 1))
    with pytest.raises(ValueError, match="would run code from the file"):
        layers.deserialize(written)
    again = saving.deserialize_keras_object(written, safe_mode=False)
    np.testing.assert_array_equal(again(X), X + 1)
