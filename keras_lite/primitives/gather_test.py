"""Rows taken and put back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.primitives.gather import one_hot, scatter, scatter_add, take, take_along_axis

X = np.arange(12.0).reshape(3, 4)
ROWS = np.array([[2, -1], [0, 0]])


@pytest.mark.parametrize("axis", [None, 0, -1])
def test_take_as_numpy(axis: Any, eager: Any) -> None:
    expected = np.take(X, ROWS, axis)
    np.testing.assert_array_equal(take(X, ROWS, axis), expected)
    np.testing.assert_array_equal(eager(lambda v, i: take(v, i, axis), X, ROWS), expected)


def test_take_of_a_row_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        take(X, [3], 0)
    with pytest.raises(TypeError, match="take: places of dtype float64"):
        take(X, [0.5], 0)


def test_take_along_an_axis() -> None:
    places = np.argsort(-X, axis=1)
    np.testing.assert_array_equal(take_along_axis(X, places, 1), np.sort(X)[:, ::-1])
    np.testing.assert_array_equal(
        take_along_axis(X, np.array([[1]]), 1), np.take_along_axis(X, np.array([[1]] * 3), 1)
    )


def test_rows_that_come_twice_are_added(slopes: Any) -> None:
    y = scatter_add(np.zeros((3, 2)), [1, 1, 2], np.ones((3, 2)))
    assert y.tolist() == [[0, 0], [2, 2], [1, 1]]
    (found,) = slopes(lambda v: take(v, np.array([1, 1, 2]), 0), X)
    assert found[:, 0].tolist() == [0, 2, 1]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("add", [4, 1, 1]),
        ("set", [2, 1, 1]),
        ("multiply", [2, 1, 1]),
        ("max", [2, 1, 1]),
        ("min", [1, 1, 1]),
    ],
)
def test_modes_of_scatter(mode: str, expected: list[int]) -> None:
    x, rows, updates = np.ones(3), np.array([0, 0]), np.array([1.0, 2.0])
    assert scatter(x, rows, updates, mode).tolist() == expected
    assert x.tolist() == [1, 1, 1]


def test_updates_of_the_wrong_shape() -> None:
    with pytest.raises(ValueError, match=r"updates of the shape \(2,\) .* \(3, 4\) is expected"):
        scatter_add(X, [0, 1, 2], np.ones(2))


def test_one_hot() -> None:
    assert one_hot([2, 0, -1, 5], 3).tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert one_hot([1, 0], 2, axis=0, dtype="int32").tolist() == [[0, 1], [1, 0]]
    assert one_hot(np.uint8([[1]]), 300, dtype="bool").sum() == 1
