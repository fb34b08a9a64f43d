"""Prices of houses in California: 20,640 rows of 8 numbers."""

from __future__ import annotations

from typing import Any

from keras_lite.datasets.arrays import load_arrays
from keras_lite.datasets.cache import ADDRESS, get_file
from keras_lite.datasets.splitting import shuffled, split
from keras_lite.errors import InvalidArgument, explain

_SMALL = 600


def load_data(
    version: str = "large",
    path: str = "california_housing.npz",
    test_split: float = 0.2,
    seed: int = 113,
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Facts about districts, and the median price of a house there, in dollars.

    Args:
        version: ``"large"``, or ``"small"`` for the first 600 rows, which are those around San
            Francisco.
        path: The file's name in the cache folder, or a whole path.
        test_split: The share of rows to test with.
        seed: For the order of the rows.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x has shape (rows, 8), y (rows,).

    Raises:
        InvalidArgument: (a ValueError) for another version.
    """
    if version not in ("large", "small"):
        where = "california_housing.load_data: `version`"
        raise InvalidArgument(explain(where, version, '"large" or "small"'))
    found = get_file(
        path,
        origin=f"{ADDRESS}california_housing.npz",
        file_hash="1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
    )
    x, y = load_arrays(found, ["x", "y"])
    if version == "small":
        x, y = x[:_SMALL], y[:_SMALL]
    x, y = shuffled(seed, x, y)
    return split(x, y, test_split, "california_housing.load_data")
