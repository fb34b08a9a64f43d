"""Focal cross-entropies: answers that are right already count less (Lin et al., 2018)."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops
from keras_lite.losses.alignment import check_equal, same_dtype
from keras_lite.losses.crossentropy import check_axis, smoothed, warn_of_one_class
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss


@LOSSES.add
class BinaryFocalCrossentropy(FunctionLoss):
    """loss = -mean((1 - q)^gamma * log(q)), q the probability given to the right answer.

    Args:
        apply_class_balancing: Weigh class 1 with `alpha` and class 0 with 1 - `alpha`.
        alpha: See there.
        gamma: How strongly right answers are discounted; 0 gives the binary cross-entropy.
        from_logits: `y_pred` holds logits rather than probabilities.
        label_smoothing: s moves targets to y * (1 - s) + s / 2.
        axis: Axis that the mean runs over.
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_focal_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@LOSSES.add
class CategoricalFocalCrossentropy(FunctionLoss):
    """loss = -sum(alpha * (1 - p)^gamma * y_true * log(p)), for one-hot targets.

    Args:
        alpha: Weight of the loss, or one weight for each class.
        gamma: How strongly right answers are discounted.
        from_logits: `y_pred` holds logits rather than probabilities.
        label_smoothing: s moves targets to y * (1 - s) + s / classes.
        axis: Axis of the classes.
        reduction, name, dtype: As in `keras.losses.Loss`.
    """

    def __init__(
        self,
        alpha: Any = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_focal_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@LOSSES.add
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """-mean((1 - q)^gamma * log(q)) along `axis`, q the probability given to the right answer.

    Args:
        y_true: Targets 0 and 1, `(batch, ..., d)`.
        y_pred: Probabilities (or logits) of the same shape.
        The others: As in `BinaryFocalCrossentropy`.
    """
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_equal("binary_focal_crossentropy", y_true.shape, y_pred.shape)
    y_true = smoothed(y_true, label_smoothing, 2)
    if from_logits:
        y_pred = ops.sigmoid(y_pred)
    # Keras: 3.15 takes the logits of a sigmoid for the entropy, but not for the factor.
    entropy = ops.binary_crossentropy(y_true, y_pred)
    opposite = ops.subtract(1.0, y_true)
    q = ops.add(ops.multiply(y_true, y_pred), ops.multiply(opposite, ops.subtract(1.0, y_pred)))
    values = ops.multiply(ops.power(ops.subtract(1.0, q), gamma), entropy)
    if apply_class_balancing:
        weights = ops.add(ops.multiply(y_true, alpha), ops.multiply(opposite, 1.0 - alpha))
        values = ops.multiply(weights, values)
    return ops.mean(values, axis=axis)


@LOSSES.add
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """-sum(alpha * (1 - p)^gamma * y_true * log(p)) along `axis`.

    Args:
        y_true: One-hot targets, `(batch, ..., classes)`.
        y_pred: Probabilities (or logits) of the same shape.
        The others: As in `CategoricalFocalCrossentropy`.
    """
    where = "categorical_focal_crossentropy"
    check_axis(where, axis)
    y_true, y_pred = same_dtype(y_true, y_pred)
    warn_of_one_class(where, y_pred)
    check_equal(where, y_true.shape, y_pred.shape)
    y_true = smoothed(y_true, label_smoothing, y_true.shape[-1])
    if from_logits:
        y_pred = ops.softmax(y_pred, axis=axis)
    # Keras: 3.15 has no shortcut to the logits here.
    p = ops.divide(y_pred, ops.sum(y_pred, axis=axis, keepdims=True))
    p = ops.clip(p, config.epsilon(), 1.0 - config.epsilon())
    entropy = ops.multiply(ops.negative(y_true), ops.log(p))
    weights = ops.multiply(ops.power(ops.subtract(1.0, p), gamma), alpha)
    return ops.sum(ops.multiply(weights, entropy), axis=axis)
