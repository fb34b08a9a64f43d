"""Intersection over union: how far predicted and true regions of a class overlap."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from keras_lite import config, ops
from keras_lite.errors import InvalidArgument, KerasLiteWarning, explain
from keras_lite.losses.alignment import check_equal
from keras_lite.metrics.family import METRICS
from keras_lite.metrics.metric import Metric


@METRICS.add
class IoU(Metric):
    """result = mean over classes of true positives / (true + false positives + false negatives).

    Args:
        num_classes: Number of classes.
        target_class_ids: The classes that the mean is over.
        name, dtype: As in `keras.metrics.Metric`; int64 by default.
        ignore_class: Positions whose target is this class do not count.
        sparse_y_true: Targets are class numbers, rather than one-hot.
        sparse_y_pred: Predictions are class numbers, rather than scores.
        axis: Axis of the classes where they are not sparse.

    Raises:
        InvalidArgument: (a ValueError) when a target class does not exist.

    Example:
        >>> round(float(IoU(2, [0])([0, 0, 1, 1], [0, 1, 0, 1])), 4)
        0.3333
    """

    _direction = "up"

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(name=name, dtype=dtype or "int64")
        if max(target_class_ids) >= num_classes:
            where, what = f"{type(self).__name__}: `target_class_ids`", f"below {num_classes}"
            fix = "Classes are numbered from 0."
            raise InvalidArgument(explain(where, list(target_class_ids), f"numbers {what}", fix))
        self.num_classes = num_classes
        self.target_class_ids = list(target_class_ids)
        self.ignore_class = ignore_class
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = axis
        self.total_cm = self.add_variable(
            (num_classes, num_classes), "zeros", self.dtype, name="total_confusion_matrix"
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        if not self.sparse_y_true:
            y_true = ops.argmax(y_true, axis=self.axis)
        if not self.sparse_y_pred:
            y_pred = ops.argmax(y_pred, axis=self.axis)
        y_true, y_pred = (
            ops.reshape(ops.cast(ops.convert_to_tensor(y), "int64"), (-1,))
            for y in (y_true, y_pred)
        )
        check_equal(type(self).__name__, y_true.shape, y_pred.shape)
        counts = self._in_range(y_true, y_pred)
        # Whole numbers up to 2^53 are exact in float64, in which the product is taken.
        weight = ops.cast(counts, "float64")
        if sample_weight is not None:
            weight = ops.multiply(weight, self._flat_weight(sample_weight, y_true))
        rows, columns = (
            ops.one_hot(ops.where(counts, y, 0), self.num_classes, dtype="float64")
            for y in (y_true, y_pred)
        )
        columns = ops.multiply(columns, ops.expand_dims(weight, -1))
        matrix = ops.matmul(ops.transpose(rows), columns)
        self.total_cm.assign_add(ops.cast(matrix, self.total_cm.dtype))

    def _in_range(self, y_true: Any, y_pred: Any) -> Any:
        """Where both are classes that exist and count."""
        found = None
        for y in (y_true, y_pred):
            exists = ops.logical_and(ops.greater_equal(y, 0), ops.less(y, self.num_classes))
            found = exists if found is None else ops.logical_and(found, exists)
        if self.ignore_class is None:
            return found
        return ops.logical_and(found, ops.not_equal(y_true, self.ignore_class))

    def _flat_weight(self, sample_weight: Any, y_true: Any) -> Any:
        weight = ops.convert_to_tensor(sample_weight)
        if "float" in str(weight.dtype) and "int" in self.dtype:
            # Keras: 3.15 cuts weights to integers in this case, too.
            warnings.warn(
                f"{type(self).__name__}: float `sample_weight` was cut to {self.dtype}, the dtype"
                " of the metric. Make the metric with dtype='float32', or give integers.",
                KerasLiteWarning,
                stacklevel=3,
            )
        weight = ops.cast(ops.cast(weight, self.dtype), "float64")
        if len(weight.shape) > 1:
            weight = ops.reshape(weight, (-1,))
        return ops.broadcast_to(weight, y_true.shape)

    def result(self) -> Any:
        matrix = ops.convert_to_tensor(self.total_cm)
        hits = ops.diag(matrix)
        union = ops.subtract(ops.add(ops.sum(matrix, axis=0), ops.sum(matrix, axis=1)), hits)
        hits, union = (
            ops.cast(ops.take(x, self.target_class_ids, axis=0), "float32") for x in (hits, union)
        )
        present = ops.greater(union, 1e-9)
        shares = ops.where(present, ops.divide(hits, ops.add(union, config.epsilon())), 0.0)
        count = ops.sum(ops.cast(present, "float32"))
        return ops.divide(ops.sum(shares), ops.add(count, config.epsilon()))

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "target_class_ids": self.target_class_ids,
            "ignore_class": self.ignore_class,
            "sparse_y_true": self.sparse_y_true,
            "sparse_y_pred": self.sparse_y_pred,
            "axis": self.axis,
        }

    def _config_without(self, *names: str) -> dict[str, Any]:
        return {name: value for name, value in IoU.get_config(self).items() if name not in names}


@METRICS.add
class BinaryIoU(IoU):
    """Intersection over union of predictions above a threshold, for targets 0 and 1.

    Args:
        target_class_ids: The classes that the mean is over: 0 for below, 1 for above.
        threshold: Predictions at it count as above.
        name, dtype: As in `IoU`.
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(2, target_class_ids, name=name, dtype=dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        above = ops.greater_equal(ops.convert_to_tensor(y_pred, "float32"), self.threshold)
        super().update_state(y_true, ops.cast(above, "int64"), sample_weight)

    def get_config(self) -> dict[str, Any]:
        unused = ("num_classes", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")
        return {**self._config_without(*unused), "threshold": self.threshold}


@METRICS.add
class MeanIoU(IoU):
    """The mean of the intersection over union of all classes.

    Args:
        num_classes: Number of classes.
        name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis: As in `IoU`.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes,
            range(num_classes),
            name=name,
            dtype=dtype,
            ignore_class=ignore_class,
            sparse_y_true=sparse_y_true,
            sparse_y_pred=sparse_y_pred,
            axis=axis,
        )

    def get_config(self) -> dict[str, Any]:
        return self._config_without("target_class_ids")


@METRICS.add
class OneHotIoU(IoU):
    """`IoU` for one-hot targets.

    Args:
        num_classes, target_class_ids, name, dtype, ignore_class, axis: As in `IoU`.
        sparse_y_pred: Predictions are class numbers, rather than scores.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes,
            target_class_ids,
            name=name,
            dtype=dtype,
            ignore_class=ignore_class,
            sparse_y_true=False,
            sparse_y_pred=sparse_y_pred,
            axis=axis,
        )

    def get_config(self) -> dict[str, Any]:
        return self._config_without("sparse_y_true")


@METRICS.add
class OneHotMeanIoU(MeanIoU):
    """`MeanIoU` for one-hot targets.

    Args:
        num_classes, name, dtype, ignore_class, axis: As in `IoU`.
        sparse_y_pred: Predictions are class numbers, rather than scores.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes,
            name=name,
            dtype=dtype,
            ignore_class=ignore_class,
            sparse_y_true=False,
            sparse_y_pred=sparse_y_pred,
            axis=axis,
        )

    def get_config(self) -> dict[str, Any]:
        return self._config_without("target_class_ids", "sparse_y_true")
