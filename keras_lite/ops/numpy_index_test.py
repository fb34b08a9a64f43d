from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import ConcreteValueError, Traced

X = np.arange(24).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "key",
    [
        1,
        -1,
        (0, 2),
        (slice(None), 1),
        (..., slice(None, None, -2)),
        (None, 0, ..., None),
        np.array([1, 0, 1]),
        (slice(None), np.array([0, -1])),
        np.array([True, False]),
    ],
    ids=str,
)
def test_items_as_numpy_takes_them(key: Any) -> None:
    found = ops.get_item(X, key)
    assert found.tolist() == X[key].tolist() and hasattr(found, "numpy")


@pytest.mark.parametrize("offset", [-5, -1, 0, 2, 9])
def test_diagonals_as_numpy_has_them(offset: int) -> None:
    assert ops.diagonal(X, offset).tolist() == np.diagonal(X, offset).tolist()
    assert ops.diagonal(X, offset, 2, 1).tolist() == np.diagonal(X, offset, 2, 1).tolist()
    assert ops.diag([1, 2], offset).tolist() == np.diag([1, 2], offset).tolist()
    assert ops.trace(X, offset).tolist() == np.trace(X, offset).tolist()
    assert ops.tril(X, offset).tolist() == np.tril(X, offset).tolist()
    assert ops.triu(X, offset).tolist() == np.triu(X, offset).tolist()


def test_a_diagonal_of_what_has_too_many_axes() -> None:
    with pytest.raises(ValueError, match=r"diag: `x` has the shape \(2, 3, 4\)"):
        ops.diag(X)


def test_places() -> None:
    assert ops.take(X, [[-1, 0]], axis=2).shape == (2, 3, 1, 2)
    assert ops.take(X, 1.0).tolist() == 1
    order = np.argsort(-X, axis=1)
    assert (
        ops.take_along_axis(X, order, axis=1).tolist() == np.take_along_axis(X, order, 1).tolist()
    )
    assert ops.take_along_axis(X, [5, -1]).tolist() == [5, 23]


def test_places_in_a_flattened_tensor() -> None:
    found = ops.unravel_index([5, -1], (2, 3, 4))
    assert [part.tolist() for part in found] == [[0, 1], [1, 2], [1, 3]]


def test_places_that_depend_on_values() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        assert isinstance(ops.take(np.arange(3), ops.cast(x, "int32")), Traced)
        with pytest.raises(ConcreteValueError, match="nonzero needs the values"):
            ops.nonzero(x)
    with Trace(eager=True) as trace:
        x = trace.input("x", Spec((2,), "float32"), np.array([0, 3], "float32"))
        assert ops.nonzero(x)[0].tolist() == [1]
