"""Losses of probabilities and margins, kept as means over all samples."""

from __future__ import annotations

from typing import Any

from keras_lite import losses
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.mean import FunctionMetric


@METRICS.named("bce", "BCE")
class BinaryCrossentropy(FunctionMetric):
    """result = -mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred)).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
        from_logits, label_smoothing: As in `keras.losses.BinaryCrossentropy`.
    """

    _direction = "down"

    def __init__(
        self,
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        super().__init__(
            losses.binary_crossentropy,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
        )


@METRICS.add
class CategoricalCrossentropy(FunctionMetric):
    """result = -mean(sum(y_true * log(y_pred))), for one-hot targets.

    Args:
        name, dtype: As in `keras.metrics.Metric`.
        from_logits, label_smoothing, axis: As in `keras.losses.CategoricalCrossentropy`.
    """

    _direction = "down"

    def __init__(
        self,
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        super().__init__(
            losses.categorical_crossentropy,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@METRICS.add
class SparseCategoricalCrossentropy(FunctionMetric):
    """result = -mean(log(probability of the class y_true)), for class numbers.

    Args:
        name, dtype: As in `keras.metrics.Metric`.
        from_logits, ignore_class, axis: As in `keras.losses.SparseCategoricalCrossentropy`.
    """

    _direction = "down"

    def __init__(
        self,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        super().__init__(
            losses.sparse_categorical_crossentropy,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )


@METRICS.add
class KLDivergence(FunctionMetric):
    """result = mean(sum(y_true * log(y_true / y_pred))).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(self, name: str | None = "kl_divergence", dtype: Any = None) -> None:
        super().__init__(losses.kl_divergence, name=name, dtype=dtype)


@METRICS.add
class Poisson(FunctionMetric):
    """result = mean(y_pred - y_true * log(y_pred)).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(self, name: str | None = "poisson", dtype: Any = None) -> None:
        super().__init__(losses.poisson, name=name, dtype=dtype)


@METRICS.add
class Hinge(FunctionMetric):
    """result = mean(max(1 - y_true * y_pred, 0)), for targets -1 and 1 (or 0 and 1).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(self, name: str | None = "hinge", dtype: Any = None) -> None:
        super().__init__(losses.hinge, name=name, dtype=dtype)


@METRICS.add
class SquaredHinge(FunctionMetric):
    """result = mean(max(1 - y_true * y_pred, 0)^2), for targets -1 and 1 (or 0 and 1).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(self, name: str | None = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(losses.squared_hinge, name=name, dtype=dtype)


@METRICS.add
class CategoricalHinge(FunctionMetric):
    """result = mean(max(best wrong score - right score + 1, 0)), for one-hot targets.

    Args:
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "down"

    def __init__(self, name: str | None = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(losses.categorical_hinge, name=name, dtype=dtype)
