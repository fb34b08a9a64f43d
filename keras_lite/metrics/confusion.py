"""Counts of right and wrong answers at thresholds, which several metrics are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite import config, ops
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.losses.alignment import check_equal, shown, squeeze_or_expand_to_same_rank
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric

# Smaller than every prediction: what is not among the top k is never positive.
NEGATIVE = -1e10


def checked_thresholds(where: str, thresholds: Any, default: float) -> list[float]:
    """The thresholds as a list.

    Raises:
        InvalidArgument: (a ValueError) when one is not a number from 0 to 1.
    """
    if thresholds is None:
        return [default]
    thresholds = list(thresholds) if isinstance(thresholds, (list, tuple)) else [thresholds]
    for threshold in thresholds:
        if threshold is None or not 0 <= threshold <= 1:
            what, fix = "numbers from 0 to 1", "Predictions are taken for probabilities."
            raise InvalidArgument(explain(f"{where}: `thresholds`", thresholds, what, fix))
    return thresholds


def even_thresholds(count: int) -> list[float]:
    """0, 1 / (count - 1), …, 1."""
    return [i / (count - 1) for i in range(count)]


def are_even(thresholds: Sequence[float]) -> bool:
    """Whether at least three thresholds lie evenly from 0 to 1, but for rounding."""
    if len(thresholds) < 3:
        return False
    even = even_thresholds(len(thresholds))
    slack = config.epsilon()
    return all(abs(t - e) <= slack + 1e-5 * e for t, e in zip(thresholds, even, strict=True))


class Confusion:
    """What is counted of a batch: at which thresholds, of which class.

    Args:
        where: Name of the metric, for messages.
        thresholds: Predictions above a threshold are positive.
        top_k: Only the k largest predictions of a sample can be positive.
        class_id: Count this class only.
        by_label: Count each label (last axis) for itself.
        even: The thresholds lie evenly.
    """

    def __init__(
        self,
        where: str,
        thresholds: Sequence[float],
        top_k: int | None = None,
        class_id: int | None = None,
        by_label: bool = False,
        even: bool | None = None,
    ) -> None:
        self.where = where
        self.thresholds = list(thresholds)
        self.top_k = top_k
        self.class_id = class_id
        self.by_label = by_label
        self.even = are_even(self.thresholds) if even is None else even

    def count(
        self, y_true: Any, y_pred: Any, sample_weight: Any, label_weights: Any = None
    ) -> dict[str, Any]:
        """Weighted numbers of "tp", "fp", "tn" and "fn" at each threshold.

        Args:
            y_true: Targets 0 and 1, `(batch, ...)`.
            y_pred: Probabilities of the same shape.
            sample_weight: `(batch,)`, or of the shape of the predictions, or `None`.
            label_weights: `(labels,)`, or `None`.

        Returns:
            Arrays `(thresholds,)`, or `(thresholds, labels)` if counted by label.
        """
        dtype = config.floatx()
        y_true, y_pred = (ops.cast(ops.convert_to_tensor(y), dtype) for y in (y_true, y_pred))
        y_pred, y_true = squeeze_or_expand_to_same_rank(y_pred, y_true)
        check_equal(self.where, y_true.shape, y_pred.shape)
        weights = self._weights(y_true, sample_weight)
        if self.top_k is not None:
            y_pred = _only_top(y_pred, self.top_k)
        if self.class_id is not None:
            y_true, y_pred = self._one_class(y_true), self._one_class(y_pred)
        if label_weights is not None:
            weights = label_weights if weights is None else ops.multiply(weights, label_weights)
        label = ops.cast(ops.cast(y_true, "bool"), dtype)
        positive, negative = label, ops.subtract(1.0, label)
        if weights is not None:
            positive, negative = (ops.multiply(x, weights) for x in (positive, negative))
        true, false = self._above(y_pred, positive), self._above(y_pred, negative)
        axis = 0 if self.by_label else None
        return {
            "tp": true,
            "fp": false,
            "tn": ops.subtract(ops.sum(negative, axis=axis), false),
            "fn": ops.subtract(ops.sum(positive, axis=axis), true),
        }

    def _weights(self, y_true: Any, sample_weight: Any) -> Any:
        if sample_weight is None:
            return None
        weight = ops.expand_dims(ops.cast(ops.convert_to_tensor(sample_weight), y_true.dtype), -1)
        return squeeze_or_expand_to_same_rank(y_true, weight, expand_rank_1=False)[1]

    def _one_class(self, y: Any) -> Any:
        if len(y.shape) == 1:
            fix = "Give one column for each class."
            what = "a shape (batch, classes), as `class_id` needs it,"
            raise InvalidShape(explain(f"{self.where}: a shape", shown(y.shape), what, fix))
        return y[..., self.class_id : self.class_id + 1 or None]

    def _above(self, y_pred: Any, amounts: Any) -> Any:
        """Sums of `amounts` where the prediction is above each threshold."""
        if self.by_label:
            above = self._is_above(ops.expand_dims(y_pred, 0), 2)
            return ops.sum(ops.multiply(above, ops.expand_dims(amounts, 0)), axis=1)
        above = self._is_above(ops.reshape(y_pred, (1, -1)), 1)
        amounts = ops.broadcast_to(amounts, y_pred.shape)
        return ops.matmul(above, ops.reshape(amounts, (-1,)))

    def _is_above(self, y_pred: Any, rank: int) -> Any:
        """1 where `y_pred`, with a first axis of length 1 for the thresholds, is above, else 0."""
        shape = (-1,) + (1,) * rank
        if not self.even:
            levels = ops.reshape(ops.convert_to_tensor(self.thresholds, y_pred.dtype), shape)
            return ops.cast(ops.greater(y_pred, levels), y_pred.dtype)
        # Keras: 3.15 compares predictions times (count - 1) with whole numbers, which rounds
        # otherwise than comparing with the thresholds.
        last = len(self.thresholds) - 1
        numbers = [float(i) for i in range(last + 1)]
        if self.thresholds[0] < 0 or self.thresholds[-1] > 1:
            numbers[0] = -1.0  # a threshold below 0: everything is above it
        levels = ops.reshape(ops.convert_to_tensor(numbers, y_pred.dtype), shape)
        scaled = ops.multiply(ops.clip(y_pred, 0.0, 1.0), float(last))
        return ops.cast(ops.greater(scaled, levels), y_pred.dtype)


def _only_top(y_pred: Any, k: int) -> Any:
    """Predictions, those that are not among the k largest of a sample replaced by `NEGATIVE`."""
    _, indices = ops.top_k(y_pred, k)
    top = ops.sum(ops.one_hot(indices, y_pred.shape[-1], dtype=y_pred.dtype), axis=-2)
    rest = ops.multiply(NEGATIVE, ops.subtract(1.0, top))
    return ops.add(ops.multiply(y_pred, top), rest)


class _Count(Metric):
    """One of the four counts."""

    _counted: str

    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.thresholds = checked_thresholds(type(self).__name__, thresholds, 0.5)
        self._confusion = Confusion(type(self).__name__, self.thresholds)
        self.accumulator = self.add_variable((len(self.thresholds),), "zeros", name="accumulator")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        counts = self._confusion.count(y_true, y_pred, sample_weight)
        self.accumulator.assign_add(counts[self._counted])

    def result(self) -> Any:
        counts = ops.convert_to_tensor(self.accumulator)
        return counts[0] if len(self.thresholds) == 1 else counts

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "thresholds": self.init_thresholds}


@METRICS.add
class TruePositives(_Count):
    """Number of targets 1 with a prediction above the threshold.

    Args:
        thresholds: A number from 0 to 1, or a list of them for one result each; 0.5 by default.
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> float(TruePositives()([0, 1, 1], [0.9, 0.8, 0.3]))
        1.0
    """

    _counted = "tp"


@METRICS.add
class FalsePositives(_Count):
    """Number of targets 0 with a prediction above the threshold; else as `TruePositives`."""

    _counted = "fp"


@METRICS.add
class TrueNegatives(_Count):
    """Number of targets 0 with a prediction up to the threshold; else as `TruePositives`."""

    _counted = "tn"


@METRICS.add
class FalseNegatives(_Count):
    """Number of targets 1 with a prediction up to the threshold; else as `TruePositives`."""

    _counted = "fn"
