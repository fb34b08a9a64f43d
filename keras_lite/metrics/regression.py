"""How far numbers lie from their targets."""

from __future__ import annotations

from typing import Any

from keras_lite import losses, ops
from keras_lite.losses.alignment import aligned, squeeze_or_expand_to_same_rank
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.mean import FunctionMetric, Mean


@METRICS.named("mse", "MSE")
class MeanSquaredError(FunctionMetric):
    """result = mean((y_true - y_pred)^2).

    Args:
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> float(MeanSquaredError()([[0.0], [1.0]], [[1.0], [3.0]]))
        2.5
    """

    _direction = "down"

    def __init__(self, name: str | None = "mean_squared_error", dtype: Any = None) -> None:
        super().__init__(losses.mean_squared_error, name=name, dtype=dtype)


@METRICS.named("mae", "MAE")
class MeanAbsoluteError(FunctionMetric):
    """result = mean(|y_true - y_pred|).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(self, name: str | None = "mean_absolute_error", dtype: Any = None) -> None:
        super().__init__(losses.mean_absolute_error, name=name, dtype=dtype)


@METRICS.named("mape", "MAPE")
class MeanAbsolutePercentageError(FunctionMetric):
    """result = 100 * mean(|y_true - y_pred| / max(|y_true|, epsilon)).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(
        self, name: str | None = "mean_absolute_percentage_error", dtype: Any = None
    ) -> None:
        super().__init__(losses.mean_absolute_percentage_error, name=name, dtype=dtype)


@METRICS.named("msle", "MSLE")
class MeanSquaredLogarithmicError(FunctionMetric):
    """result = mean((log(1 + y_true) - log(1 + y_pred))^2).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(
        self, name: str | None = "mean_squared_logarithmic_error", dtype: Any = None
    ) -> None:
        super().__init__(losses.mean_squared_logarithmic_error, name=name, dtype=dtype)


@METRICS.add
class RootMeanSquaredError(Mean):
    """result = sqrt(mean((y_true - y_pred)^2)), the mean over all batches, then the root.

    Args:
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> float(RootMeanSquaredError()([[0.0], [0.0]], [[3.0], [3.0]]))
        3.0
    """

    _direction = "down"

    def __init__(self, name: str | None = "root_mean_squared_error", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_pred = ops.convert_to_tensor(y_pred, self.dtype)
        y_true, y_pred = aligned("root_mean_squared_error", y_true, y_pred)
        super().update_state(ops.square(ops.subtract(y_pred, y_true)), sample_weight)

    def result(self) -> Any:
        return ops.sqrt(super().result())


@METRICS.add
class CosineSimilarity(FunctionMetric):
    """result = mean(cos(angle between y_true and y_pred)).

    The sign is the opposite of that of `keras.losses.CosineSimilarity`.

    Args:
        name, dtype: As in `keras.metrics.Metric`.
        axis: Axis along which the vectors lie.
    """

    _direction = "up"
    unsaved = {"axis": -1}

    def __init__(
        self, name: str | None = "cosine_similarity", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(cosine_similarity, name=name, dtype=dtype, axis=axis)


@METRICS.add
class LogCoshError(FunctionMetric):
    """result = mean(log(cosh(y_pred - y_true))).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(self, name: str | None = "logcosh", dtype: Any = None) -> None:
        super().__init__(losses.log_cosh, name=name, dtype=dtype)


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """sum(y_true * y_pred) / (|y_true| |y_pred|) along `axis`."""
    y_true, y_pred = squeeze_or_expand_to_same_rank(
        ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    )
    return ops.negative(losses.cosine_similarity(y_true, y_pred, axis=axis))
