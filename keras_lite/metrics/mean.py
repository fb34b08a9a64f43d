"""Sums and means over batches, which most metrics are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lite import ops, registry
from keras_lite.losses.alignment import squeeze_or_expand_to_same_rank
from keras_lite.losses.loss import OwnFunction
from keras_lite.losses.reduction import apply_mask, check_weights, mask_of
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric


def samplewise(
    values: Any, sample_weight: Any, reduce: Callable[..., Any], dtype: str
) -> tuple[Any, Any]:
    """One value per sample, weighted, and one weight per sample (`None` without weights).

    Args:
        values: `(batch, ...)`.
        sample_weight: `(batch,)`, or of the rank of `values`, or `None`.
        reduce: `ops.mean` or `ops.sum`, which makes one value of those of a sample.
        dtype: dtype of both results.
    """
    mask = mask_of(values)
    values = ops.cast(ops.convert_to_tensor(values), dtype)
    if sample_weight is not None:
        weight = apply_mask(ops.convert_to_tensor(sample_weight, dtype), mask, dtype, "sum")
        values, weight = squeeze_or_expand_to_same_rank(values, weight)
        rank = len(weight.shape)
        values = _reduced(values, reduce, rank)
        check_weights(values, weight)
        weight = ops.broadcast_to(weight, values.shape)
        values = ops.multiply(values, weight)
        sample_weight = _reduced(weight, reduce, 1)
    return _reduced(values, reduce, 1), sample_weight


def _reduced(values: Any, reduce: Callable[..., Any], rank: int) -> Any:
    """`values` with the axes from `rank` on reduced away."""
    axes = tuple(range(rank, len(values.shape)))
    return reduce(values, axis=axes) if axes else values


@METRICS.add
class Sum(Metric):
    """result = sum(values * sample_weight) over all batches.

    Args:
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> metric = Sum()
        >>> metric.update_state([1.0, 3.0])
        >>> float(metric(5.0))
        9.0
    """

    def __init__(self, name: str | None = "sum", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", dtype=self.dtype, name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        values, _ = samplewise(values, sample_weight, ops.sum, self.dtype)
        self.total.assign_add(ops.sum(values))

    def result(self) -> Any:
        return ops.cast(self.total, self.dtype)


@METRICS.add
class Mean(Metric):
    """result = sum(values * sample_weight) / sum(sample_weight) over all batches; 0 at first.

    Args:
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> metric = Mean()
        >>> metric.update_state([1.0, 3.0])
        >>> float(metric([8.0]))
        4.0
    """

    def __init__(self, name: str | None = "mean", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", dtype=self.dtype, name="total")
        self.count = self.add_variable((), "zeros", dtype=self.dtype, name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        values, weight = samplewise(values, sample_weight, ops.mean, self.dtype)
        self.total.assign_add(ops.sum(values))
        if weight is not None:
            count = ops.sum(weight)
        else:
            count = values.shape[0] if values.shape else 1
        self.count.assign_add(ops.cast(count, self.dtype))

    def result(self) -> Any:
        return ops.divide_no_nan(self.total, self.count)


@METRICS.add
class MeanMetricWrapper(Mean):
    """The mean of a function of targets and predictions over all samples.

    Args:
        fn: Function of `(y_true, y_pred, **kwargs)`; returns one value per sample.
        name, dtype: As in `keras.metrics.Metric`.
        **kwargs: Handed to `fn` with every call.

    Example:
        >>> metric = MeanMetricWrapper(lambda y_true, y_pred: ops.abs(y_true - y_pred))
        >>> float(metric(ops.zeros(2), ops.convert_to_tensor([1.0, 2.0])))
        1.5
    """

    def __init__(
        self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self._fn = fn
        self._fn_kwargs = kwargs
        place = registry.place_of(fn) or registry.place_of(type(fn))
        if self._direction is None and place is not None and place[0] == "keras.losses":
            self._direction = "down"

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        mask = mask_of(y_pred)
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        super().update_state(values, apply_mask(sample_weight, mask, self.dtype, "sum"))

    def get_config(self) -> dict[str, Any]:
        arguments = {"fn": self._fn, **self._fn_kwargs}
        return {**super().get_config(), **registry.serialize_keras_object(arguments)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        if "fn" in config:
            config = registry.deserialize_keras_object(config)
        return cls(**config)


class FunctionMetric(OwnFunction, MeanMetricWrapper):
    """A metric of this library, from its function."""

    def get_config(self) -> dict[str, Any]:
        return {**Metric.get_config(self), **self.saved_arguments()}
