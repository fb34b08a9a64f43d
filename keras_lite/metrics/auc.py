"""Areas under the ROC curve and the precision-recall curves."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.losses.alignment import shown
from keras_lite.metrics.confusion import Confusion, are_even
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric

_CURVES = ("ROC", "PR", "PRGAIN")
_SUMS = ("interpolation", "majoring", "minoring")


@METRICS.add
class AUC(Metric):
    """result = area under a curve through the points at many thresholds, as a Riemann sum.

    Args:
        num_thresholds: How many thresholds.
        curve: "ROC" (true positive rate over false positive rate), "PR" (precision over recall) or
            "PRGAIN" (Flach and Kull, 2015).
        summation_method: "interpolation" (trapezoids; for "PR" as in Davis and Goadrich, 2006),
            "minoring" or "majoring" (rectangles below or above).
        name, dtype: As in `keras.metrics.Metric`.
        thresholds: Thresholds from 0 to 1 to use instead; 0 and 1 are added.
        multi_label: Take the mean of the areas of all labels, not one area for all together.
        num_labels: Number of labels, where it is known beforehand.
        label_weights: Weights of the labels.
        from_logits: Predictions are logits; their sigmoid is used.

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.

    Example:
        >>> float(AUC(num_thresholds=3)([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9]))
        0.75
    """

    _direction = "up"

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Any = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.curve = _one_of("curve", getattr(curve, "value", curve), _CURVES)
        method = getattr(summation_method, "value", summation_method)
        self.summation_method = _one_of("summation_method", method, _SUMS)
        self._given = None if thresholds is None else sorted(thresholds)
        self._confusion = self._at(num_thresholds, multi_label)
        self.num_thresholds = len(self._confusion.thresholds)
        self.multi_label = multi_label
        self.num_labels = num_labels
        weights = label_weights
        self.label_weights = None if weights is None else ops.convert_to_tensor(weights, self.dtype)
        self._from_logits = from_logits
        self._built = False
        if num_labels and not multi_label:
            fix = "Leave it out, or set multi_label=True."
            what = "None without `multi_label`"
            raise InvalidArgument(explain("AUC: `num_labels`", num_labels, what, fix))
        if num_labels or not multi_label:
            self._build(num_labels)

    def _at(self, num_thresholds: int, multi_label: bool) -> Confusion:
        if self._given is None and num_thresholds <= 1:
            what = "an integer above 1"
            raise InvalidArgument(
                explain("AUC: `num_thresholds`", num_thresholds, what, "Try 200.")
            )
        inner = self._given
        if inner is None:
            inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        even = self._given is None or are_even([0.0, *inner, 1.0])
        # Outside of [0, 1], so that predictions of 0 and 1 are on the right side of the ends.
        low, high = 0.0 - config.epsilon(), 1.0 + config.epsilon()
        return Confusion("AUC", [low, *inner, high], by_label=multi_label, even=even)

    @property
    def thresholds(self) -> list[float]:
        """The thresholds, with one just below 0 and one just above 1."""
        return self._confusion.thresholds

    def _build(self, num_labels: int | None) -> None:
        shape = (self.num_thresholds, num_labels) if num_labels else (self.num_thresholds,)
        self.true_positives = self.add_variable(shape, "zeros", name="true_positives")
        self.false_positives = self.add_variable(shape, "zeros", name="false_positives")
        self.true_negatives = self.add_variable(shape, "zeros", name="true_negatives")
        self.false_negatives = self.add_variable(shape, "zeros", name="false_negatives")
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_pred = ops.convert_to_tensor(y_pred)
        if not self._built:
            if len(y_pred.shape) != 2:
                what, fix = "a shape (batch, labels), as `multi_label` needs it,", "Flatten it."
                shape = shown(y_pred.shape)
                raise InvalidShape(explain("AUC: the shape of `y_pred`", shape, what, fix))
            self._build(int(y_pred.shape[-1]))
        if self._from_logits:
            y_pred = ops.sigmoid(y_pred)
        weights = None if self.multi_label else self.label_weights
        counts = self._confusion.count(y_true, y_pred, sample_weight, weights)
        self.true_positives.assign_add(counts["tp"])
        self.false_positives.assign_add(counts["fp"])
        self.true_negatives.assign_add(counts["tn"])
        self.false_negatives.assign_add(counts["fn"])

    def result(self) -> Any:
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self.interpolate_pr_auc()
        x, y = self._points()
        if self.summation_method == "interpolation":
            heights = ops.divide(ops.add(y[:-1], y[1:]), 2.0)
        elif self.summation_method == "minoring":
            heights = ops.minimum(y[:-1], y[1:])
        else:
            heights = ops.maximum(y[:-1], y[1:])
        return self._area(ops.multiply(ops.subtract(x[:-1], x[1:]), heights))

    def _points(self) -> tuple[Any, Any]:
        """The curve: abscissas and ordinates at the thresholds."""
        tp, fp, tn, fn = self._counts()
        recall = ops.divide_no_nan(tp, ops.add(tp, fn))
        if self.curve == "ROC":
            return ops.divide_no_nan(fp, ops.add(fp, tn)), recall
        if self.curve == "PR":
            return recall, ops.divide_no_nan(tp, ops.add(tp, fp))
        odds = ops.divide_no_nan(ops.add(tp, fn), ops.add(tn, fp))
        none = ops.equal(tp, 0.0)
        losses = [ops.multiply(odds, ops.divide_no_nan(wrong, tp)) for wrong in (fn, fp)]
        gains = [ops.subtract(1.0, loss) for loss in losses]
        recall_gain = ops.maximum(ops.where(none, 0.0, gains[0]), 0.0)
        return recall_gain, ops.where(none, 1.0, gains[1])

    def interpolate_pr_auc(self) -> Any:
        """The area under the precision-recall curve, interpolated as Davis and Goadrich do.

        Between two thresholds true positives grow in proportion to all positives p, so the
        precision is slope + intercept / p, whose integral has a logarithm in it.
        """
        tp, fp, _, fn = self._counts()
        p = ops.add(tp, fp)
        gained = ops.subtract(tp[:-1], tp[1:])
        slope = ops.divide_no_nan(gained, ops.maximum(ops.subtract(p[:-1], p[1:]), 0.0))
        intercept = ops.subtract(tp[1:], ops.multiply(slope, p[1:]))
        both = ops.logical_and(ops.greater(p[:-1], 0.0), ops.greater(p[1:], 0.0))
        ratio = ops.where(both, ops.divide_no_nan(p[:-1], ops.maximum(p[1:], 0.0)), 1.0)
        areas = ops.multiply(slope, ops.add(gained, ops.multiply(intercept, ops.log(ratio))))
        return self._area(ops.divide_no_nan(areas, ops.maximum(ops.add(tp[1:], fn[1:]), 0.0)))

    def _counts(self) -> list[Any]:
        return [
            ops.convert_to_tensor(v)
            for v in (
                self.true_positives,
                self.false_positives,
                self.true_negatives,
                self.false_negatives,
            )
        ]

    def _area(self, pieces: Any) -> Any:
        """The sum of the pieces; of several labels, the (weighted) mean of their sums."""
        areas = ops.sum(pieces, axis=0)
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return ops.mean(areas)
        weighted = ops.sum(ops.multiply(areas, self.label_weights))
        return ops.divide_no_nan(weighted, ops.sum(self.label_weights))

    def get_config(self) -> dict[str, Any]:
        weights = self.label_weights
        found = {
            **super().get_config(),
            "num_thresholds": self.num_thresholds,
            "curve": self.curve,
            "summation_method": self.summation_method,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": None if weights is None else [float(w) for w in weights],
            "from_logits": self._from_logits,
        }
        if self._given is not None:
            found["thresholds"] = list(self._given)
        return found


def _one_of(argument: str, value: Any, choices: tuple[str, ...]) -> str:
    for choice in choices:
        if value in (choice, choice.lower(), choice.capitalize()):
            return choice
    known = ", ".join(map(repr, choices))
    raise InvalidArgument(explain(f"AUC: `{argument}`", value, f"one of {known}", "Choose one."))
