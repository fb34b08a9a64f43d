"""Numbers along an axis turned into shares of one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import KerasLiteWarning
from keras_lite.ops.conversion import cast, floating
from keras_lite.ops.nn_activation import with_logits
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, cumulative, nonlinear, reduce, slicing
from keras_lite.primitives import softmax as primitive


@symbolic
def softmax(x: Any, axis: int | Sequence[int] | None = -1) -> Any:
    """exp(x) / sum(exp(x)) along an axis: positive numbers with the sum 1.

    The result remembers `x`, so that a cross-entropy of it is computed from `x` itself.

    Args:
        x: A tensor.
        axis: One axis, several, or None for all.

    Example:
        >>> softmax([0.0, 0.0]).tolist()
        [0.5, 0.5]
    """
    x = floating(x)
    if isinstance(axis, int) and -len(x.shape) <= axis < len(x.shape) and x.shape[axis] == 1:
        warnings.warn(
            f"softmax: the shape {tuple(x.shape)} has length 1 along axis {axis}, so the result is"
            " 1 everywhere. For a single output, use sigmoid.",
            KerasLiteWarning,
            stacklevel=4,
        )
    return with_logits(primitive.softmax(x, axis=axis), x)


@symbolic
def log_softmax(x: Any, axis: int | Sequence[int] | None = -1) -> Any:
    """x - log(sum(exp(x))) along an axis: the logarithm of `softmax`, without overflow."""
    return primitive.log_softmax(floating(x), axis=axis)


@symbolic
def sparsemax(x: Any, axis: int = -1) -> Any:
    """max(x - tau, 0): like softmax, but small entries become exactly 0.

    Martins and Astudillo (2016) choose tau such that the entries sum to 1.
    """
    from keras_lite.ops.numpy_shape import moveaxis

    x = moveaxis(floating(x), axis, -1)
    last = len(x.shape) - 1
    dtype = dtype_name(x.dtype)
    falling = slicing.flip(cumulative.sort(x, axis=last), (last,))
    totals = cumulative.cumsum(falling, axis=last)
    ranks = np.arange(1, x.shape[-1] + 1, dtype=dtype)
    is_kept = compare.greater(arithmetic.add(arithmetic.multiply(falling, ranks), 1), totals)
    kept = cast(is_kept, dtype)
    count = reduce.sum(kept, axis=last, keepdims=True)
    # Keras: 3.15 on TensorFlow adds up the running sums of all entries kept, where the paper takes
    # the last one, so that its entries do not sum to 1.
    total = reduce.sum(arithmetic.multiply(totals, kept), axis=last, keepdims=True)
    tau = arithmetic.divide(arithmetic.subtract(total, 1), count)
    return moveaxis(nonlinear.relu(arithmetic.subtract(x, tau)), -1, axis)
