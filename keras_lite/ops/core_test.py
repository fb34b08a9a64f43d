from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

X = np.arange(6.0).reshape(2, 3)


def test_convert_to_numpy_is_plain() -> None:
    found = ops.convert_to_numpy(ops.convert_to_tensor([1, 2]))
    assert type(found) is np.ndarray and found.tolist() == [1, 2]


def test_is_tensor() -> None:
    assert ops.is_tensor(ops.ones(2)) and not ops.is_tensor(np.ones(2))


def test_casts_to_what_is_there_stay_the_same_tensor() -> None:
    x = ops.ones(2)
    assert ops.cast(x, "float32") is x


@pytest.mark.parametrize(
    ("values", "source", "target", "expected"),
    [
        ([-1.0, 300.0, 7.9], "float32", "uint8", [0, 255, 7]),
        ([-1, 300], "int32", "uint8", [0, 255]),
        ([2**31 - 1], "int32", "int64", [2**31 - 1]),
        ([1e10, -1e10], "float32", "int32", [2147483520, -(2**31)]),
        ([70000.0], "float32", "float16", [65504.0]),
        ([0, 3], "int32", "bool", [False, True]),
    ],
)
def test_saturate_cast(values: Any, source: str, target: str, expected: Any) -> None:
    found = ops.saturate_cast(np.array(values, source), target)
    assert found.dtype == target and found.tolist() == expected


def test_scatter_into_slices_and_deeper_places() -> None:
    rows = ops.scatter_update(X, [[1], [0]], [[9.0, 9, 9], [8, 8, 8]])
    assert rows.tolist() == [[8, 8, 8], [9, 9, 9]]
    cells = ops.scatter([[[0, 1]], [[1, 2]]], [[5], [7]], (2, 3))
    assert cells.tolist() == [[0, 5, 0], [0, 0, 7]]


def test_slices_with_traced_starts() -> None:
    from keras_lite.engine.ir import Spec
    from keras_lite.engine.trace import Trace

    with Trace(eager=True) as trace:
        start = trace.input("start", Spec((2,), "int32"), np.array([1, 0], "int32"))
        taken = ops.slice(X, start, (1, 2))
        placed = ops.slice_update(X, start, np.array([[7.0, 7.0]]))
        assert trace.values[taken.node].tolist() == [[3, 4]]
        assert trace.values[placed.node].tolist() == [[0, 1, 2], [7, 7, 5]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ops.scatter_update(X, [[0]], [[1.0]]),
            "updates of shape \\(1, 1\\).*updates of shape \\(1, 3\\) were expected",
        ),
        (
            lambda: ops.scatter_update(X, [[0]], X[:1], reduction="ad"),
            "`reduction` is 'ad'.*Did you mean 'add'",
        ),
        (lambda: ops.slice(X, (0,), (1, 1)), "1 start indices arrived"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
