"""Precision and recall in one number."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.losses.alignment import check_equal, shown
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric

_AVERAGES = (None, "micro", "macro", "weighted")
_COUNTS = ("true_positives", "false_positives", "false_negatives", "intermediate_weights")


@METRICS.add
class FBetaScore(Metric):
    """result = (1 + beta^2) * precision * recall / (beta^2 * precision + recall).

    Args:
        average: Of several classes: `None` for one result each, "macro" for their mean, "weighted"
            for the mean weighted by their numbers, "micro" to count all classes together.
        beta: How much more recall counts than precision, a positive float.
        threshold: Predictions above it are positive; the largest of each sample is, by default.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.
    """

    _direction = "up"

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str | None = "fbeta_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self._check("average", average, average in _AVERAGES, f"one of {str(_AVERAGES)[1:-1]}")
        self._check("beta", beta, isinstance(beta, float) and beta > 0, "a positive float")
        if threshold is not None:
            fits = isinstance(threshold, float) and 0 < threshold <= 1
            self._check("threshold", threshold, fits, "a float above 0 and at most 1")
        self.average = average
        self.beta = beta
        self.threshold = threshold
        self.axis = None if average == "micro" else 0
        self._built = False

    def _check(self, argument: str, value: Any, fits: bool, expected: str) -> None:
        if not fits:
            where = f"{type(self).__name__}: `{argument}`"
            raise InvalidArgument(explain(where, value, expected, "Leave it out for the default."))

    def _build(self, y_true: Any, y_pred: Any) -> None:
        if len(y_true.shape) != 2 or len(y_pred.shape) != 2:
            where = f"{type(self).__name__}: a shape"
            shape = shown((y_true if len(y_true.shape) != 2 else y_pred).shape)
            fix = "Give one-hot targets (keras.utils.to_categorical)."
            raise InvalidShape(explain(where, shape, "a shape (batch, classes)", fix))
        shape = () if self.average == "micro" else (int(y_pred.shape[-1]),)
        for name in _COUNTS:
            setattr(self, name, self.add_variable(shape, "zeros", dtype=self.dtype, name=name))
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true, y_pred = (ops.convert_to_tensor(y, self.dtype) for y in (y_true, y_pred))
        if not self._built:
            self._build(y_true, y_pred)
        check_equal(type(self).__name__, y_true.shape, y_pred.shape)
        if self.threshold is None:
            best = ops.greater_equal(y_pred, ops.max(y_pred, axis=-1, keepdims=True))
            # Keras: 3.15 takes a largest prediction of 0 for none.
            y_pred = ops.logical_and(best, ops.greater(ops.abs(y_pred), 1e-9))
        else:
            y_pred = ops.greater(y_pred, self.threshold)
        y_pred = ops.cast(y_pred, self.dtype)
        if sample_weight is not None:
            sample_weight = ops.expand_dims(ops.convert_to_tensor(sample_weight, self.dtype), 1)
        found = {
            "true_positives": ops.multiply(y_pred, y_true),
            "false_positives": ops.multiply(y_pred, ops.subtract(1.0, y_true)),
            "false_negatives": ops.multiply(ops.subtract(1.0, y_pred), y_true),
            "intermediate_weights": y_true,
        }
        for name, values in found.items():
            if sample_weight is not None:
                values = ops.multiply(values, sample_weight)
            getattr(self, name).assign_add(ops.sum(values, axis=self.axis))

    def result(self) -> Any:
        epsilon, square = config.epsilon(), self.beta**2
        tp, fp, fn, weights = (getattr(self, name) for name in _COUNTS)
        precision, recall = (
            ops.divide(tp, ops.add(ops.add(tp, wrong), epsilon)) for wrong in (fp, fn)
        )
        whole = ops.add(ops.add(ops.multiply(square, precision), recall), epsilon)
        score = ops.divide(ops.multiply(precision, recall), whole)
        score = ops.multiply(score, 1 + square)
        if self.average == "weighted":
            shares = ops.divide(weights, ops.add(ops.sum(weights), epsilon))
            return ops.sum(ops.multiply(score, shares))
        return score if self.average is None else ops.mean(score)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "average": self.average,
            "beta": self.beta,
            "threshold": self.threshold,
        }


@METRICS.add
class F1Score(FBetaScore):
    """result = 2 * precision * recall / (precision + recall).

    Args:
        average, threshold: As in `FBetaScore`.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str | None = "f1_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(average=average, beta=1.0, threshold=threshold, name=name, dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        return {key: value for key, value in super().get_config().items() if key != "beta"}
