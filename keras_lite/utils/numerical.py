"""Labels as rows of zeros and ones, and rows scaled to length 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.errors import InvalidArgument
from keras_lite.registry import builtin


@builtin("keras.utils")
def to_categorical(x: Any, num_classes: int | None = None) -> np.ndarray:
    """One-hot rows: row i has 1 in column x[i] and 0 elsewhere.

    Args:
        x: Class numbers from 0; a last axis of length 1 is dropped.
        num_classes: Number of columns; the largest class number + 1 by default.

    Returns:
        Array of the shape of x with one more axis of length `num_classes`, float64.

    Raises:
        InvalidArgument: (a ValueError) for no labels, labels that are no numbers, or a class
            number that has no column.

    Example:
        >>> to_categorical([0, 2, 1], num_classes=3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    labels = np.asarray(x)
    if labels.dtype.kind not in "biuf":
        raise InvalidArgument(
            f"to_categorical: labels of dtype {labels.dtype} arrived, class numbers are expected."
            " Number the classes first: numpy.unique(labels, return_inverse=True)[1]."
        )
    if labels.size == 0:
        raise InvalidArgument(
            "to_categorical: no labels arrived, so the number of classes is not known. Check how"
            " they were selected."
        )
    shape = labels.shape[:-1] if labels.ndim > 1 and labels.shape[-1] == 1 else labels.shape
    numbers = labels.astype("int64").reshape(-1)
    columns = int(numbers.max()) + 1 if not num_classes else int(num_classes)
    if numbers.max() >= columns or numbers.min() < -columns:
        raise InvalidArgument(
            f"to_categorical: the labels run from {numbers.min()} to {numbers.max()}, but there are"
            f" num_classes={columns} columns, for 0 to {columns - 1}. Pass a larger num_classes, or"
            " number the classes from 0."
        )
    rows = np.zeros((numbers.size, columns))
    rows[np.arange(numbers.size), numbers] = 1
    return rows.reshape((*shape, columns))


@builtin("keras.utils")
def normalize(x: Any, axis: int = -1, order: float = 2) -> np.ndarray:
    """x / |x|, with the length |x| taken along an axis.

    Args:
        x: Numbers.
        axis: The axis along which lengths are 1 afterwards; what has length 0 stays.
        order: Which length: 2 the Euclidean, 1 the sum of absolute values, `numpy.inf` the largest.

    Returns:
        Array of the shape of x (of a single row for one axis), of floats.
    """
    array = np.asarray(x)
    lengths = np.atleast_1d(np.linalg.norm(array, order, axis))
    lengths[lengths == 0] = 1
    return array / np.expand_dims(lengths, axis)
