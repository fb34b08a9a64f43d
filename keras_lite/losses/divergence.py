"""Losses of distributions and counts: Kullback-Leibler divergence and Poisson likelihood."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops
from keras_lite.losses.alignment import check_broadcast, same_dtype
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss


@LOSSES.add
class KLDivergence(FunctionLoss):
    """loss = sum(y_true * log(y_true / y_pred)), both clipped to [epsilon, 1].

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "kl_divergence",
        dtype: Any = None,
    ) -> None:
        super().__init__(kl_divergence, reduction=reduction, name=name, dtype=dtype)


@LOSSES.add
class Poisson(FunctionLoss):
    """loss = mean(y_pred - y_true * log(y_pred + epsilon)), for counts y_true and rates y_pred.

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "poisson",
        dtype: Any = None,
    ) -> None:
        super().__init__(poisson, reduction=reduction, name=name, dtype=dtype)


@LOSSES.named("kld", "KLD")
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """sum(y_true * log(y_true / y_pred)) along the last axis, both clipped to [epsilon, 1].

    Args:
        y_true: Probabilities, `(batch, ..., classes)`.
        y_pred: Probabilities of the same shape.
    """
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_broadcast("kl_divergence", y_true.shape, y_pred.shape)
    y_true, y_pred = (ops.clip(y, config.epsilon(), 1.0) for y in (y_true, y_pred))
    return ops.sum(ops.multiply(y_true, ops.log(ops.divide(y_true, y_pred))), axis=-1)


@LOSSES.add
def poisson(y_true: Any, y_pred: Any) -> Any:
    """mean(y_pred - y_true * log(y_pred + epsilon)) along the last axis.

    Args:
        y_true: Counts, `(batch, ..., d)`.
        y_pred: Rates of the same shape.
    """
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_broadcast("poisson", y_true.shape, y_pred.shape)
    logs = ops.log(ops.add(y_pred, config.epsilon()))
    return ops.mean(ops.subtract(y_pred, ops.multiply(y_true, logs)), axis=-1)
