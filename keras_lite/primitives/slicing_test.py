"""Indexing as NumPy has it, and what an index takes when the batch size is not known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec, SymbolicSizeError
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import ConcreteValueError
from keras_lite.engine.variable import Variable
from keras_lite.primitives.slicing import Range

X = np.arange(60.0).reshape(3, 4, 5)
ROWS, COLUMNS = np.array([2, 0]), np.array([1, -1])

INDICES = [
    0,
    -1,
    slice(1, None),
    (slice(None), 1),
    (Ellipsis, 2),
    (None, Ellipsis, None),
    (slice(None, -1), slice(None, None, 2)),
    (slice(None, None, -1), slice(3, 0, -2)),
    (slice(None), slice(-2, None), 0),
    (slice(2, 2),),
    (np.int64(1), slice(None), None, slice(1, 3)),
    ROWS,
    [2, 0],
    (slice(None), ROWS),
    (slice(None), ROWS, slice(1, 3)),
    (ROWS, COLUMNS),
    (slice(None), ROWS, COLUMNS),
    (ROWS, slice(None), COLUMNS),
    (ROWS[:, None], COLUMNS),
    (Ellipsis, ROWS),
]


@pytest.mark.parametrize("index", INDICES, ids=repr)
def test_as_numpy(index: Any, eager: Any) -> None:
    np.testing.assert_array_equal(eager(lambda v: v[index], X), X[index])
    np.testing.assert_array_equal(Variable(X, dtype="float64")[index], X[index])


def test_a_traced_index(eager: Any) -> None:
    np.testing.assert_array_equal(eager(lambda v, i: v[i], X, ROWS), X[ROWS])
    np.testing.assert_array_equal(eager(lambda i: Variable(X)[:, i], np.array(1)), X[:, 1])


def test_slopes_go_where_the_numbers_came_from(slopes: Any) -> None:
    (found,) = slopes(lambda v: v[1:, ::2] * 3.0, X)
    expected = np.zeros_like(X)
    expected[1:, ::2] = 3
    np.testing.assert_array_equal(found, expected)
    (found,) = slopes(lambda v: v[[0, 0, 2]], X)
    assert found[:, 0, 0].tolist() == [2, 0, 1]


@pytest.mark.parametrize(
    ("index", "size"),
    [
        (Range(), BATCH),
        (Range(1), BATCH - 1),
        (Range(None, -1), BATCH - 1),
        (Range(-1), 1),
        (Range(0, 1), 1),
        (Range(None, None, -1), BATCH),
        (Range(None, BATCH), BATCH),
        (Range(None, 2 * BATCH), BATCH),
    ],
    ids=str,
)
def test_what_is_taken_of_any_batch(index: Range, size: Any, programmed: Any) -> None:
    assert index.length(BATCH) == size
    plain = [s.at(4) if hasattr(s, "at") else s for s in (index.start, index.stop)]
    x = np.arange(4.0)
    found = programmed(lambda v: v[index.start : index.stop : index.step], x)
    np.testing.assert_array_equal(found, x[plain[0] : plain[1] : index.step])


@pytest.mark.parametrize(
    "index", [Range(None, 5), Range(2), Range(1, -1), Range(None, None, 2), Range(None, 1, -1)]
)
def test_what_depends_on_the_batch_is_an_error(index: Range) -> None:
    with pytest.raises(SymbolicSizeError):
        index.length(BATCH)


def test_errors() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 4), "float32"))
        with pytest.raises(IndexError, match="Index 4 is outside an axis of length 4"):
            x[:, 4]
        with pytest.raises(IndexError, match="3 indices arrived for a value with 2 axes"):
            x[0, 0, 0]
        with pytest.raises(ConcreteValueError, match="mask"):
            x[x > 0]
        with pytest.raises(IndexError, match="float"):
            x[np.array([0.5])]
