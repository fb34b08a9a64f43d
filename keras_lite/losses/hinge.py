"""Margin losses: nothing is lost once an answer is right by a margin of 1."""

from __future__ import annotations

from typing import Any

from keras_lite import ops
from keras_lite.losses.alignment import check_broadcast, same_dtype
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss


@LOSSES.add
class Hinge(FunctionLoss):
    """loss = mean(max(1 - y_true * y_pred, 0)), for targets -1 and 1 (or 0 and 1).

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.

    Example:
        >>> float(Hinge()([[1.0, -1.0]], [[0.5, 1.0]]))
        1.25
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(hinge, reduction=reduction, name=name, dtype=dtype)


@LOSSES.add
class SquaredHinge(FunctionLoss):
    """loss = mean(max(1 - y_true * y_pred, 0)^2), for targets -1 and 1 (or 0 and 1).

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "squared_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(squared_hinge, reduction=reduction, name=name, dtype=dtype)


@LOSSES.add
class CategoricalHinge(FunctionLoss):
    """loss = max(best wrong score - right score + 1, 0), for one-hot targets.

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(categorical_hinge, reduction=reduction, name=name, dtype=dtype)


@LOSSES.add
def hinge(y_true: Any, y_pred: Any) -> Any:
    """mean(max(1 - y_true * y_pred, 0)) along the last axis.

    Args:
        y_true: Targets -1 and 1, `(batch, ..., d)`. If all are 0 or 1, 0 stands for -1.
        y_pred: Scores of the same shape.
    """
    return ops.mean(_margins("hinge", y_true, y_pred), axis=-1)


@LOSSES.add
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """mean(max(1 - y_true * y_pred, 0)^2) along the last axis; arguments as in `hinge`."""
    return ops.mean(ops.square(_margins("squared_hinge", y_true, y_pred)), axis=-1)


@LOSSES.add
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """max(max((1 - y_true) * y_pred) - sum(y_true * y_pred) + 1, 0) along the last axis.

    Args:
        y_true: One-hot targets, `(batch, ..., classes)`.
        y_pred: Scores of the same shape.
    """
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_broadcast("categorical_hinge", y_true.shape, y_pred.shape)
    right = ops.sum(ops.multiply(y_true, y_pred), axis=-1)
    wrong = ops.max(ops.multiply(ops.subtract(1.0, y_true), y_pred), axis=-1)
    return ops.maximum(ops.add(ops.subtract(wrong, right), 1.0), 0.0)


def _margins(where: str, y_true: Any, y_pred: Any) -> Any:
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_broadcast(where, y_true.shape, y_pred.shape)
    signs = _signs(y_true)
    return ops.maximum(ops.subtract(1.0, ops.multiply(signs, y_pred)), 0.0)


def _signs(y_true: Any) -> Any:
    """Targets -1 and 1; whether 0 and 1 are meant is decided for the batch as a whole."""
    binary = ops.all(ops.logical_or(ops.equal(y_true, 0.0), ops.equal(y_true, 1.0)))
    return ops.where(binary, ops.subtract(ops.multiply(2.0, y_true), 1.0), y_true)
