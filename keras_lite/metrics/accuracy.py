"""How often the answer is right."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops, registry
from keras_lite.losses.alignment import aligned, check_broadcast, squeeze_or_expand_to_same_rank
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.mean import FunctionMetric


@METRICS.add
class Accuracy(FunctionMetric):
    """result = mean(y_true == y_pred), for predictions that are class numbers themselves.

    Args:
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> float(Accuracy()([[1], [2]], [[1], [0]]))
        0.5
    """

    _direction = "up"

    def __init__(self, name: str | None = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name=name, dtype=dtype)


@METRICS.add
class BinaryAccuracy(FunctionMetric):
    """result = mean(y_true == (y_pred > threshold)).

    Args:
        name, dtype: As in `keras.metrics.Metric`.
        threshold: Predictions above it stand for 1, others for 0.

    Example:
        >>> float(BinaryAccuracy()([[1], [0]], [[0.7], [0.6]]))
        0.5
    """

    _direction = "up"

    def __init__(
        self, name: str | None = "binary_accuracy", dtype: Any = None, threshold: float = 0.5
    ) -> None:
        super().__init__(binary_accuracy, name=name, dtype=dtype, threshold=threshold)


@METRICS.add
class CategoricalAccuracy(FunctionMetric):
    """result = mean(argmax(y_true) == argmax(y_pred)), for one-hot targets.

    Args:
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> float(CategoricalAccuracy()([[0, 1], [1, 0]], [[0.1, 0.9], [0.2, 0.8]]))
        0.5
    """

    _direction = "up"

    def __init__(self, name: str | None = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(categorical_accuracy, name=name, dtype=dtype)


@METRICS.add
class SparseCategoricalAccuracy(FunctionMetric):
    """result = mean(y_true == argmax(y_pred)), for targets that are class numbers.

    Args:
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> float(SparseCategoricalAccuracy()([1, 0], [[0.1, 0.9], [0.2, 0.8]]))
        0.5
    """

    _direction = "up"

    def __init__(self, name: str | None = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_categorical_accuracy, name=name, dtype=dtype)


@METRICS.add
class TopKCategoricalAccuracy(FunctionMetric):
    """How often the right class is among the k with the largest predictions; one-hot targets.

    Args:
        k: How many.
        name, dtype: As in `keras.metrics.Metric`.
    """

    _direction = "up"

    def __init__(
        self, k: int = 5, name: str | None = "top_k_categorical_accuracy", dtype: Any = None
    ) -> None:
        super().__init__(top_k_categorical_accuracy, name=name, dtype=dtype, k=k)


@METRICS.add
class SparseTopKCategoricalAccuracy(FunctionMetric):
    """How often the right class is among the k with the largest predictions; class numbers.

    Args:
        k: How many.
        name, dtype: As in `keras.metrics.Metric`.
        from_sorted_ids: The predictions are class numbers, best first, rather than scores.
    """

    _direction = "up"
    unsaved = {"from_sorted_ids": False}

    def __init__(
        self,
        k: int = 5,
        name: str | None = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        super().__init__(
            sparse_top_k_categorical_accuracy,
            name=name,
            dtype=dtype,
            k=k,
            from_sorted_ids=from_sorted_ids,
        )


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where y_true == y_pred, else 0."""
    return _matches(*aligned("accuracy", y_true, y_pred))


@registry.builtin("keras.metrics")
def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """1 where y_true == (y_pred > threshold), else 0.

    Args:
        y_true: Targets 0 and 1, `(batch, ...)`.
        y_pred: Probabilities of the same shape.
        threshold: Predictions above it, not at it, stand for 1.
    """
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
    check_broadcast("binary_accuracy", y_true.shape, y_pred.shape)
    threshold = ops.cast(threshold, y_pred.dtype)
    return _matches(y_true, ops.cast(ops.greater(y_pred, threshold), y_true.dtype))


@registry.builtin("keras.metrics")
def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the largest element along the last axis is at the same place, else 0.

    Args:
        y_true: One-hot targets, `(batch, ..., classes)`.
        y_pred: Probabilities or scores of the same shape.
    """
    y_true, y_pred = (ops.argmax(y, axis=-1) for y in (y_true, y_pred))
    check_broadcast("categorical_accuracy", y_true.shape, y_pred.shape)
    return _matches(y_true, y_pred)


@registry.builtin("keras.metrics")
def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where y_true is the place of the largest element along the last axis, else 0.

    Args:
        y_true: Class numbers, `(batch, ...)` or `(batch, ..., 1)`.
        y_pred: Probabilities or scores, `(batch, ..., classes)`.
    """
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    spare = len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1
    if spare:
        y_true = ops.squeeze(y_true, -1)
    best = ops.argmax(y_pred, axis=-1)
    check_broadcast("sparse_categorical_accuracy", y_true.shape, best.shape)
    matches = _matches(ops.cast(y_true, y_pred.dtype), ops.cast(best, y_pred.dtype))
    if not spare and len(matches.shape) > 1 and matches.shape[-1] == 1:
        matches = ops.squeeze(matches, -1)
    return matches


@registry.builtin("keras.metrics")
def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1 where the right class is among the k with the largest predictions, else 0.

    Args:
        y_true: One-hot targets, `(batch, ..., classes)`.
        y_pred: Probabilities or scores of the same shape.
        k: How many.
    """
    return sparse_top_k_categorical_accuracy(ops.argmax(y_true, axis=-1), y_pred, k)


@registry.builtin("keras.metrics")
def sparse_top_k_categorical_accuracy(
    y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False
) -> Any:
    """1 where the right class is among the k with the largest predictions, else 0.

    Args:
        y_true: Class numbers, `(batch, ...)`.
        y_pred: Probabilities or scores, `(batch, ..., classes)`.
        k: How many. Classes as good as the last of them are in.
        from_sorted_ids: `y_pred` holds class numbers, best first, rather than scores.
    """
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    shape = y_true.shape
    if len(y_pred.shape) > 2:
        y_pred = ops.reshape(y_pred, (-1, y_pred.shape[-1]))
    if len(shape) > 1:
        y_true = ops.reshape(y_true, (-1,))
    if from_sorted_ids:
        right = ops.expand_dims(ops.cast(y_true, y_pred.dtype), 1)
        matches = ops.any(ops.equal(right, y_pred[:, :k]), axis=1)
    else:
        matches = ops.in_top_k(ops.cast(y_true, "int32"), y_pred, k)
    matches = ops.cast(matches, config.floatx())
    return ops.reshape(matches, shape) if len(shape) > 1 else matches


def _matches(a: Any, b: Any) -> Any:
    return ops.cast(ops.equal(a, b), config.floatx())
