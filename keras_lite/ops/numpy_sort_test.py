from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

X = np.array([[3.0, 1.0, 2.0, 2.0], [0.0, -1.0, 5.0, 4.0]])


@pytest.mark.parametrize("method", ["linear", "lower", "higher", "midpoint", "nearest"])
@pytest.mark.parametrize("q", [0.0, 0.25, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1)])
def test_quantiles_as_numpy_has_them(method: str, q: float, axis: Any) -> None:
    expected = np.quantile(X, q, axis, method=method)  # type: ignore[call-overload]
    np.testing.assert_allclose(ops.quantile(X, q, axis, method), expected, rtol=1e-12)


def test_several_quantiles_lead() -> None:
    x = np.random.RandomState(0).rand(2, 3, 4)
    for axis, keepdims in ((1, False), ((0, 2), True), (None, True)):
        expected = np.quantile(x, [0.1, 0.6], axis, keepdims=keepdims)
        found = ops.quantile(x, np.array([0.1, 0.6]), axis, keepdims=keepdims)
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_nan_makes_a_quantile_nan() -> None:
    x = np.array([[1.0, np.nan], [2.0, 4.0]])
    assert np.isnan(ops.median(x, axis=1)[0]) and ops.median(x, axis=1)[1] == 3
    assert ops.nanmedian(x, axis=1).tolist() == [1, 3]
    assert np.isnan(ops.nanquantile(np.full((1, 2), np.nan), 0.5, axis=1)).all()


def test_sorting_is_stable_and_knows_booleans() -> None:
    assert ops.argsort(X)[0].tolist() == [1, 2, 3, 0]
    assert ops.sort([True, False]).tolist() == [False, True]


def test_searching() -> None:
    assert ops.searchsorted([1.0, 2.0, 2.0], [[2.0, 0.0]]).tolist() == [[1, 0]]
    assert ops.searchsorted([1.0, 2.0, 2.0], [2.0, 9.0], side="right").tolist() == [3, 3]


def test_counting_rows() -> None:
    assert ops.bincount([[0, 2], [1, 1]]).tolist() == [[1, 0, 1], [0, 2, 0]]
    assert ops.bincount(np.zeros(0, "int32"), minlength=2).tolist() == [0, 0]


def test_unique_of_a_fixed_size() -> None:
    assert ops.unique([3, 1, 3], size=4).tolist() == [1, 3, 1, 1]
    assert ops.unique([3, 1, 3], size=4, fill_value=9).tolist() == [1, 3, 9, 9]
    assert ops.unique([3, 1, 2], size=2).tolist() == [1, 2]
    values, first, inverse, counts = ops.unique([3, 1, 3], True, True, True, True)
    assert [p.tolist() for p in (values, first, inverse, counts)] == [
        [1, 3],
        [1, 0],
        [1, 0, 1],
        [1, 2],
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ops.quantile(X, 0.5, method="lineal"),
            "`method` is 'lineal'.*Did you mean 'linear'",
        ),
        (
            lambda: ops.searchsorted(X, [1.0]),
            "`sorted_sequence` has the shape \\(2, 4\\), but a vector",
        ),
        (lambda: ops.searchsorted([1.0], [1.0], side="up"), "`side` is 'up'"),
        (lambda: ops.histogram([1.0], bins=0), "`bins` is 0"),
        (lambda: ops.histogram([1.0], range=(2, 1)), "`range` is \\(2, 1\\)"),
        (lambda: ops.histogram(X), "has the shape \\(2, 4\\), but a vector"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
