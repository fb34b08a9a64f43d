"""Tuples of inputs, targets and weights, as iterables of batches hold them."""

from __future__ import annotations

from typing import Any

from keras_lite.errors import InvalidArgument
from keras_lite.registry import builtin


@builtin("keras.utils")
def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """(x, y, sample_weight) from x, (x,), (x, y) or (x, y, sample_weight); None where absent."""
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise InvalidArgument(
            f"A batch of {len(data)} parts arrived; (x,), (x, y) or (x, y, sample_weight) is"
            " expected."
        )
    x, y, weight = (*data, None, None)[:3]
    return x, y, weight


@builtin("keras.utils")
def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """The shortest tuple that holds what is not None; x alone if it is no structure."""
    if y is None:
        return (x,) if isinstance(x, (tuple, list)) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)
