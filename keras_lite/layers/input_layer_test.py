from __future__ import annotations

import numpy as np
import pytest

from keras_lite import config
from keras_lite.layers import Input, InputLayer
from keras_lite.naming import reset_names


@pytest.mark.parametrize(
    ("kwargs", "shape", "dtype"),
    [
        ({"shape": (3,)}, (None, 3), "float32"),
        ({"shape": ()}, (None,), "float32"),
        ({"shape": [None, 3], "batch_size": 2}, (2, None, 3), "float32"),
        ({"batch_shape": (2, 3)}, (2, 3), "float32"),
        ({"shape": (3,), "dtype": "int32"}, (None, 3), "int32"),
        ({"shape": np.ones((5, 3)).shape[1:], "dtype": np.float64}, (None, 3), "float64"),
    ],
)
def test_shapes_and_types(kwargs, shape, dtype):
    tensor = Input(**kwargs)
    assert (tensor.shape, tensor.dtype) == (shape, dtype)
    layer = tensor._keras_history.operation
    assert isinstance(layer, InputLayer)
    assert (layer.batch_shape, layer.dtype, layer.output) == (shape, dtype, tensor)
    again = InputLayer.from_config(layer.get_config())
    assert again.output.shape == shape


def test_names():
    reset_names()
    assert [Input((1,)).name, Input((1,), name="a").name] == ["keras_tensor", "a"]
    assert [Input((1,))._keras_history.operation.name, InputLayer((1,)).name] == [
        "input_layer_1",
        "input_layer_2",
    ]


def test_the_default_type_is_that_of_the_settings():
    config.set_floatx("float64")
    try:
        assert Input((1,)).dtype == "float64"
    finally:
        config.set_floatx("float32")


def test_old_names_of_shapes():
    assert InputLayer(input_shape=(3,)).batch_shape == (None, 3)
    assert InputLayer(batch_input_shape=(2, 3)).batch_shape == (2, 3)
    assert InputLayer(input_shape=(3,), batch_size=4).batch_shape == (4, 3)


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({}, "neither arrived"),
        ({"shape": (3,), "batch_shape": (2, 3)}, "both arrived"),
        ({"batch_shape": (2, 3), "batch_size": 2}, "only one of them was expected"),
        ({"shape": 3}, r"Write \(3,\): the comma"),
        ({"shape": (-3,)}, "whole number of 0 or more"),
        ({"shape": (3.0,)}, "whole number of 0 or more"),
        ({"shape": (3,), "sparse": True}, "sparse and ragged inputs are not supported"),
        ({"shape": (3,), "dtype": "flot"}, "`dtype` is 'flot', but a type"),
        ({"tensor": 3}, "`tensor` is 3, but a symbolic tensor"),
    ],
)
def test_wrong_use_is_explained(kwargs, message):
    with pytest.raises(ValueError, match=message):
        Input(**kwargs)


def test_it_is_not_called():
    with pytest.raises(TypeError, match="arguments that do not fit"):
        InputLayer((3,))(np.ones((2, 3)))
