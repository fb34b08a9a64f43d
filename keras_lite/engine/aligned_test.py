from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.aligned import LINE, empty, zeros
from keras_lite.engine.variable import Variable, flatten_together


def _start(array: np.ndarray) -> int:
    start: int = array.__array_interface__["data"][0]
    return start


@pytest.mark.parametrize("shape", [(), (1,), (7,), (1000,), (3, 5, 7)])
@pytest.mark.parametrize("dtype", ["bool", "float32", "float64", "int64"])
def test_arrays_begin_with_a_line(shape: tuple[int, ...], dtype: str) -> None:
    made = [made(shape, dtype) for made in (empty, zeros) for _ in range(9)]
    assert {_start(a) % LINE for a in made} == {0}
    assert {(a.shape, a.dtype.name, a.flags.c_contiguous) for a in made} == {(shape, dtype, True)}
    assert not made[-1].any()


def test_there_are_arrays_of_nothing() -> None:
    assert empty((0, 3), "float32").shape == (0, 3)


def test_arrays_lie_apart() -> None:
    a, b = (empty((1000,), "float32") for _ in range(2))
    assert not np.shares_memory(a, b)


def test_flat_weights_begin_with_a_line() -> None:
    for size in range(1, 9):
        parts = [Variable(np.ones(s), dtype="float32") for s in (size, (2, size))]
        (flat,) = flatten_together(parts, "weights")
        assert _start(flat.array) % LINE == 0
        assert flat.numpy().tolist() == [1.0] * 3 * size
