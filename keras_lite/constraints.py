"""What weights are put back into after each step: `keras.constraints`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite import config, ops
from keras_lite.lazy import unknown_names
from keras_lite.registry import Family

CONSTRAINTS = Family("constraint", "keras.constraints")


@CONSTRAINTS.add
class Constraint:
    """w = constraint(w) after each step; this one changes nothing.

    To write your own, subclass this and write `__call__`, in functions of `keras.ops`, and
    `get_config`, if it has arguments.

    Example:
        >>> class Rounded(Constraint):
        ...     def __call__(self, w):
        ...         return ops.round(w)
        >>> [float(w) for w in Rounded()([0.4, 1.7])]
        [0.0, 2.0]
    """

    def __call__(self, w: Any) -> Any:
        """The value that the weight `w` is given."""
        return w

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments by name."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Constraint:
        """The constraint with this configuration."""
        return cls(**config)


@CONSTRAINTS.add
class MaxNorm(Constraint):
    """w *= min(|w|, max_value) / |w|, |w| being the Euclidean length along `axis`.

    Args:
        max_value: Longest length allowed.
        axis: Axis, or axes, along which lengths are taken. 0 for the kernel of Dense: the weights
            of each unit; [0, 1, 2] for the filters of a two-dimensional convolution.

    Example:
        >>> [[round(float(w), 4)] for w in MaxNorm(1.0)([[3.0], [4.0]])[:, 0]]
        [[0.6], [0.8]]
    """

    def __init__(self, max_value: float = 2, axis: Any = 0) -> None:
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        lengths = _lengths(w, self.axis)
        wanted = ops.clip(lengths, 0.0, self.max_value)
        return ops.multiply(w, ops.divide(wanted, ops.add(config.epsilon(), lengths)))

    def get_config(self) -> dict[str, Any]:
        return {"max_value": self.max_value, "axis": self.axis}


@CONSTRAINTS.add
class NonNeg(Constraint):
    """w = max(w, 0).

    Example:
        >>> [float(w) for w in NonNeg()([-1.0, 2.0])]
        [0.0, 2.0]
    """

    def __call__(self, w: Any) -> Any:
        return ops.maximum(ops.convert_to_tensor(w), 0.0)


@CONSTRAINTS.add
class UnitNorm(Constraint):
    """w /= |w|, |w| being the Euclidean length along `axis`.

    Args:
        axis: As in `MaxNorm`.

    Example:
        >>> [round(float(w), 4) for w in UnitNorm()([3.0, 4.0])]
        [0.6, 0.8]
    """

    def __init__(self, axis: Any = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        return ops.divide(w, ops.add(config.epsilon(), _lengths(w, self.axis)))

    def get_config(self) -> dict[str, Any]:
        return {"axis": self.axis}


@CONSTRAINTS.add
class MinMaxNorm(Constraint):
    """w *= wanted / |w|, wanted = rate * clip(|w|, min_value, max_value) + (1 - rate) * |w|.

    Args:
        min_value: Shortest length allowed.
        max_value: Longest length allowed.
        rate: 1 enforces the limits at once, less draws lengths towards them.
        axis: As in `MaxNorm`.
    """

    def __init__(
        self,
        min_value: float = 0.0,
        max_value: float = 1.0,
        rate: float = 1.0,
        axis: Any = 0,
    ) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        lengths = _lengths(w, self.axis)
        limited = ops.multiply(self.rate, ops.clip(lengths, self.min_value, self.max_value))
        wanted = ops.add(limited, ops.multiply(1.0 - self.rate, lengths))
        return ops.multiply(w, ops.divide(wanted, ops.add(config.epsilon(), lengths)))

    def get_config(self) -> dict[str, Any]:
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }


# Keras publishes the classes under these names too.
max_norm = MaxNorm
non_neg = NonNeg
unit_norm = UnitNorm
min_max_norm = MinMaxNorm


def get(identifier: Any) -> Any:
    """The constraint that a user means.

    Args:
        identifier: A name ("max_norm"), a configuration, a class, a function, an instance, or
            None (which stays None).

    Raises:
        UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.

    Example:
        >>> get("max_norm").get_config()
        {'max_value': 2, 'axis': 0}
    """
    return CONSTRAINTS.get(identifier)


def serialize(constraint: Any) -> Any:
    """The configuration of a constraint, from which `deserialize` makes it again."""
    return CONSTRAINTS.serialize(constraint)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The constraint that a configuration describes.

    Raises:
        CannotDeserialize: (a TypeError) when the configuration cannot be followed.
    """
    return CONSTRAINTS.deserialize(config, custom_objects)


def _lengths(w: Any, axis: Any) -> Any:
    """Euclidean lengths along `axis`, which stays with length 1."""
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "UnitNorm",
    "deserialize",
    "get",
    "max_norm",
    "min_max_norm",
    "non_neg",
    "serialize",
    "unit_norm",
]

__getattr__ = unknown_names(__name__)
