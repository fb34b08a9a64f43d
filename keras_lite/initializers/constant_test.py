from __future__ import annotations

import json

import numpy as np
import pytest

from keras_lite import initializers
from keras_lite.initializers import Constant, Identity


def test_constant_broadcasts() -> None:
    assert Constant(3)((2, 2), "int32").tolist() == [[3, 3], [3, 3]]
    assert Constant([1.0, 2.0])((2, 2)).tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert Constant(2.7)((1,), "int32").tolist() == [2]


@pytest.mark.parametrize("value", [[1.0, 2.0, 3.0], [[1.0], [2.0]]])
def test_constant_does_not_change_the_shape(value: list[object]) -> None:
    with pytest.raises(ValueError, match=r"which does not broadcast to the weight's shape \(2,\)"):
        Constant(value)((2,))


@pytest.mark.parametrize("value", ["a", None, {}, ["x"]])
def test_constant_wants_numbers(value: object) -> None:
    with pytest.raises(ValueError, match="Constant: `value`"):
        Constant(value)


def test_constant_arrays_are_saved() -> None:
    written = json.loads(json.dumps(initializers.serialize(Constant(np.arange(2)))))
    assert written["config"]["value"]["class_name"] == "__numpy__"
    assert initializers.deserialize(written)((2,)).tolist() == [0.0, 1.0]


def test_constant_keeps_its_own_copy_apart_from_the_weight() -> None:
    value = np.array([1.0, 2.0], np.float32)
    Constant(value)((2,))[0] = 9
    assert value.tolist() == [1.0, 2.0]


def test_identity() -> None:
    assert Identity(2.0)((2, 3)).tolist() == [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    assert Identity(2)((2, 2), "int32").tolist() == [[2, 0], [0, 2]]
    with pytest.raises(ValueError, match=r"Identity: `shape` is \(2, 3, 4\), but the shape of a m"):
        Identity()((2, 3, 4))


def test_the_gain_of_identity_is_saved_only_where_it_says_something() -> None:
    assert Identity().get_config() == {}
    assert Identity(0.5).get_config() == {"gain": 0.5}
