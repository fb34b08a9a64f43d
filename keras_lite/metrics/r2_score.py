"""The coefficient of determination."""

from __future__ import annotations

import warnings
from typing import Any

from keras_lite import ops
from keras_lite.engine import trace as tracing
from keras_lite.errors import InvalidArgument, InvalidShape, KerasLiteWarning, explain
from keras_lite.losses.alignment import check_equal, shown, squeeze_or_expand_to_same_rank
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric

_AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


@METRICS.add
class R2Score(Metric):
    """result = 1 - sum((y_true - y_pred)^2) / sum((y_true - mean(y_true))^2).

    1 for perfect predictions, 0 for those no better than the mean.

    Args:
        class_aggregation: For several outputs: "uniform_average", "variance_weighted_average", or
            `None` for one result each.
        num_regressors: Number of independent variables, for the adjusted score; 0 for the plain.
        name, dtype: As in `keras.metrics.Metric`.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.

    Example:
        >>> float(R2Score()([[1.0], [2.0], [3.0]], [[1.0], [2.0], [2.0]]))
        0.5
    """

    _direction = "up"

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str | None = "r2_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        if class_aggregation not in _AGGREGATIONS:
            where, what = "R2Score: `class_aggregation`", "one of " + str(_AGGREGATIONS)[1:-1]
            raise InvalidArgument(explain(where, class_aggregation, what, "Choose one of these."))
        if num_regressors < 0:
            where, fix = "R2Score: `num_regressors`", "Give 0 for the plain score."
            raise InvalidArgument(explain(where, num_regressors, "0 or a positive integer", fix))
        self.class_aggregation = class_aggregation
        self.num_regressors = num_regressors
        self.num_samples = self.add_variable((), "zeros", name="num_samples")
        self._built = False

    def _build(self, y_true: Any, y_pred: Any) -> None:
        if len(y_true.shape) != 2 or len(y_pred.shape) != 2:
            shape = shown((y_true if len(y_true.shape) != 2 else y_pred).shape)
            fix = "Flatten or reshape the model's output."
            what = "a shape (batch, outputs)"
            raise InvalidShape(explain("R2Score: a shape", shape, what, fix))
        outputs = (int(y_pred.shape[-1]),)
        self.squared_sum = self.add_variable(outputs, "zeros", name="squared_sum")
        self.sum = self.add_variable(outputs, "zeros", name="sum")
        self.total_mse = self.add_variable(outputs, "zeros", name="residual")
        self.count = self.add_variable(outputs, "zeros", name="count")
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true, y_pred = squeeze_or_expand_to_same_rank(
            ops.convert_to_tensor(y_true, self.dtype), ops.convert_to_tensor(y_pred, self.dtype)
        )
        if not self._built:
            self._build(y_true, y_pred)
        check_equal("R2Score", y_true.shape, y_pred.shape)
        weight = ops.convert_to_tensor(1.0 if sample_weight is None else sample_weight, self.dtype)
        if len(weight.shape) == 1:
            weight = ops.expand_dims(weight, 1)
        weight = ops.broadcast_to(weight, y_true.shape)
        weighted = ops.multiply(y_true, weight)
        residual = ops.multiply(ops.square(ops.subtract(y_true, y_pred)), weight)
        self.sum.assign_add(ops.sum(weighted, axis=0))
        self.squared_sum.assign_add(ops.sum(ops.multiply(y_true, weighted), axis=0))
        self.total_mse.assign_add(ops.sum(residual, axis=0))
        self.count.assign_add(ops.sum(weight, axis=0))
        # Keras: 3.15 counts the values of all outputs as samples.
        count = y_true.shape[0] * y_true.shape[1]
        self.num_samples.assign_add(ops.cast(count, self.num_samples.dtype))

    def result(self) -> Any:
        mean = ops.divide(self.sum, self.count)
        total = ops.subtract(self.squared_sum, ops.multiply(self.sum, mean))
        scores = ops.subtract(1.0, ops.divide(self.total_mse, total))
        scores = ops.where(ops.isinf(scores), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = ops.mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = ops.divide(ops.sum(ops.multiply(total, scores)), ops.sum(total))
        return self._adjusted(scores) if self.num_regressors else scores

    def _adjusted(self, scores: Any) -> Any:
        """1 - (1 - score) * (n - 1) / (n - p - 1), where n - p - 1 is positive; else the score."""
        freedom = ops.subtract(self.num_samples, self.num_regressors + 1.0)
        enough = ops.greater(freedom, 0.0)
        if tracing.active() is None and not enough:
            warnings.warn(
                f"R2Score: {float(self.num_samples):g} samples are too few to adjust the score for"
                f" {self.num_regressors} independent variables; the plain score is given. Evaluate"
                " on more samples.",
                KerasLiteWarning,
                stacklevel=3,
            )
        loss = ops.multiply(ops.subtract(1.0, scores), ops.subtract(self.num_samples, 1.0))
        adjusted = ops.subtract(1.0, ops.divide(loss, ops.where(enough, freedom, 1.0)))
        return ops.where(enough, adjusted, scores)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "class_aggregation": self.class_aggregation,
            "num_regressors": self.num_regressors,
        }
