from __future__ import annotations

import random

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.trace import Trace
from keras_lite.layers import Dense, Input, Layer
from keras_lite.naming import reset_names

ROWS = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.fixture(autouse=True)
def names():
    reset_names()


class Scale(Layer):
    """y = factor * x, with everything that a layer of one's own may do."""

    def __init__(self, start=2.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        self.factor = self.add_weight((input_shape[-1],), "ones", name="factor")
        self.factor.assign(self.factor * self.start)

    def call(self, inputs):
        return inputs * self.factor


class Mode(Layer):
    """y = x, noting the mode."""

    def call(self, inputs, training=None):
        self.seen = training
        return inputs


class Around(Layer):
    """Calls another layer, saying nothing of the mode."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)


class Pair(Layer):
    def build(self, query_shape, value_shape):
        self.shapes = (query_shape, value_shape)

    def call(self, query, value, factor=1.0):
        return query + factor * value


def test_a_call_builds_once_and_computes():
    layer = Scale()
    assert not layer.built
    result = layer(ROWS)
    np.testing.assert_array_equal(result, ROWS * 2)
    assert result.dtype == "float32"
    assert result.numpy() is not None
    assert layer.built
    assert [w.path for w in layer.weights] == ["scale/factor"]
    factor = layer.factor
    layer(ROWS)
    assert layer.factor is factor
    assert layer.get_build_config() == {"input_shape": (2, 2)}


def test_names_count_and_given_names_do_not():
    assert [Dense(1).name, Dense(1, name="dense").name, Dense(1).name] == [
        "dense",
        "dense",
        "dense_1",
    ]
    with pytest.raises(ValueError, match="`name` is 'a/b', but a string without '/'"):
        Dense(1, name="a/b")


def test_weights_are_named_after_the_layers_around_them():
    class Outer(Layer):
        def __init__(self):
            super().__init__()
            self.early = self.add_weight((), name="early")
            self.inner = Dense(2)

        def build(self, input_shape):
            self.late = self.add_weight((), name="late")

        def call(self, inputs):
            return self.inner(inputs) + self.early + self.late

    layer = Outer()
    layer(ROWS)
    paths = ["outer/early", "outer/late", "outer/dense/kernel", "outer/dense/bias"]
    assert [w.path for w in layer.weights] == paths
    assert layer.path == "outer"
    assert layer.inner.path == "outer/dense"


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (np.ones((2, 2)), None, "float32"),
        (np.ones((2, 2), "float32"), "float64", "float64"),
        (np.ones((2, 2), "float64"), "float16", "float16"),
        (np.ones((2, 2), "int64"), None, "int64"),
        (np.ones((2, 2), "bool"), None, "bool"),
    ],
)
def test_floats_take_the_type_of_the_layer_and_others_keep_theirs(values, dtype, expected):
    layer = Mode(dtype=dtype)
    assert layer(values).dtype == expected
    assert layer(Input((2,), dtype=values.dtype.name)).dtype == expected
    assert Mode(dtype=dtype, autocast=False)(values).dtype == values.dtype


def test_symbolic_calls_are_noted():
    layer = Scale()
    inputs = Input((2,), name="rows")
    with pytest.raises(AttributeError, match="scale has no output"):
        layer.output  # noqa: B018
    output = layer(inputs)
    assert (output.shape, output.dtype) == ((None, 2), "float32")
    assert layer.input is inputs
    assert layer.output is output
    assert (layer.input_shape, layer.output_shape) == ((None, 2), (None, 2))
    assert layer._inbound_nodes[0].operation is layer
    assert output._keras_history == (layer, 0, 0)
    assert layer.get_build_config() == {"input_shape": (None, 2)}


def test_layers_are_traced_and_scopes_are_their_names():
    from keras_lite.engine.ir import BATCH, Spec

    outer = Around(Scale())
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 2), "float32"))
        y = outer(x)
    assert y.shape == (BATCH, 2)
    assert y.node.scope == ("around", "scale")
    assert outer.inner.factor.numpy().tolist() == [2.0, 2.0], "weights are made at once"


def test_the_mode_goes_down_unless_said_otherwise():
    inner = Mode()
    outer = Around(inner)
    for given in (True, False, None):
        outer(ROWS, training=given)
        assert inner.seen is given
    inner(ROWS, training=True)
    assert inner.seen is True

    class Says(Around):
        def call(self, inputs, training=True):
            return self.inner(inputs, training=False if training else None)

    Says(inner)(ROWS)
    assert inner.seen is False
    outer(ROWS)
    assert inner.seen is None, "the mode of one call is not that of the next"


def test_several_tensors_give_several_shapes():
    layer = Pair()
    np.testing.assert_array_equal(layer(ROWS, value=ROWS, factor=2.0), ROWS * 3)
    assert layer.shapes == ((2, 2), (2, 2))
    expected = {"query_shape": (2, 2), "value_shape": (2, 2)}
    assert layer.get_build_config() == {"shapes_dict": expected}
    again = Pair()
    again.build_from_config({"shapes_dict": {"query_shape": [2, 2], "value_shape": [2, 2]}})
    assert again.shapes == layer.shapes
    shape = layer.compute_output_shape(query_shape=(None, 2), value_shape=(None, 1))
    assert shape == (None, 2)


def test_output_shapes_are_found_without_building():
    layer = Dense(5)
    state = random.getstate()
    assert layer.compute_output_shape((None, 7, 3)) == (None, 7, 5)
    assert random.getstate() == state
    assert not layer.built
    assert layer.weights == []
    assert layer.compute_output_spec(Input((3,))).shape == (None, 5)
    assert Pair().compute_output_shape((4, 1), (4, 3)) == (4, 3)


def test_a_shape_of_ones_own_is_believed():
    class Opaque(Layer):
        def call(self, inputs):
            return ops.convert_to_tensor(np.asarray(inputs)[:, :1])

        def compute_output_shape(self, input_shape):
            return (input_shape[0], 1)

    layer = Opaque()
    assert layer(Input((3,))).shape == (None, 1)
    assert layer(ROWS).shape == (2, 1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Dense(2)([[1.0, 2.0]]), ValueError, "a positional argument is 1.0, but a tensor"),
        (lambda: Dense(2)(ROWS, 3), ValueError, "is 3, but a tensor .* pass everything else by"),
        (lambda: Dense(2)(), TypeError, "missing a required argument: 'inputs'"),
        (lambda: Dense(2)(ROWS, trainig=True), TypeError, "Did you mean 'training'"),
        (lambda: Dense(2)(np.array([["a"]])), TypeError, "values of type <U1, but numbers"),
        (lambda: Dense(2)(np.array([[None]])), TypeError, "values of type object, but numbers"),
        (lambda: Dense(2)(np.ones(3)), ValueError, "at least 2 axes were expected"),
        (lambda: Dense(2, actvation="relu"), ValueError, "Did you mean 'activation'"),
        (lambda: Dense(2, input_shpe=(2,)), ValueError, "Did you mean 'input_shape'"),
        (lambda: Dense(2, dtype="flot32"), ValueError, "Did you mean 'float32'"),
        (lambda: Dense(2, input_dim=1.5), ValueError, r"`input_dim` is \(1.5,\)"),
        (lambda: Dense(2).build(3), ValueError, "`input_shape` is 3, but a shape"),
        (lambda: Dense(2).build((None, None)), ValueError, "known length .* along axis -1"),
        (lambda: Layer()(ROWS), NotImplementedError, "Layer has no `call` method"),
        (lambda: Dense(2).kernel, AttributeError, "no attribute 'kernel' yet; it is not built"),
    ],
)
def test_wrong_use_is_explained(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_error_inside_says_in_which_layer():
    class Broken(Layer):
        def call(self, inputs):
            raise KeyError("oh")

    with pytest.raises(KeyError) as caught:
        Around(Broken(name="culprit"))(ROWS)
    assert caught.value.__notes__ == ["In the call of layer 'culprit' (Broken)."]


def test_a_forgotten_constructor_is_found():
    class Forgetful(Layer):
        def __init__(self):
            self.dense = Dense(1)

    with pytest.raises(RuntimeError, match=r"`super\(\).__init__\(\)` was not called in `Forget"):
        Forgetful()(ROWS)


def test_state_made_too_late_is_refused():
    layer = Scale()
    layer(ROWS)
    with pytest.raises(ValueError, match="'scale' is built already, but the weight 'scale/late'"):
        layer.add_weight((), name="late")
    with pytest.raises(ValueError, match="'scale' is built already, but <Dense"):
        layer.more = Dense(1)
    layer.number = 3
    layer.again = layer.factor


def test_numpy_functions_become_part_of_a_layer():
    class Bend(Layer):
        def call(self, inputs):
            return np.maximum(inputs, 0) + np.square(inputs) * 0.1

    layer = Bend()
    assert layer(Input((2,))).shape == (None, 2)
    np.testing.assert_allclose(layer(-ROWS), ROWS**2 * 0.1, rtol=1e-6)
