"""Shapes, orders and repetitions as NumPy has them, for every batch size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec, SymbolicSizeError
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import Traced
from keras_lite.engine.variable import Variable
from keras_lite.primitives import shape

X = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda v: shape.reshape(v, (-1, 6)), X.reshape(-1, 6)),
        (lambda v: shape.reshape(shape.transpose(v), (-1,)), X.T.reshape(-1)),
        (lambda v: shape.transpose(v, (0, -1, 1)), X.transpose(0, 2, 1)),
        (lambda v: shape.expand_dims(v, (0, -1)), X[None, ..., None]),
        (lambda v: shape.squeeze(shape.expand_dims(v, 1)), X),
        (lambda v: shape.tile(v, (2, 1, 3)), np.tile(X, (2, 1, 3))),
        (lambda v: shape.tile(v, 2), np.tile(X, 2)),
        (lambda v: shape.repeat(v, 2, 0), np.repeat(X, 2, 0)),
        (lambda v: shape.repeat(v, 3), np.repeat(X, 3)),
        (lambda v: shape.repeat(v, [1, 0, 2], 1), np.repeat(X, [1, 0, 2], 1)),
        (lambda v: shape.flip(v), np.flip(X)),
        (lambda v: shape.flip(v, (0, -1)), np.flip(X, (0, 2))),
        (lambda v: shape.pad(v, ((0, 1), (2, 0), (0, 0)), 9), None),
        (lambda v: shape.concatenate([v, v, v[:, :1]], 1), np.concatenate([X, X, X[:, :1]], 1)),
        (lambda v: shape.broadcast_to(v[:, :1], v.shape), np.broadcast_to(X[:, :1], X.shape)),
        (lambda v: v + shape.full(v.shape, 2, "float64"), X + 2),
    ],
)
def test_as_numpy(function: Any, expected: Any, eager: Any, programmed: Any) -> None:
    if expected is None:
        expected = np.pad(X, ((0, 1), (2, 0), (0, 0)), constant_values=9)
    for found in (eager(function, X), programmed(function, X)):
        np.testing.assert_array_equal(found, expected)


def test_no_operation_where_nothing_changes() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        assert shape.reshape(x, (-1, 3)) is x
        assert shape.transpose(x, (0, 1)) is x
        assert shape.broadcast_to(x, (BATCH, 3)) is x


def test_numbers_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"reshape: 24 numbers of shape \(2, 3, 4\) do not fit"):
        shape.reshape(X, (5, -1))
    with pytest.raises(ValueError, match="squeeze: axis 1 .* length 3"):
        shape.squeeze(X, 1)
    with pytest.raises(ValueError, match="broadcast_to"):
        shape.broadcast_to(X, (2, 3, 8))
    with pytest.raises(ValueError, match="concatenate: the shapes .* along axis 0"):
        shape.concatenate([X, X[:, :2]], 0)
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        with pytest.raises(SymbolicSizeError, match="Use -1"):
            shape.reshape(x, (32, 3))


def test_no_slope_passes(slopes: Any) -> None:
    (found,) = slopes(lambda v: v * shape.stop_gradient(v), X)
    np.testing.assert_array_equal(found, X)


def test_a_shape_of_a_variable_is_a_copy() -> None:
    variable = Variable(X)
    kept = shape.reshape(variable, (-1,))
    part = variable[0]
    variable.assign(X + 1)
    assert kept[0] == 0
    assert part[0, 0] == 0


def test_parts_of_a_value_are_values() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        assert isinstance(x[0], Traced)
        assert [v.shape for v in x[0]] == [(), (), ()]
