"""Places of elements, beside NumPy's views."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from keras_lite.engine.strided import Buffer, Strided, in_order


def _read(memory: np.ndarray, value: Strided) -> np.ndarray:
    result = np.empty(value.shape, memory.dtype)
    for index in itertools.product(*map(range, value.shape)):
        place = sum(i * s for i, s in zip(index, value.strides, strict=True))
        result[index] = memory[value.offset + place]
    return result


@pytest.fixture
def memory() -> np.ndarray:
    return np.arange(24)


def _value(shape: tuple[int, ...], last: int | None = None) -> Strided:
    return in_order(Buffer("x", "int64", 24), shape, last)


def test_transposed_sliced_and_spread(memory: np.ndarray) -> None:
    x, array = _value((2, 3, 4)), memory.reshape(2, 3, 4)
    np.testing.assert_array_equal(_read(memory, x.transposed((2, 0, 1))), array.transpose(2, 0, 1))
    for index in ((1,), (slice(None, None, -1), None, 2), (slice(0, 2), slice(1, 3), -1)):
        np.testing.assert_array_equal(_read(memory, x.sliced(index)), array[index])
    row = x.sliced((slice(None), slice(0, 1)))
    np.testing.assert_array_equal(
        _read(memory, row.spread((5, 2, 3, 4))), np.broadcast_to(array[:, :1], (5, 2, 3, 4))
    )


@pytest.mark.parametrize("shape", [(6, 4), (24,), (2, 1, 12), (2, 3, 2, 2), (1, 2, 3, 4, 1)])
def test_reshaped(memory: np.ndarray, shape: tuple[int, ...]) -> None:
    reshaped = _value((2, 3, 4)).reshaped(shape)
    assert reshaped is not None
    np.testing.assert_array_equal(_read(memory, reshaped), memory.reshape(shape))


def test_reshaped_where_the_first_axis_lies_innermost(memory: np.ndarray) -> None:
    x = _value((4, 6), last=0)
    np.testing.assert_array_equal(_read(memory, x), memory.reshape(6, 4).T)
    split = x.reshaped((4, 2, 3))
    assert split is not None
    np.testing.assert_array_equal(_read(memory, split), memory.reshape(6, 4).T.reshape(4, 2, 3))
    assert x.reshaped((24,)) is None
    assert x.reshaped((8, 3)) is None
