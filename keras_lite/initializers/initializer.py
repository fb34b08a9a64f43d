"""What every initializer is: a function of shape and dtype that can be saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import config as settings
from keras_lite.errors import InvalidArgument, InvalidShape, explain, suggest
from keras_lite.registry import Family

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAMILY = Family("initializer", "keras.initializers")

_DTYPES = (
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 bfloat16 float32 float64"
).split()


@FAMILY.add
class Initializer:
    """A rule for the first values of a weight.

    Subclass it and write `__call__`; write `get_config` as well if there are arguments, so that a
    model that uses it can be saved.

    Example:
        >>> class Sevens(Initializer):
        ...     def __call__(self, shape, dtype=None):
        ...         return np.full(shape, 7.0, dtype)
        >>> Sevens()((2,)).tolist()
        [7.0, 7.0]
    """

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        """The values of a weight.

        Args:
            shape: A tuple of sizes.
            dtype: The type of the values; `keras.config.floatx()` if None.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no `__call__(self, shape, dtype=None)`. Write one that "
            "returns an array of this shape."
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments by name."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Initializer:
        """An initializer made with these arguments."""
        return cls(**config)

    def clone(self) -> Initializer:
        """Another initializer with the same arguments; without a seed, it draws one of its own."""
        return type(self).from_config(self.get_config())

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({arguments})"


def checked_shape(where: str, shape: Any) -> tuple[int, ...]:
    """`shape` as a tuple of sizes.

    Raises:
        InvalidShape: (a ValueError) when it is something else.
    """
    try:
        sizes = tuple(shape)
    except TypeError:
        sizes = (None,)
    if not all(isinstance(size, (int, np.integer)) and size >= 0 for size in sizes):
        raise InvalidShape(
            explain(
                f"{where}: `shape`",
                shape,
                "a tuple of sizes such as (3, 4)",
                "Weights need sizes that are known; call it with integers.",
            )
        )
    return tuple(int(size) for size in sizes)


def checked_dtype(where: str, dtype: Any) -> np.dtype[Any]:
    """`dtype` as NumPy has it; None stands for the default float.

    Raises:
        InvalidArgument: (a ValueError) when there is no such dtype.
    """
    if dtype is None or dtype is float:
        dtype = settings.floatx()
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None)
    try:
        if isinstance(name, str) and name not in _DTYPES:
            raise TypeError  # NumPy would take "double" and "float", Keras does not
        return np.dtype(name if isinstance(name, str) else dtype)
    except TypeError:
        fix = suggest(dtype, _DTYPES).strip()
        if name == "bfloat16":
            fix = "Import the package ml_dtypes, which brings it to NumPy."
        message = explain(f"{where}: `dtype`", dtype, "the name of a dtype", fix)
        raise InvalidArgument(message) from None
