"""The best of one rate that is possible while another is kept up."""

from __future__ import annotations

from typing import Any

from keras_lite import ops
from keras_lite.errors import InvalidArgument, explain
from keras_lite.metrics.confusion import Confusion, even_thresholds
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric

_COUNTS = {
    "tp": "true_positives",
    "fp": "false_positives",
    "tn": "true_negatives",
    "fn": "false_negatives",
}
# A rate: one count, divided by its sum with another.
_RATES = {
    "sensitivity": ("tp", "fn"),
    "recall": ("tp", "fn"),
    "specificity": ("tn", "fp"),
    "precision": ("tp", "fp"),
}


class _TradeOff(Metric):
    """The largest `_wanted` over all thresholds at which `_kept` is at least a given value."""

    _direction = "up"
    _wanted: str
    _kept: str

    def __init__(
        self,
        value: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        where = type(self).__name__
        if not 0 <= value <= 1:
            fix = "It is a share of samples."
            raise InvalidArgument(
                explain(f"{where}: `{self._kept}`", value, "a number from 0 to 1", fix)
            )
        if num_thresholds <= 0:
            what, fix = "a positive integer", "Try 200."
            raise InvalidArgument(explain(f"{where}: `num_thresholds`", num_thresholds, what, fix))
        super().__init__(name=name, dtype=dtype)
        setattr(self, self._kept, value)
        self.value = value
        self.num_thresholds = num_thresholds
        self.class_id = class_id
        self.thresholds = [0.5] if num_thresholds == 1 else even_thresholds(num_thresholds)
        even = num_thresholds > 1
        self._confusion = Confusion(where, self.thresholds, class_id=class_id, even=even)
        shape = (len(self.thresholds),)
        self._counts = {
            key: self.add_variable(shape, "zeros", name=count) for key, count in _COUNTS.items()
        }

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        counts = self._confusion.count(y_true, y_pred, sample_weight)
        for key, variable in self._counts.items():
            variable.assign_add(counts[key])

    def result(self) -> Any:
        kept = ops.greater_equal(self._rate(self._kept), self.value)
        return ops.max(ops.where(kept, self._rate(self._wanted), 0.0))

    def _rate(self, name: str) -> Any:
        part, rest = (self._counts[key] for key in _RATES[name])
        return ops.divide_no_nan(part, ops.add(part, rest))

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "class_id": self.class_id,
            "num_thresholds": self.num_thresholds,
            self._kept: self.value,
        }


@METRICS.add
class SensitivityAtSpecificity(_TradeOff):
    """The best tp / (tp + fn) at thresholds where tn / (tn + fp) is at least `specificity`.

    Args:
        specificity: From 0 to 1.
        num_thresholds: How many thresholds are tried.
        class_id: Count this class only.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.

    Example:
        >>> float(SensitivityAtSpecificity(0.5)([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.8]))
        1.0
    """

    _wanted, _kept = "sensitivity", "specificity"

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(specificity, num_thresholds, class_id, name, dtype)


@METRICS.add
class SpecificityAtSensitivity(_TradeOff):
    """The best tn / (tn + fp) at thresholds where tp / (tp + fn) is at least `sensitivity`.

    Args:
        sensitivity: From 0 to 1.
        num_thresholds, class_id: As in `SensitivityAtSpecificity`.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.
    """

    _wanted, _kept = "specificity", "sensitivity"

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)


@METRICS.add
class PrecisionAtRecall(_TradeOff):
    """The best tp / (tp + fp) at thresholds where tp / (tp + fn) is at least `recall`.

    Args:
        recall: From 0 to 1.
        num_thresholds, class_id: As in `SensitivityAtSpecificity`.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.
    """

    _wanted, _kept = "precision", "recall"

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(recall, num_thresholds, class_id, name, dtype)


@METRICS.add
class RecallAtPrecision(_TradeOff):
    """The best tp / (tp + fn) at thresholds where tp / (tp + fp) is at least `precision`.

    Args:
        precision: From 0 to 1.
        num_thresholds, class_id: As in `SensitivityAtSpecificity`.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.
    """

    _wanted, _kept = "recall", "precision"

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(precision, num_thresholds, class_id, name, dtype)
