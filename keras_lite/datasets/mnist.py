"""Handwritten digits: 60,000 pictures of 28 x 28 to learn from, 10,000 to test with."""

from __future__ import annotations

from typing import Any

from keras_lite.datasets.arrays import load_arrays
from keras_lite.datasets.cache import ADDRESS, get_file

Split = tuple[tuple[Any, Any], tuple[Any, Any]]


def load_data(path: str = "mnist.npz") -> Split:
    """Pictures as uint8 of 0 to 255, and the digits that they show.

    Args:
        path: The file's name in the cache folder, or a whole path.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x has shape (rows, 28, 28), y (rows,).
    """
    found = get_file(
        path,
        origin=f"{ADDRESS}mnist.npz",
        file_hash="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    )
    x_train, y_train, x_test, y_test = load_arrays(
        found, ["x_train", "y_train", "x_test", "y_test"]
    )
    return (x_train, y_train), (x_test, y_test)
