"""Bringing targets and predictions to one rank, and saying so when their shapes do not fit."""

from __future__ import annotations

import warnings
from typing import Any

from keras_lite import ops
from keras_lite.engine.ir import Shape
from keras_lite.engine.trace import concrete_shape
from keras_lite.errors import InvalidShape, KerasLiteWarning, explain

_FIX = "Give the last layer as many units as a target has values."
_warned: set[tuple[str, Shape, Shape]] = set()


def squeeze_or_expand_to_same_rank(x1: Any, x2: Any, expand_rank_1: bool = True) -> tuple[Any, Any]:
    """Makes the ranks of two arrays equal, where one has a last axis of length 1 too many.

    Args:
        x1, x2: The arrays.
        expand_rank_1: An array of rank 1 gets the last axis added, rather than the other one
            losing it: `(n,)` beside `(n, 1)` becomes `(n, 1)`.

    Returns:
        Both arrays; unchanged where the ranks are equal or differ otherwise.
    """
    difference = len(x1.shape) - len(x2.shape)
    if difference == 1:
        x2, x1 = _lower_and_higher(x2, x1, expand_rank_1)
    elif difference == -1:
        x1, x2 = _lower_and_higher(x1, x2, expand_rank_1)
    return x1, x2


def _lower_and_higher(lower: Any, higher: Any, expand_rank_1: bool) -> tuple[Any, Any]:
    if higher.shape[-1] != 1:
        return lower, higher
    if len(lower.shape) == 1 and expand_rank_1:
        return ops.expand_dims(lower, axis=-1), higher
    return lower, ops.squeeze(higher, axis=-1)


def same_dtype(y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Targets and predictions as arrays, the targets in the dtype of the predictions."""
    y_pred = ops.convert_to_tensor(y_pred)
    return ops.cast(ops.convert_to_tensor(y_true), y_pred.dtype), y_pred


def aligned(where: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Targets and predictions of one dtype and rank, ready to be compared element by element.

    Args:
        where: Name of the loss or metric, for messages.

    Raises:
        InvalidShape: (a ValueError) when the shapes cannot be broadcast. Where they can only be
            broadcast, so that each target is compared with several predictions or the other way
            round, a warning is given once.
    """
    y_true, y_pred = squeeze_or_expand_to_same_rank(*same_dtype(y_true, y_pred))
    check_broadcast(where, y_true.shape, y_pred.shape)
    return y_true, y_pred


def check_broadcast(where: str, true_shape: Shape, pred_shape: Shape) -> None:
    """Raises or warns as `aligned` does."""
    true_shape, pred_shape = tuple(true_shape), tuple(pred_shape)
    if true_shape == pred_shape:
        return
    if not broadcastable(true_shape, pred_shape):
        raise _misfit(where, true_shape, pred_shape)
    key = (where, true_shape, pred_shape)
    if key in _warned or not true_shape or not pred_shape:
        return
    _warned.add(key)
    # Keras: 3.15 broadcasts without a word.
    warnings.warn(
        f"{where}: `y_true` of shape {shown(true_shape)} was broadcast against `y_pred` of shape"
        f" {shown(pred_shape)}, which is nearly always a mistake. {_FIX}",
        KerasLiteWarning,
        stacklevel=2,
    )


def broadcastable(a: Shape, b: Shape) -> bool:
    """Whether every axis, counted from the last, has one length or a length of 1."""
    pairs = zip(reversed(tuple(a)), reversed(tuple(b)), strict=False)
    return all(x == y or x == 1 or y == 1 for x, y in pairs)


def shown(shape: Shape) -> tuple[int | None, ...]:
    """A shape as users know it, with `None` for the batch size."""
    return concrete_shape(tuple(shape), None)


def check_equal(where: str, true_shape: Shape, pred_shape: Shape, fix: str = _FIX) -> None:
    """Raises `InvalidShape` unless the shapes are the same."""
    if tuple(true_shape) != tuple(pred_shape):
        raise _misfit(where, tuple(true_shape), tuple(pred_shape), fix)


def _misfit(where: str, true_shape: Shape, pred_shape: Shape, fix: str = _FIX) -> InvalidShape:
    expected = f"that of `y_pred`, {shown(pred_shape)},"
    return InvalidShape(
        explain(f"{where}: the shape of `y_true`", shown(true_shape), expected, fix)
    )
