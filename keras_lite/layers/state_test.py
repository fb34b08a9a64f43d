from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite import ops
from keras_lite.engine.trace import Trace
from keras_lite.layers import Dense, Dropout, Input, Layer
from keras_lite.naming import reset_names

ROWS = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.fixture(autouse=True)
def names():
    reset_names()


class Around(Layer):
    """Calls another layer."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)


def test_freezing():
    layer = Around(Dense(2))
    layer(ROWS)
    assert len(layer.trainable_weights) == 2
    layer.trainable = False
    assert layer.trainable_weights == []
    assert len(layer.non_trainable_weights) == 2
    assert not layer.inner.trainable
    assert not layer.inner.kernel.trainable
    layer.trainable = True
    assert layer.trainable_weights == [layer.inner.kernel, layer.inner.bias]
    frozen = Dense(2, trainable=False)
    frozen(ROWS)
    assert frozen.trainable_weights == []
    frozen.trainable = True
    assert len(frozen.trainable_weights) == 2


def test_random_state_is_a_variable_and_no_weight():
    layer = Dropout(0.5)
    assert (layer.weights, layer.get_weights()) == ([], [])
    assert [v.path for v in layer.variables] == ["seed_generator/seed_generator_state"]
    assert layer.non_trainable_variables == layer.variables


def test_set_weights_says_what_does_not_fit_and_changes_nothing():
    layer = Dense(2)
    with pytest.raises(ValueError, match="got 1 arrays, but 0 were expected.*before it is built"):
        layer.set_weights([1])
    layer(ROWS)
    before = layer.get_weights()
    with pytest.raises(ValueError, match="got 1 arrays, but 2 were expected: .'kernel', 'bias'."):
        layer.set_weights([np.ones((2, 2))])
    with pytest.raises(ValueError, match=r"shape \(3,\) for weight 'dense/bias', but \(2,\)"):
        layer.set_weights([np.zeros((2, 2)), np.ones(3)])
    np.testing.assert_array_equal(layer.get_weights()[0], before[0])
    layer.set_weights([np.eye(2), [1, 2]])
    np.testing.assert_array_equal(layer(ROWS), ROWS + [1, 2])
    assert layer.count_params() == 6
    with pytest.raises(ValueError, match="the layer isn't built and has no weights"):
        Dense(2).count_params()


def test_weights_may_be_given_at_once():
    layer = Dense(2, weights=[np.eye(2), np.ones(2)])
    np.testing.assert_array_equal(layer(ROWS), ROWS + 1)


@pytest.mark.parametrize(
    ("args", "kwargs", "path", "values"),
    [
        (((2,), "ones"), {}, "layer/variable", [1, 1]),
        (("w", (2,), None, "ones"), {}, "layer/w", [1, 1]),
        (("w",), {"shape": (2,), "initializer": "ones"}, "layer/w", [1, 1]),
        ((), {"shape": (2,), "dtype": "int32", "name": "n"}, "layer/n", [0, 0]),
        ((), {"shape": (2,), "initializer": np.array([3.0, 4.0])}, "layer/variable", [3, 4]),
        ((), {"shape": (2,), "initializer": 5.0}, "layer/variable", [5, 5]),
        ((), {"initializer": lambda shape, dtype=None: np.full(shape, 7)}, "layer/variable", 7),
    ],
)
def test_add_weight(args, kwargs, path, values):
    weight = Layer().add_weight(*args, **kwargs)
    assert weight.path == path
    assert weight.numpy().tolist() == values


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"shape": (None, 2)}, r"`shape` is \(None, 2\), but a tuple of whole numbers"),
        ({"shape": 3}, r"`shape` is 3, but a tuple was expected. Write \(3,\)"),
        ({"shape": (2,), "initializer": np.ones(3)}, r"an array of shape \(2,\) was expected"),
        ({"shape": (), "name": "a/b"}, "`name` is 'a/b', but a string without '/'"),
        ({"shape": (), "initializer": "zeroes"}, "Did you mean 'Zeros'"),
    ],
)
def test_add_weight_refuses(kwargs, message):
    with pytest.raises(ValueError, match=message):
        Layer().add_weight(**kwargs)


def test_losses_are_those_of_the_last_call_then_the_penalties():
    class Costly(Layer):
        def call(self, inputs):
            self.add_loss(ops.sum(inputs))
            return inputs

    model = keras.Sequential(
        [
            Costly(activity_regularizer="l2"),
            Dense(1, kernel_regularizer=lambda w: ops.sum(w * 0) + 3),
        ]
    )
    for _ in range(2):
        model(np.ones((2, 2)))
    # 4 in all; 0.01 * 4 squares / 2 rows; 3
    assert [float(loss) for loss in model.losses] == pytest.approx([4.0, 0.02, 3.0])
    model.layers[1].trainable = False
    assert len(model.losses) == 2


def test_losses_of_a_trace_do_not_outlive_it():
    layer = Dense(2, activity_regularizer="l2")
    layer(Input((2,)))
    assert layer.losses == []
    with Trace() as trace:
        layer(trace.constant(np.ones((2, 2), "float32")))
        assert len(layer.losses) == 1
    assert layer.losses == []
