"""Losses of segmentation: how far two sets of positions overlap."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops
from keras_lite.losses.alignment import check_broadcast, same_dtype
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss


@LOSSES.add
class Dice(FunctionLoss):
    """loss = 1 - 2 sum(y_true * y_pred) / (sum(y_true) + sum(y_pred)).

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.
        axis: Axes that the sums run over; all of them by default.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "dice",
        axis: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dice, reduction=reduction, name=name, dtype=dtype, axis=axis)


@LOSSES.add
class Tversky(FunctionLoss):
    """loss = 1 - TP / (TP + alpha * FP + beta * FN) (Salehi et al., 2017).

    Args:
        alpha: Weight of what stands in y_true only.
        beta: Weight of what stands in y_pred only.
        reduction, name, dtype: As in `keras.losses.Loss`.
        axis: Axes that the sums run over; all of them by default.
    """

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "tversky",
        axis: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            tversky,
            reduction=reduction,
            name=name,
            dtype=dtype,
            alpha=alpha,
            beta=beta,
            axis=axis,
        )


@LOSSES.add
def dice(y_true: Any, y_pred: Any, axis: Any = None) -> Any:
    """1 - 2 sum(y_true * y_pred) / (sum(y_true) + sum(y_pred) + epsilon) over `axis`."""
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_broadcast("dice", y_true.shape, y_pred.shape)
    common = ops.multiply(2.0, ops.sum(ops.multiply(y_true, y_pred), axis=axis))
    sizes = ops.add(ops.sum(y_true, axis=axis), ops.sum(y_pred, axis=axis))
    return ops.subtract(1.0, ops.divide(common, ops.add(sizes, config.epsilon())))


@LOSSES.add
def tversky(
    y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Any = None
) -> Any:
    """1 - common / (common + alpha * only in y_true + beta * only in y_pred + epsilon)."""
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_broadcast("tversky", y_true.shape, y_pred.shape)
    common = ops.sum(ops.multiply(y_true, y_pred), axis=axis)
    # Keras: 3.15 has alpha weigh the positions missed, though it calls them false positives.
    missed = ops.sum(ops.multiply(ops.subtract(1.0, y_pred), y_true), axis=axis)
    added = ops.sum(ops.multiply(y_pred, ops.subtract(1.0, y_true)), axis=axis)
    rest = ops.add(ops.multiply(missed, alpha), ops.multiply(added, beta))
    whole = ops.add(ops.add(common, rest), config.epsilon())
    return ops.subtract(1.0, ops.divide(common, whole))
