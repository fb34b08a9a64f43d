"""Arrays that begin where a line of the processor's cache does.

Vector instructions read and write whole lines. In an array that begins within one, every access
touches two, and lines that two threads write meet at the edges of their parts: a training step of
a 784-128-10 network takes up to a half longer.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

LINE = 64


def empty(shape: Any, dtype: Any) -> np.ndarray:
    """An array without values that begins with a line of the cache."""
    return _in(np.empty(_bytes(shape, dtype) + LINE, np.uint8), shape, dtype)


def zeros(shape: Any, dtype: Any) -> np.ndarray:
    """An array of zeros that begins with a line of the cache."""
    return _in(np.zeros(_bytes(shape, dtype) + LINE, np.uint8), shape, dtype)


def _bytes(shape: Any, dtype: Any) -> int:
    size: int = math.prod(shape) * np.dtype(dtype).itemsize
    return size


def _in(memory: np.ndarray, shape: Any, dtype: Any) -> np.ndarray:
    """The array in memory that is a line longer than it."""
    start = -memory.__array_interface__["data"][0] % LINE
    array: np.ndarray = memory[start : start + _bytes(shape, dtype)].view(dtype).reshape(shape)
    return array
