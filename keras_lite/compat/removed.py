"""What older versions had and keras_lite does not take up again, and what to write instead."""

from __future__ import annotations

from typing import NamedTuple


class Removed(NamedTuple):
    """A name without a successor of the same meaning: where it stood, and what to write instead."""

    path: str
    dropped: str
    instead: str


REMOVED = (
    Removed(
        "models.Graph",
        "1.0",
        "Write the graph with the functional API: Input, calls of layers, Model(inputs, outputs).",
    ),
    Removed(
        "layers.Merge",
        "2.2",
        "Merge tensors with Add, Multiply, Average, Maximum, Concatenate or Dot.",
    ),
    Removed(
        "utils.multi_gpu_model",
        "2.4",
        "Leave it out and use the model itself; keras_lite trains on one device.",
    ),
)

_ADVICE = {row.path: row for row in REMOVED}


def advice(path: str) -> str:
    """What to do without the Keras name at `path`, to append to a message; empty for unknown names.

    Example:
        >>> advice("layers.Merge")[:31]
        ' Keras dropped it in version 2.'
    """
    row = _ADVICE.get(path)
    return f" Keras dropped it in version {row.dropped}. {row.instead}" if row else ""
