from __future__ import annotations

import numpy as np
import pytest

from keras_lite.layers import Dense


@pytest.mark.parametrize("units", [-1, 0, 2.5, 2.0, "3", None, True])
def test_units_are_a_positive_integer(units):
    with pytest.raises(ValueError, match="Dense: `units` is .*, but a positive integer was"):
        Dense(units)


def test_integers_of_numpy_are_integers():
    layer = Dense(np.int64(3))
    assert type(layer.units) is int


def test_it_multiplies_adds_and_bends():
    layer = Dense(2, activation="relu", weights=[[[1, -1], [2, -2]], [0.5, 0.5]])
    np.testing.assert_array_equal(layer(np.array([[1.0, 1.0]])), [[3.5, 0]])
    np.testing.assert_array_equal(layer(np.ones((3, 2, 2)))[2, 1], [3.5, 0])
    assert [w.path.split("/")[-1] for w in layer.weights] == ["kernel", "bias"]


def test_without_bias_there_is_none():
    layer = Dense(2, use_bias=False)
    layer.build((None, 3))
    assert layer.bias is None
    assert [w.shape for w in layer.weights] == [(3, 2)]


def test_regularizers_and_constraints_go_to_the_weights():
    layer = Dense(2, kernel_regularizer="l2", bias_regularizer="l1", bias_constraint="non_neg")
    layer.build((None, 3))
    assert layer.kernel.regularizer is layer.kernel_regularizer
    assert layer.bias.constraint is layer.bias_constraint
    assert len(layer.losses) == 2


def test_other_features_than_it_was_built_for():
    layer = Dense(2)
    layer.build((None, 3))
    with pytest.raises(ValueError, match="length 3 was expected along axis -1"):
        layer(np.ones((4, 5)))


def test_what_is_missing_is_said():
    with pytest.raises(ValueError, match="`lora_rank` is 4, but None was expected"):
        Dense(2, lora_rank=4)
