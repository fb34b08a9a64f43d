"""Cross-entropies: how surprising the right answer is, given the predicted probabilities."""

from __future__ import annotations

import warnings
from typing import Any

from keras_lite import ops
from keras_lite.engine.values import Traced
from keras_lite.errors import InvalidArgument, InvalidShape, KerasLiteWarning, explain
from keras_lite.losses.alignment import check_equal, same_dtype, shown
from keras_lite.losses.family import LOSSES
from keras_lite.losses.loss import FunctionLoss

_ONE_HOT = (
    "Give the last layer one unit for each class, and one-hot targets"
    " (keras.utils.to_categorical); for class numbers use sparse_categorical_crossentropy."
)


@LOSSES.add
class BinaryCrossentropy(FunctionLoss):
    """loss = -mean(y_true * log(p) + (1 - y_true) * log(1 - p)), p the predicted probability.

    Args:
        from_logits: `y_pred` holds logits z with p = sigmoid(z), rather than p itself.
        label_smoothing: s moves targets to y * (1 - s) + s / 2.
        axis: Axis that the mean runs over.
        reduction, name, dtype: As in `keras.losses.Loss`.

    What `keras.activations.sigmoid` has returned is not taken logarithms of: its input is used
    instead, so that nothing is lost where p is close to 0 or 1.

    Example:
        >>> round(float(BinaryCrossentropy()([[0.0, 1.0]], [[0.5, 0.25]])), 4)
        1.0397
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@LOSSES.add
class CategoricalCrossentropy(FunctionLoss):
    """loss = -sum(y_true * log(p)), for one-hot targets.

    Args:
        from_logits: `y_pred` holds logits z with p = softmax(z), rather than p itself.
        label_smoothing: s moves targets to y * (1 - s) + s / classes.
        axis: Axis of the classes.
        reduction, name, dtype: As in `keras.losses.Loss`.

    What `keras.activations.softmax` has returned is not taken logarithms of: its input is used
    instead, so that nothing is lost where p is close to 0.

    Example:
        >>> round(float(CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@LOSSES.add
class SparseCategoricalCrossentropy(FunctionLoss):
    """loss = -log(p of the class y_true), for targets that are class numbers.

    Args:
        from_logits: `y_pred` holds logits z with p = softmax(z), rather than p itself.
        ignore_class: Targets of this class do not count (as "void" in segmentation).
        reduction: As in `keras.losses.Loss`.
        axis: Axis of the classes; the last one.
        name, dtype: As in `keras.losses.Loss`.

    Example:
        >>> round(float(SparseCategoricalCrossentropy()([1], [[0.5, 0.5]])), 4)
        0.6931
    """

    unsaved = {"axis": -1}

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = "sum_over_batch_size",
        axis: int = -1,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            sparse_categorical_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )


@LOSSES.named("bce", "BCE")
def binary_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """-mean(y_true * log(p) + (1 - y_true) * log(1 - p)) along `axis`.

    Args:
        y_true: Targets between 0 and 1, `(batch, ..., d)`.
        y_pred: Probabilities (or logits) of the same shape.
        from_logits, label_smoothing, axis: As in `BinaryCrossentropy`.

    Raises:
        InvalidShape: (a ValueError) when the shapes differ.
    """
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_equal("binary_crossentropy", y_true.shape, y_pred.shape)
    y_true = smoothed(y_true, label_smoothing, 2)
    return ops.mean(ops.binary_crossentropy(y_true, y_pred, from_logits), axis=axis)


@LOSSES.add
def categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """-sum(y_true * log(p)) along `axis`.

    Args:
        y_true: One-hot targets or probabilities, `(batch, ..., classes)`.
        y_pred: Probabilities (or logits) of the same shape.
        from_logits, label_smoothing, axis: As in `CategoricalCrossentropy`.

    Raises:
        InvalidShape: (a ValueError) when the shapes differ.
    """
    check_axis("categorical_crossentropy", axis)
    y_true, y_pred = same_dtype(y_true, y_pred)
    check_equal("categorical_crossentropy", y_true.shape, y_pred.shape, _ONE_HOT)
    warn_of_one_class("categorical_crossentropy", y_pred)
    y_true = smoothed(y_true, label_smoothing, y_true.shape[-1])
    return ops.categorical_crossentropy(y_true, y_pred, from_logits, axis)


@LOSSES.add
def sparse_categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    ignore_class: int | None = None,
    axis: int = -1,
) -> Any:
    """-log(p of the class y_true).

    Args:
        y_true: Class numbers, `(batch, ...)` or `(batch, ..., 1)`.
        y_pred: Probabilities (or logits), `(batch, ..., classes)`.
        from_logits, ignore_class, axis: As in `SparseCategoricalCrossentropy`.

    Raises:
        InvalidShape: (a ValueError) when the shapes do not fit.
        InvalidArgument: (a ValueError) when a class number is out of range.
    """
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[axis] == 1:
        y_true = ops.squeeze(y_true, axis=axis)
    if ignore_class is None:
        check_classes(y_true, y_pred)
        return ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits, axis)
    counts = ops.not_equal(y_true, ops.cast(ignore_class, y_true.dtype))
    y_true = ops.where(counts, y_true, ops.zeros_like(y_true))
    # Keras: 3.15 loses the logits of a softmax here, and clips.
    y_pred = ops.where(ops.expand_dims(counts, axis), y_pred, ops.zeros_like(y_pred))
    check_classes(y_true, y_pred)
    values = ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits, axis)
    values = ops.where(counts, values, ops.zeros_like(values))
    values._keras_mask = counts
    return values


def smoothed(y_true: Any, label_smoothing: float, classes: int) -> Any:
    """y * (1 - s) + s / classes; the targets themselves for s = 0."""
    if not label_smoothing:
        return y_true
    # Two roundings, as in Keras: s / classes in the targets' dtype, then the sum.
    floor = ops.divide(ops.cast(label_smoothing, y_true.dtype), ops.cast(classes, y_true.dtype))
    return ops.add(ops.multiply(y_true, 1.0 - label_smoothing), floor)


def check_axis(where: str, axis: Any) -> None:
    """Raises `InvalidArgument` for True and False, which would pass for 1 and 0."""
    if isinstance(axis, bool):
        fix = "Give -1 for the last axis."
        raise InvalidArgument(explain(f"{where}: `axis`", axis, "an integer", fix))


def warn_of_one_class(where: str, y_pred: Any) -> None:
    """Warns when there is a single class, whose probability is 1 whatever the model says."""
    if y_pred.shape and y_pred.shape[-1] == 1:
        warnings.warn(
            f"{where}: `y_pred` has one class only, so there is nothing to learn. For two classes"
            " use binary_crossentropy with one unit, or give the last layer two units.",
            KerasLiteWarning,
            stacklevel=3,
        )


def check_classes(y_true: Any, y_pred: Any) -> None:
    """Refuses targets of the wrong shape, and class numbers, where known, that do not exist."""
    if tuple(y_true.shape) != tuple(y_pred.shape[:-1]):
        fix = (
            "Targets are class numbers here; for one-hot targets use categorical_crossentropy."
            if tuple(y_true.shape) == tuple(y_pred.shape)
            else "Give one class number for each prediction."
        )
        expected = f"{shown(y_pred.shape[:-1])} for `y_pred` of shape {shown(y_pred.shape)}"
        what = "sparse_categorical_crossentropy: the shape of `y_true`"
        raise InvalidShape(explain(what, shown(y_true.shape), expected, fix))
    if not isinstance(y_true, Traced):
        check_class_numbers(y_true, y_pred.shape)


def check_class_numbers(
    y_true: Any, output_shape: Any, ignore_class: int | None = None, **_: Any
) -> None:
    """Refuses class numbers that do not exist.

    Args:
        y_true: Class numbers, an array.
        output_shape: Shape of the predictions, whose last axis is as long as there are classes.
        ignore_class: May be there though it does not exist.
    """
    if 0 in y_true.shape:
        return
    if ignore_class is not None:
        y_true = ops.where(ops.equal(y_true, ignore_class), 0, y_true)
    classes, low, high = output_shape[-1], float(ops.min(y_true)), float(ops.max(y_true))
    if low < 0 or high >= classes:
        where = "sparse_categorical_crossentropy: `y_true`"
        got, expected = int(low if low < 0 else high), f"a class number from 0 to {classes - 1}"
        fix = "Give the last layer one unit for each class, and number the classes from 0."
        raise InvalidArgument(explain(where, got, expected, fix))


sparse_categorical_crossentropy.check_targets = check_class_numbers
