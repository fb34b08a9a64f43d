"""Penalties on weights, added to the loss: `keras.regularizers`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from keras_lite import ops
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.lazy import unknown_names
from keras_lite.registry import Family

REGULARIZERS = Family("regularizer", "keras.regularizers")


@REGULARIZERS.add
class Regularizer:
    """penalty = regularizer(weight), a scalar that is added to the loss; 0 for this one.

    To write your own, subclass this and write `__call__`, in functions of `keras.ops`, and
    `get_config`, if models with it are to be saved.

    Example:
        >>> class Largest(Regularizer):
        ...     def __call__(self, x):
        ...         return 0.1 * ops.max(ops.abs(x))
        >>> round(float(Largest()([1.0, -3.0])), 6)
        0.3
    """

    def __call__(self, x: Any) -> Any:
        """The penalty for the weight `x`."""
        return 0.0

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments by name."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `get_config(self)`, so it cannot be saved. Write one"
            " that returns the constructor's arguments as a dict."
        )

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Regularizer:
        """The regularizer with this configuration."""
        return cls(**config)


@REGULARIZERS.named("l1_l2")
class L1L2(Regularizer):
    """penalty = l1 * sum(|x|) + l2 * sum(x^2).

    Args:
        l1: Not negative; draws weights to exactly zero.
        l2: Not negative; keeps weights small.

    Raises:
        InvalidArgument: (a ValueError) when a factor is negative or not a finite number.

    Example:
        >>> float(L1L2(l1=0.5, l2=0.25)([1.0, -2.0]))
        2.75
    """

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        self.l1 = _factor("L1L2: `l1`", 0.0 if l1 is None else l1)
        self.l2 = _factor("L1L2: `l2`", 0.0 if l2 is None else l2)

    def __call__(self, x: Any) -> Any:
        x = ops.convert_to_tensor(x)
        penalty = ops.cast(0.0, x.dtype)
        if self.l1 != 0.0:
            penalty = ops.add(penalty, ops.multiply(self.l1, ops.sum(ops.abs(x))))
        if self.l2 != 0.0:
            penalty = ops.add(penalty, ops.multiply(self.l2, ops.sum(ops.square(x))))
        return penalty

    def get_config(self) -> dict[str, Any]:
        return {"l1": self.l1, "l2": self.l2}


@REGULARIZERS.add
class L1(Regularizer):
    """penalty = l1 * sum(|x|), which draws weights to exactly zero.

    Args:
        l1: Not negative.

    Raises:
        InvalidArgument: (a ValueError) when it is negative or not a finite number.
    """

    def __init__(self, l1: float | None = 0.01) -> None:
        # Keras: 3.15 keeps this factor in float32, and writes it so into configurations.
        self.l1 = ops.convert_to_tensor(_factor("L1: `l1`", 0.01 if l1 is None else l1))

    def __call__(self, x: Any) -> Any:
        x = ops.convert_to_tensor(x)
        return ops.multiply(ops.cast(self.l1, x.dtype), ops.sum(ops.abs(x)))

    def get_config(self) -> dict[str, Any]:
        return {"l1": float(self.l1)}


@REGULARIZERS.add
class L2(Regularizer):
    """penalty = l2 * sum(x^2), which keeps weights small.

    Args:
        l2: Not negative.

    Raises:
        InvalidArgument: (a ValueError) when it is negative or not a finite number.

    Example:
        >>> float(L2(0.5)([1.0, -2.0]))
        2.5
    """

    def __init__(self, l2: float | None = 0.01) -> None:
        self.l2 = _factor("L2: `l2`", 0.01 if l2 is None else l2)

    def __call__(self, x: Any) -> Any:
        x = ops.convert_to_tensor(x)
        return ops.multiply(self.l2, ops.sum(ops.square(x)))

    def get_config(self) -> dict[str, Any]:
        return {"l2": self.l2}


@REGULARIZERS.add
class OrthogonalRegularizer(Regularizer):
    """penalty = factor * mean |cos(angle)| over all pairs of rows (or columns) of a matrix.

    Args:
        factor: Not negative.
        mode: "rows" or "columns".

    Raises:
        InvalidArgument: (a ValueError) when an argument is impossible.
        InvalidShape: (a ValueError) when called with anything but a matrix.

    Example:
        >>> float(OrthogonalRegularizer(1.0)([[1.0, 0.0], [0.0, 2.0]]))
        0.0
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = ops.convert_to_tensor(_factor("OrthogonalRegularizer: `factor`", factor))
        if mode not in ("rows", "columns"):
            where, what = "OrthogonalRegularizer: `mode`", '"rows" or "columns"'
            raise InvalidArgument(explain(where, mode, what, "Choose one of these."))
        self.mode = mode

    def __call__(self, inputs: Any) -> Any:
        inputs = ops.convert_to_tensor(inputs)
        if len(inputs.shape) != 2:
            where, fix = "OrthogonalRegularizer: the shape of the weight", "Use it for kernels."
            raise InvalidShape(explain(where, tuple(inputs.shape), "that of a matrix", fix))
        rows = inputs if self.mode == "rows" else ops.transpose(inputs)
        rows = ops.normalize(rows, axis=1)
        size = rows.shape[0]
        cosines = ops.matmul(rows, ops.transpose(rows))
        others = ops.multiply(cosines, ops.subtract(1.0, ops.eye(size, dtype=rows.dtype)))
        half = ops.multiply(ops.multiply(self.factor, 0.5), ops.sum(ops.abs(others)))
        return ops.divide(half, size * (size - 1.0) / 2.0)

    def get_config(self) -> dict[str, Any]:
        return {"factor": float(self.factor), "mode": self.mode}


# Keras publishes the classes under these names too.
l1 = L1
l2 = L2
l1_l2 = L1L2
orthogonal_regularizer = OrthogonalRegularizer


def get(identifier: Any) -> Any:
    """The regularizer that a user means.

    Args:
        identifier: A name ("l2"), a configuration, a class, a function, an instance, or None
            (which stays None).

    Raises:
        UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.

    Example:
        >>> get("l2").get_config()
        {'l2': 0.01}
    """
    return REGULARIZERS.get(identifier)


def serialize(regularizer: Any) -> Any:
    """The configuration of a regularizer, from which `deserialize` makes it again."""
    return REGULARIZERS.serialize(regularizer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The regularizer that a configuration describes.

    Raises:
        CannotDeserialize: (a TypeError) when the configuration cannot be followed.
    """
    return REGULARIZERS.deserialize(config, custom_objects)


def _factor(where: str, value: Any) -> float:
    if not isinstance(value, (float, int)) or not math.isfinite(value) or value < 0:
        what = "a finite number that is not negative"
        raise InvalidArgument(explain(where, value, what, "Try 0.01."))
    return float(value)


__all__ = [
    "L1",
    "L1L2",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "deserialize",
    "get",
    "l1",
    "l1_l2",
    "l2",
    "orthogonal_regularizer",
    "serialize",
]

__getattr__ = unknown_names(__name__)
