"""Prices of houses in the suburbs of Boston: 506 rows of 13 numbers."""

from __future__ import annotations

from typing import Any

from keras_lite.datasets.arrays import load_arrays
from keras_lite.datasets.cache import ADDRESS, get_file
from keras_lite.datasets.splitting import shuffled, split


def load_data(
    path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Facts about districts, and what a house costs there, in thousands of dollars.

    Args:
        path: The file's name in the cache folder, or a whole path.
        test_split: The share of rows to test with.
        seed: For the order of the rows.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x has shape (rows, 13), y (rows,).
    """
    found = get_file(
        path,
        origin=f"{ADDRESS}boston_housing.npz",
        file_hash="f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
    )
    x, y = shuffled(seed, *load_arrays(found, ["x", "y"]))
    return split(x, y, test_split, "boston_housing.load_data")
