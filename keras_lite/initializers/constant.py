"""Initializers without chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.initializers.initializer import FAMILY, Initializer, checked_dtype, checked_shape
from keras_lite.registry import deserialize_keras_object, serialize_keras_object

if TYPE_CHECKING:
    from numpy.typing import NDArray


@FAMILY.named("zero")
class Zeros(Initializer):
    """All values are 0.

    Example:
        >>> Zeros()((2, 2)).tolist()
        [[0.0, 0.0], [0.0, 0.0]]
    """

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        return np.zeros(checked_shape("Zeros", shape), checked_dtype("Zeros", dtype))


@FAMILY.named("one")
class Ones(Initializer):
    """All values are 1.

    Example:
        >>> Ones()((2,), "int32").tolist()
        [1, 1]
    """

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        return np.ones(checked_shape("Ones", shape), checked_dtype("Ones", dtype))


@FAMILY.add
class Constant(Initializer):
    """All values are the same, or taken from an array.

    Args:
        value: A number, or an array that has the weight's shape or broadcasts to it.

    Raises:
        InvalidArgument: (a ValueError) when `value` is not made of numbers.
        InvalidShape: (a ValueError) when called with a shape that `value` does not broadcast to.

    Example:
        >>> Constant(3.0)((2,)).tolist()
        [3.0, 3.0]
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value
        if np.asarray(value).dtype.kind not in "biuf" and not hasattr(value, "__array__"):
            raise InvalidArgument(
                explain("Constant: `value`", value, "a number or an array of numbers")
            )

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        sizes, kind = checked_shape("Constant", shape), checked_dtype("Constant", dtype)
        value = np.asarray(self.value).astype(kind)
        try:
            return np.broadcast_to(value, sizes).copy()
        except ValueError:
            raise InvalidShape(
                f"Constant: `value` has shape {value.shape}, which does not broadcast to the "
                f"weight's shape {sizes}. Give one number, or an array of that shape."
            ) from None

    def get_config(self) -> dict[str, Any]:
        return {"value": serialize_keras_object(self.value)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Constant:
        return cls(deserialize_keras_object(config["value"]))


@FAMILY.named("IdentityInitializer")
class Identity(Initializer):
    """Ones on the diagonal, zeros elsewhere; for matrices.

    Args:
        gain: Stands on the diagonal instead of 1.

    Raises:
        InvalidShape: (a ValueError) when called with a shape that is not a matrix's.

    Example:
        >>> Identity()((2, 3)).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        sizes, kind = checked_shape("Identity", shape), checked_dtype("Identity", dtype)
        if len(sizes) != 2:
            raise InvalidShape(
                explain("Identity: `shape`", sizes, "the shape of a matrix, such as (3, 4)")
            )
        return np.eye(*sizes, dtype=kind) * kind.type(self.gain)

    def get_config(self) -> dict[str, Any]:
        # Keras: 3.15 leaves the gain out, so that a saved one comes back as 1. It reads it, though.
        return {} if self.gain == 1.0 else {"gain": self.gain}
