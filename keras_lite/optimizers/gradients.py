"""Gradients: those that exist, and cut down to size."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, KerasLiteWarning
from keras_lite.optimizers.rows import each_row


def clip_by_norm(gradient: Any, norm: float) -> Any:
    """g * norm / max(|g|, norm), |g| being the Euclidean length of one gradient."""
    length = ops.sqrt(ops.sum(each_row(ops.square, gradient)))
    divisor = ops.maximum(length, norm)
    return each_row(lambda g: ops.divide(ops.multiply(g, norm), divisor), gradient)


def clip_by_value(gradient: Any, value: float) -> Any:
    """Each element in [-value, value]."""
    return each_row(lambda g: ops.clip(g, -value, value), gradient)


def global_norm(gradients: Sequence[Any]) -> Any:
    """The Euclidean length of all gradients taken as one vector."""
    squares = [ops.sum(each_row(ops.square, g)) for g in gradients]
    total = squares[0]
    for square in squares[1:]:
        total = ops.add(total, ops.cast(square, total.dtype))
    return ops.sqrt(total)


def clip_by_global_norm(gradients: Sequence[Any], norm: float) -> list[Any]:
    """The gradients, all scaled alike so that their common length is at most `norm`.

    An infinite length makes every gradient NaN, so that the failure is seen.
    """
    length = global_norm(gradients)
    scale = ops.multiply(norm, ops.minimum(ops.divide(1.0, length), 1.0 / norm))
    scale = ops.add(scale, ops.subtract(length, length))
    return [ops.multiply(g, ops.cast(scale, g.dtype)) for g in gradients]


def existing(grads: list[Any], variables: list[Variable]) -> tuple[list[Any], list[Variable]]:
    """The gradients that exist, and their variables.

    Raises:
        InvalidArgument: (a ValueError) when there is none; warns of each that is missing.
    """
    pairs = list(zip(grads, variables, strict=True))
    missing = [v.path for g, v in pairs if g is None]
    if len(missing) == len(pairs):
        raise InvalidArgument(
            f"The loss depends on none of the variables {missing}, so no gradient could be given"
            " to the optimizer. Compute the loss from the model's output, with functions of"
            " `keras.ops`."
        )
    if missing:
        warnings.warn(
            f"The loss does not depend on the variables {missing}, so they are not trained. Use"
            " them in the model's output, or set `trainable=False` on their layer.",
            KerasLiteWarning,
            stacklevel=3,
        )
    return [g for g, _ in pairs if g is not None], [v for g, v in pairs if g is not None]
