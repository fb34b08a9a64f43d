"""What holds of every layer; a new one is one row in `ROWS`."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite import layers
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace

X = np.arange(-6, 6, dtype="float32").reshape(3, 4)
X3 = np.arange(24, dtype="float32").reshape(2, 3, 4)
WORDS = np.array([[1, 0], [2, 2]])

# class, arguments, inputs, the result if it can be written down
ROWS = [
    ("Dense", {"units": 2, "kernel_initializer": "ones"}, X, X.sum(1, keepdims=True) + [[0, 0]]),
    ("Dense", {"units": 2, "activation": "tanh", "use_bias": False}, X3, None),
    ("Activation", {"activation": "relu"}, X, np.maximum(X, 0)),
    ("Dropout", {"rate": 0.5}, X, X),
    ("Flatten", {}, X3, X3.reshape(2, 12)),
    ("Flatten", {"data_format": "channels_first"}, X3, X3.transpose(0, 2, 1).reshape(2, 12)),
    ("Reshape", {"target_shape": (2, -1)}, X3, X3.reshape(2, 2, 6)),
    ("Reshape", {"target_shape": (12,)}, X3, X3.reshape(2, 12)),
    ("Permute", {"dims": (2, 1)}, X3, X3.transpose(0, 2, 1)),
    ("RepeatVector", {"n": 2}, X, np.stack([X, X], axis=1)),
    ("Rescaling", {"scale": 0.5, "offset": 1.0}, X.astype("int32"), X * 0.5 + 1),
    ("Identity", {}, X, X),
    ("Lambda", {"function": np.square}, X, X**2),
    ("LeakyReLU", {"negative_slope": 0.5}, X, np.where(X > 0, X, X / 2)),
    ("PReLU", {"alpha_initializer": "ones"}, X, X),
    ("ELU", {"alpha": 2.0}, X, np.where(X > 0, X, 2 * np.expm1(X))),
    ("ReLU", {"max_value": 3.0}, X, np.clip(X, 0, 3)),
    ("Softmax", {}, X * 0, X * 0 + 0.25),
    ("BatchNormalization", {"epsilon": 0.0}, X, X),
    ("LayerNormalization", {"epsilon": 0.0}, X, np.tile(np.arange(-3, 5, 2) / np.sqrt(5), (3, 1))),
    ("UnitNormalization", {}, X + 20, (X + 20) / np.linalg.norm(X + 20, axis=1, keepdims=True)),
    ("Normalization", {"mean": 1.0, "variance": 4.0}, X, (X - 1) / 2),
    ("GaussianNoise", {"stddev": 1.0}, X, X),
    ("GaussianDropout", {"rate": 0.5}, X, X),
    ("AlphaDropout", {"rate": 0.5}, X, X),
    ("SpatialDropout1D", {"rate": 0.5}, X3, X3),
    ("SpatialDropout2D", {"rate": 0.5}, X3[:, None], X3[:, None]),
    ("SpatialDropout3D", {"rate": 0.5}, X3[:, None, None], X3[:, None, None]),
    ("ActivityRegularization", {"l1": 0.1}, X, X),
    ("Embedding", {"input_dim": 3, "output_dim": 2}, WORDS, None),
    ("Concatenate", {}, [X, X], np.concatenate([X, X], 1)),
    ("Add", {}, [X, X, X], X * 3),
    ("Subtract", {}, [X, X + 1], X * 0 - 1),
    ("Multiply", {}, [X, X], X**2),
    ("Average", {}, [X, X + 2], X + 1),
    ("Maximum", {}, [X, -X], np.abs(X)),
    ("Minimum", {}, [X, -X], -np.abs(X)),
    ("Dot", {"axes": 1}, [X, X], (X**2).sum(1, keepdims=True)),
]  # fmt: skip
every = pytest.mark.parametrize(
    ("name", "arguments", "inputs", "expected"),
    ROWS,
    ids=[f"{row[0]}-{i}" for i, row in enumerate(ROWS)],
)


def _symbolic(inputs):
    if isinstance(inputs, list):
        return [_symbolic(x) for x in inputs]
    return layers.Input(inputs.shape[1:], dtype=inputs.dtype.name)


def test_the_table_has_every_layer():
    classes = {name for name in layers.__all__ if name[0].isupper()}
    assert classes - {row[0] for row in ROWS} == {"Input", "InputLayer", "InputSpec", "Layer"}


@every
def test_the_result_is_right(name, arguments, inputs, expected):
    layer = getattr(layers, name)(**arguments)
    result = layer(inputs)
    assert layer.built
    assert result.dtype == "float32"
    if expected is not None:
        np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-6)


@every
def test_shapes_are_known_before(name, arguments, inputs, expected):
    layer = getattr(layers, name)(**arguments)
    shapes = [x.shape for x in inputs] if isinstance(inputs, list) else inputs.shape
    predicted = layer.compute_output_shape(shapes)
    symbolic = layer(_symbolic(inputs))
    result = layer(inputs)
    assert predicted == result.shape
    assert symbolic.shape == (None, *result.shape[1:])
    assert symbolic.dtype == result.dtype


@every
def test_it_is_traced_for_every_batch_size(name, arguments, inputs, expected):
    layer = getattr(layers, name)(**arguments)
    several = isinstance(inputs, list)
    with Trace() as trace:
        traced = [
            trace.input(f"x{i}", Spec((BATCH, *x.shape[1:]), x.dtype.name))
            for i, x in enumerate(inputs if several else [inputs])
        ]
        result = layer(traced if several else traced[0])
    assert result.shape[0] == BATCH
    assert result.shape[1:] == layer(inputs).shape[1:]


@every
def test_it_comes_back_from_its_configuration(name, arguments, inputs, expected):
    layer = getattr(layers, name)(**arguments, name="mine", trainable=False)
    written = layers.serialize(layer)
    assert written["module"] == "keras.layers"
    assert written["class_name"] == name
    if name == "Lambda":
        return  # a NumPy function is no function of the library; see lambda_layer_test.py
    again = layers.deserialize(written)
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()
    assert (again.name, again.trainable) == ("mine", False)


@every
def test_unknown_arguments_are_refused(name, arguments, inputs, expected):
    with pytest.raises(ValueError, match=f"{name}: got unknown arguments: nme='x'.*'name'"):
        getattr(layers, name)(**arguments, nme="x")


@every
def test_half_and_double_precision(name, arguments, inputs, expected):
    for dtype in ("float16", "float64"):
        layer = getattr(layers, name)(**arguments, dtype=dtype)
        result = layer(inputs)
        assert result.dtype == dtype
        assert {w.dtype for w in layer.weights} <= {dtype, "int64"}


def test_functional_forms():
    for name in ("add", "average", "maximum", "minimum", "multiply", "subtract", "concatenate"):
        layer = getattr(layers, name.capitalize())()
        np.testing.assert_array_equal(getattr(layers, name)([X, X + 1]), layer([X, X + 1]))
    np.testing.assert_array_equal(layers.dot([X, X], axes=1), layers.Dot(1)([X, X]))


def test_old_configurations_name_no_module():
    config = {"class_name": "Dense", "config": {"units": 3, "name": "d"}}
    assert layers.deserialize(config).units == 3
    with pytest.raises(AttributeError, match="Did you mean 'Dense'"):
        keras.layers.Dnese  # noqa: B018
