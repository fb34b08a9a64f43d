"""How far targets and predictions move together."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops, registry
from keras_lite.losses.alignment import aligned
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.mean import FunctionMetric


@METRICS.add
class PearsonCorrelation(FunctionMetric):
    """result = mean(cov(y_true, y_pred) / (std(y_true) * std(y_pred))) along `axis`.

    Args:
        name, dtype: As in `keras.metrics.Metric`.
        axis: Axis along which values are compared; -1 takes each sample for itself.
    """

    _direction = "up"

    def __init__(
        self, name: str | None = "pearson_correlation", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(pearson_correlation, name=name, dtype=dtype, axis=axis)


@METRICS.add
class ConcordanceCorrelation(FunctionMetric):
    """result = mean(2 cov(y_true, y_pred) / (var(y_true) + var(y_pred) + (difference of means)^2)).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
        axis: Axis along which values are compared; -1 takes each sample for itself.
    """

    _direction = "up"

    def __init__(
        self, name: str | None = "concordance_correlation", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(concordance_correlation, name=name, dtype=dtype, axis=axis)


@registry.builtin("keras.metrics")
def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """mean(a * b) along `axis`, a and b being y_true and y_pred with mean 0 and deviation 1."""
    y_true, y_pred = aligned("pearson_correlation", y_true, y_pred)

    def standardized(y: Any) -> Any:
        y = ops.subtract(y, ops.mean(y, axis=axis, keepdims=True))
        return ops.divide(y, ops.std(y, axis=axis, keepdims=True))

    return ops.mean(ops.multiply(standardized(y_true), standardized(y_pred)), axis=axis)


@registry.builtin("keras.metrics")
def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """2 cov / (var(y_true) + var(y_pred) + (mean(y_true) - mean(y_pred))^2) along `axis`."""
    y_true, y_pred = aligned("concordance_correlation", y_true, y_pred)
    true_mean, pred_mean = (ops.mean(y, axis=axis, keepdims=True) for y in (y_true, y_pred))
    # Keras: 3.15 takes the mean prediction off the targets too, which leaves the mean as it is.
    product = ops.multiply(ops.subtract(y_true, pred_mean), ops.subtract(y_pred, pred_mean))
    spread = ops.add(
        ops.var(ops.subtract(y_true, true_mean), axis=axis, keepdims=True),
        ops.var(ops.subtract(y_pred, pred_mean), axis=axis, keepdims=True),
    )
    spread = ops.add(spread, ops.square(ops.subtract(true_mean, pred_mean)))
    ratio = ops.divide(ops.multiply(2.0, product), ops.add(spread, config.epsilon()))
    return ops.mean(ratio, axis=axis)
