"""Precision and recall at one or many thresholds."""

from __future__ import annotations

from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable
from keras_lite.metrics.confusion import NEGATIVE, Confusion, checked_thresholds
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric


class _Ratio(Metric):
    """tp / (tp + wrong), for "fp" or "fn" as what is wrong."""

    _direction = "up"
    _wrong: str
    _wrong_name: str

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        where = type(self).__name__
        self.init_thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id
        default = 0.5 if top_k is None else NEGATIVE
        self.thresholds = checked_thresholds(where, thresholds, default)
        self._confusion = Confusion(where, self.thresholds, top_k, class_id)
        shape = (len(self.thresholds),)
        self.true_positives = self.add_variable(shape, "zeros", name="true_positives")
        setattr(self, self._wrong_name, self.add_variable(shape, "zeros", name=self._wrong_name))

    @property
    def _wrong_ones(self) -> Variable:
        return getattr(self, self._wrong_name)  # type: ignore[no-any-return]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        counts = self._confusion.count(y_true, y_pred, sample_weight)
        self.true_positives.assign_add(counts["tp"])
        self._wrong_ones.assign_add(counts[self._wrong])

    def result(self) -> Any:
        whole = ops.add(self.true_positives, self._wrong_ones)
        ratio = ops.divide_no_nan(self.true_positives, whole)
        return ratio[0] if len(self.thresholds) == 1 else ratio

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "thresholds": self.init_thresholds,
            "top_k": self.top_k,
            "class_id": self.class_id,
        }


@METRICS.add
class Precision(_Ratio):
    """result = true positives / (true positives + false positives): how many finds are right.

    Args:
        thresholds: A number from 0 to 1, or a list of them for one result each; 0.5 by default.
        top_k: Only the k largest predictions of a sample are positive.
        class_id: Count this class only.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when a threshold is not a number from 0 to 1.

    Example:
        >>> float(Precision()([0, 1, 1], [0.9, 0.8, 0.3]))
        0.5
    """

    _wrong = "fp"
    _wrong_name = "false_positives"


@METRICS.add
class Recall(_Ratio):
    """result = true positives / (true positives + false negatives): how many are found.

    Args:
        thresholds, top_k, class_id: As in `Precision`.
        name, dtype: As in `keras.metrics.Metric`.

    Example:
        >>> float(Recall()([0, 1, 1, 1], [0.9, 0.8, 0.3, 0.7])) == 2 / 3
        False
    """

    _wrong = "fn"
    _wrong_name = "false_negatives"
