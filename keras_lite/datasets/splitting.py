"""Rows in a seeded order, and the last share of them kept for testing."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.errors import InvalidArgument, explain


def shuffled(seed: Any, *arrays: Any) -> list[Any]:
    """The rows of arrays of one length, in the order that NumPy's old generator gives to a seed."""
    order = np.arange(len(arrays[0]))
    np.random.RandomState(seed).shuffle(order)
    return [array[order] for array in arrays]


def split(x: Any, y: Any, test_split: float, where: str) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """The rows before and behind the share `test_split`.

    Raises:
        InvalidArgument: (a ValueError) unless 0 <= test_split < 1.
    """
    if not 0 <= test_split < 1:
        what = "a share of at least 0 and below 1"
        raise InvalidArgument(explain(f"{where}: `test_split`", test_split, what))
    at = int(len(x) * (1 - test_split))
    return (x[:at], y[:at]), (x[at:], y[at:])
