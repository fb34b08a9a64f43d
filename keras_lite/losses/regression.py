"""Losses of numbers: squared, absolute, relative and logarithmic errors, and the angle."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops
from keras_lite.losses.alignment import aligned
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss


@LOSSES.add
class MeanSquaredError(FunctionLoss):
    """loss = mean((y_true - y_pred)^2).

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.

    Example:
        >>> float(MeanSquaredError()([[0.0, 1.0]], [[1.0, 3.0]]))
        2.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_error, reduction=reduction, name=name, dtype=dtype)


@LOSSES.add
class MeanAbsoluteError(FunctionLoss):
    """loss = mean(|y_true - y_pred|).

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.

    Example:
        >>> float(MeanAbsoluteError()([[0.0, 1.0]], [[1.0, 3.0]]))
        1.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_error, reduction=reduction, name=name, dtype=dtype)


@LOSSES.add
class MeanAbsolutePercentageError(FunctionLoss):
    """loss = 100 * mean(|y_true - y_pred| / max(|y_true|, epsilon)).

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.

    Example:
        >>> float(MeanAbsolutePercentageError()([[2.0, 4.0]], [[1.0, 6.0]]))
        50.0
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_percentage_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            mean_absolute_percentage_error, reduction=reduction, name=name, dtype=dtype
        )


@LOSSES.add
class MeanSquaredLogarithmicError(FunctionLoss):
    """loss = mean((log(1 + y_true) - log(1 + y_pred))^2), for values that are not negative.

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            mean_squared_logarithmic_error, reduction=reduction, name=name, dtype=dtype
        )


@LOSSES.add
class CosineSimilarity(FunctionLoss):
    """loss = -cos(angle between y_true and y_pred): -1 for the same direction, 1 for opposite.

    Args:
        axis: Axis along which the vectors lie.
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    unsaved = {"axis": -1}

    def __init__(
        self,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "cosine_similarity",
        dtype: Any = None,
    ) -> None:
        super().__init__(cosine_similarity, reduction=reduction, name=name, dtype=dtype, axis=axis)


@LOSSES.add
class Huber(FunctionLoss):
    """loss = mean(e^2 / 2 where |e| <= delta, else delta * |e| - delta^2 / 2), e = y_pred - y_true.

    Quadratic near zero and linear far away, so that outliers pull less (Huber, 1964).

    Args:
        delta: Error at which the parabola goes over into straight lines.
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    unsaved = {"delta": 1.0}

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "huber_loss",
        dtype: Any = None,
    ) -> None:
        super().__init__(huber, reduction=reduction, name=name, dtype=dtype, delta=delta)


@LOSSES.add
class LogCosh(FunctionLoss):
    """loss = mean(log(cosh(y_pred - y_true))): a parabola near zero, |error| - log 2 far away.

    Args:
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "log_cosh",
        dtype: Any = None,
    ) -> None:
        super().__init__(log_cosh, reduction=reduction, name=name, dtype=dtype)


@LOSSES.named("mse", "MSE")
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """mean((y_true - y_pred)^2) along the last axis.

    Args:
        y_true: Targets, `(batch, ..., d)`.
        y_pred: Predictions of the same shape.

    Returns:
        One value per sample and position, `(batch, ...)`.

    Raises:
        InvalidShape: (a ValueError) when the shapes do not fit.
    """
    y_true, y_pred = aligned("mean_squared_error", y_true, y_pred)
    return ops.mean(ops.square(ops.subtract(y_true, y_pred)), axis=-1)


@LOSSES.named("mae", "MAE")
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """mean(|y_true - y_pred|) along the last axis; shapes as in `mean_squared_error`."""
    y_true, y_pred = aligned("mean_absolute_error", y_true, y_pred)
    return ops.mean(ops.abs(ops.subtract(y_true, y_pred)), axis=-1)


@LOSSES.named("mape", "MAPE")
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """100 * mean(|(y_true - y_pred) / max(|y_true|, epsilon)|) along the last axis."""
    y_true, y_pred = aligned("mean_absolute_percentage_error", y_true, y_pred)
    scale = ops.maximum(ops.abs(y_true), config.epsilon())
    relative = ops.abs(ops.divide(ops.subtract(y_true, y_pred), scale))
    return ops.multiply(100.0, ops.mean(relative, axis=-1))


@LOSSES.named("msle", "MSLE")
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """mean((log(1 + y_pred) - log(1 + y_true))^2) along the last axis; below 0 counts as 0."""
    y_true, y_pred = aligned("mean_squared_logarithmic_error", y_true, y_pred)

    def log_one_plus(y: Any) -> Any:
        return ops.log(ops.add(ops.maximum(y, config.epsilon()), 1.0))

    return ops.mean(ops.square(ops.subtract(log_one_plus(y_pred), log_one_plus(y_true))), axis=-1)


@LOSSES.add
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """-sum(y_true * y_pred) / (|y_true| |y_pred|) along `axis`."""
    y_true, y_pred = aligned("cosine_similarity", y_true, y_pred)
    directions = ops.multiply(ops.normalize(y_true, axis=axis), ops.normalize(y_pred, axis=axis))
    return ops.negative(ops.sum(directions, axis=axis))


@LOSSES.add
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """mean(e^2 / 2 where |e| <= delta, else delta * |e| - delta^2 / 2) along the last axis."""
    y_true, y_pred = aligned("huber", y_true, y_pred)
    delta = ops.convert_to_tensor(delta, dtype=y_pred.dtype)
    error = ops.subtract(y_pred, y_true)
    size = ops.abs(error)
    near = ops.multiply(0.5, ops.square(error))
    far = ops.subtract(ops.multiply(delta, size), ops.multiply(0.5, ops.square(delta)))
    return ops.mean(ops.where(ops.less_equal(size, delta), near, far), axis=-1)


@LOSSES.add
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """mean(log(cosh(y_pred - y_true))) along the last axis, without overflow."""
    y_true, y_pred = aligned("log_cosh", y_true, y_pred)
    error = ops.subtract(y_pred, y_true)
    # log cosh x = x + softplus(-2x) - log 2
    curve = ops.add(error, ops.softplus(ops.multiply(error, -2.0)))
    return ops.mean(ops.subtract(curve, ops.cast(ops.log(2.0), y_pred.dtype)), axis=-1)
