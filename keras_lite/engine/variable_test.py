"""Variables outside a trace: what they are made of, what assigning returns, what they hand out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite.primitives  # noqa: F401 (what operators need)
from keras_lite.engine.variable import Variable


@pytest.mark.parametrize(
    ("initializer", "dtype"),
    [
        (3, "int32"),
        (2**40, "int64"),
        (True, "bool"),
        (3.0, "float32"),
        ([1, 2], "int32"),
        ((True, False), "bool"),
        ([[1, 2.5]], "float32"),
        ([], "float32"),
        (np.int64(3), "int64"),
        (np.array([1.0]), "float64"),
    ],
)
def test_the_dtype_follows_the_initializer(initializer: Any, dtype: str) -> None:
    variable = Variable(initializer)
    assert variable.dtype == dtype
    assert np.array_equal(variable, initializer)
    assert Variable(initializer, dtype="float64").dtype == "float64"


def test_without_axes_numpy_returns_a_number() -> None:
    variable = Variable(2.0)
    assert isinstance(variable.numpy(), np.float32)
    assert isinstance(variable.value.numpy(), np.float32)
    assert np.asarray(variable).shape == ()
    assert type(Variable([2.0]).numpy()) is np.ndarray


def test_assign_returns_the_new_value_as_it_is_kept() -> None:
    variable = Variable([1.0, 2.0])
    result = variable.assign([3, 4])
    assert result.dtype == "float32"
    variable.assign_add([1.0, 1.0])
    assert np.array_equal(result, [3, 4])  # a copy, which later assignments leave alone
    assert np.array_equal(variable, [4, 5])


def test_handed_out_values_are_copies() -> None:
    variable = Variable([1.0, 2.0])
    for handed in (variable.numpy(), np.asarray(variable), variable.value):
        handed[0] = 9
    assert np.array_equal(variable, [1, 2])


def test_what_an_initializer_keeps_is_copied_and_what_it_gives_away_is_not() -> None:
    kept = np.ones(3, "float32")
    variable = Variable(lambda shape, dtype: kept, shape=(3,))
    variable.assign_add([1.0, 1.0, 1.0])
    assert np.array_equal(kept, [1, 1, 1])
    view = Variable(lambda shape, dtype: kept[:2], shape=(2,))
    view.assign([5.0, 5.0])
    assert np.array_equal(kept, [1, 1, 1])
    addresses = []

    def fresh(shape: tuple[int, ...], dtype: str) -> np.ndarray:
        array = np.ones(shape, dtype)
        addresses.append(array.ctypes.data)
        return array

    assert Variable(fresh, shape=(1000,)).array.ctypes.data == addresses[0]


def test_a_shape_that_differs_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the shape \(3,\) was assigned where \(2,\) is expected"):
        Variable([1.0, 2.0]).assign([1.0, 2.0, 3.0])
