"""Sequences of different lengths as one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.errors import InvalidArgument, explain
from keras_lite.lazy import unknown_names
from keras_lite.registry import builtin

__all__ = ["pad_sequences"]

__getattr__ = unknown_names(__name__)


@builtin("keras.utils", also=("keras.preprocessing.sequence",))
def pad_sequences(
    sequences: Sequence[Any],
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> Any:
    """An array with a row per sequence: short ones are filled up, long ones cut.

    Args:
        sequences: Lists of numbers, or of rows of numbers.
        maxlen: The length of a row; that of the longest sequence by default.
        dtype: The type of the array.
        padding: ``"pre"`` fills up in front, ``"post"`` behind.
        truncating: ``"pre"`` cuts off in front, ``"post"`` behind.
        value: What fills up.

    Raises:
        InvalidArgument: (a ValueError) for other words, and for sequences without a length.

    Example:
        >>> pad_sequences([[1], [2, 3, 4]], maxlen=2)
        array([[0, 1],
               [3, 4]], dtype=int32)
    """
    for name, word in (("padding", padding), ("truncating", truncating)):
        if word not in ("pre", "post"):
            raise InvalidArgument(explain(f"pad_sequences: `{name}`", word, '"pre" or "post"'))
    if not hasattr(sequences, "__len__") or any(not hasattr(s, "__len__") for s in sequences):
        where = "pad_sequences: `sequences`"
        raise InvalidArgument(explain(where, sequences, "a list of lists"))
    length = max(map(len, sequences), default=0) if maxlen is None else maxlen
    tail = next((np.asarray(s).shape[1:] for s in sequences if len(s)), ())
    found = np.full((len(sequences), length, *tail), value, dtype=dtype)
    for row, sequence in zip(found, sequences, strict=True):
        kept = sequence[-length:] if truncating == "pre" and length else sequence[:length]
        if not len(kept):
            continue
        kept = np.asarray(kept, dtype=dtype)
        if kept.shape[1:] != tail:
            where = "pad_sequences: the shape of an element"
            raise InvalidArgument(explain(where, kept.shape[1:], f"that of the first, {tail}"))
        row[: len(kept)] = kept
        if padding == "pre":
            row[:] = np.roll(row, len(row) - len(kept), axis=0)
    return found
