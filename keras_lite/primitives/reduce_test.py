"""Reductions along axes as NumPy has them, with Keras' dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.primitives import reduce

X = np.random.default_rng(0).integers(0, 3, (2, 3, 4)).astype("float64")


@pytest.mark.parametrize("name", ["sum", "prod", "mean", "max", "min", "any", "all"])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (1, -1), ()])
@pytest.mark.parametrize("keepdims", [False, True])
def test_as_numpy(name: str, axis: Any, keepdims: bool, programmed: Any) -> None:
    function = getattr(reduce, name)
    expected = getattr(np, name)(X, axis=axis, keepdims=keepdims)
    np.testing.assert_array_equal(function(X, axis, keepdims), expected)
    through = programmed(lambda v: function(v, axis, keepdims), X)
    np.testing.assert_array_equal(through, expected)


@pytest.mark.parametrize("name", ["argmax", "argmin", "cumsum", "cumprod", "sort", "argsort"])
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_along_one_axis(name: str, axis: Any, programmed: Any) -> None:
    options = {"kind": "stable"} if name == "argsort" else {}
    expected = getattr(np, name)(X, axis=axis, **options)
    found = getattr(reduce, name)(X, axis)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == ("int32" if "arg" in name else "float64")
    through = programmed(lambda v: getattr(reduce, name)(v, axis), X)
    np.testing.assert_array_equal(through, expected)


def test_place_of_the_largest_of_all_with_axes_kept() -> None:
    assert reduce.argmax(X, keepdims=True).shape == (1, 1, 1)
    assert reduce.argmax(X, axis=1, keepdims=True, dtype="int64").dtype == "int64"


@pytest.mark.parametrize(
    ("dtype", "wider"),
    [("bool", "int32"), ("int8", "int32"), ("uint8", "uint32"), ("int64", "int64")],
)
def test_small_integers_are_added_as_32_bits(dtype: str, wider: str) -> None:
    x = np.array([1, 1, 1]).astype(dtype)
    for function in (reduce.sum, reduce.prod, reduce.cumsum, reduce.cumprod):
        assert function(x).dtype == wider
    assert reduce.max(x).dtype == dtype


def test_mean_of_integers_is_a_float() -> None:
    assert reduce.mean(np.array([1, 2], "int32")) == 1.5


def test_mean_over_a_batch_of_any_size(programmed: Any) -> None:
    for rows in (1, 7):
        x = np.arange(2.0 * rows).reshape(rows, 2)
        np.testing.assert_array_equal(programmed(lambda v: reduce.mean(v, 0), x), x.mean(0))


def test_extremes_share_the_slope(slopes: Any) -> None:
    x = np.array([[1.0, 3.0, 3.0], [2.0, 0.0, 1.0]])
    (found,) = slopes(lambda v: reduce.max(v, 1), x)
    assert found.tolist() == [[0, 0.5, 0.5], [1, 0, 0]]


def test_products_with_zeros_have_slopes(slopes: Any) -> None:
    x = np.array([[2.0, 0.0, 3.0], [0.0, 0.0, 5.0]])
    (found,) = slopes(lambda v: reduce.prod(v, 1), x)
    assert found.tolist() == [[0, 6, 0], [0, 0, 0]]


def test_axes_that_are_not_there() -> None:
    with pytest.raises(ValueError, match="sum: axis=3 .* 3 axes. Choose an axis from -3 to 2"):
        reduce.sum(X, 3)
    with pytest.raises(ValueError, match="max: .*twice"):
        reduce.max(X, (0, -3))
    with pytest.raises(TypeError, match="argmax: axis=1.5"):
        reduce.argmax(X, 1.5)
    with pytest.raises(ValueError, match="has no axes"):
        reduce.sum(np.float32(1), 0)


def test_shapes_while_tracing() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3, BATCH + 1), "float32"))
        assert reduce.sum(x, (0, 2), keepdims=True).shape == (1, 3, 1)
