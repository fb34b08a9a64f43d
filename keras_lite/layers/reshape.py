"""The same numbers in another shape."""

from __future__ import annotations

import math
from typing import Any

from keras_lite import ops, registry
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Reshape(Layer):
    """y[b] = x[b] in another shape.

    Args:
        target_shape: The shape without the batch axis. A -1 stands for the length that is left.

    Raises:
        InvalidArgument: (a ValueError) for more than one -1.
        InvalidShape: (a ValueError) when called on inputs of another size.

    Example:
        >>> Reshape((2, -1))(np.ones((5, 6))).shape
        (5, 2, 3)
    """

    def __init__(self, target_shape: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        shape = tuple(target_shape) if hasattr(target_shape, "__iter__") else (target_shape,)
        if any(not isinstance(n, int) or n < -1 for n in shape) or shape.count(-1) > 1:
            expected = "a tuple of lengths with at most one -1"
            raise InvalidArgument(explain("Reshape: `target_shape`", target_shape, expected))
        self.target_shape = shape

    def call(self, inputs: Any) -> Any:
        batch, *rest = ops.shape(inputs)
        size, known = math.prod(rest), math.prod(n for n in self.target_shape if n != -1)
        fits = size % known == 0 if -1 in self.target_shape and known else size == known
        if not fits:
            raise InvalidShape(
                f"Reshape layer '{self.name}' got {tuple(rest)} for each sample, {size} numbers, "
                f"but target_shape={self.target_shape} was expected to hold them, which has "
                f"{known}. Give shapes of the same size, or -1 for one length."
            )
        shape = [size // known if n == -1 else n for n in self.target_shape]
        return ops.reshape(inputs, (batch, *shape))
