"""The axes in another order."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, registry
from keras_lite.errors import InvalidArgument, explain
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Permute(Layer):
    """y = x with its axes in another order.

    Args:
        dims: The old number of each axis, counted from 1; the batch axis 0 stays in front.

    Raises:
        InvalidArgument: (a ValueError) unless each of 1, 2, ... stands there once.

    Example:
        >>> Permute((2, 1))(np.ones((5, 2, 3))).shape
        (5, 3, 2)
    """

    _is_built_when_made = False  # Keras: 3.15 notes the shape that it is called on first

    def __init__(self, dims: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            expected = f"each of the numbers 1 to {len(self.dims)} once"
            fix = "Axis 0 is the batch and is left out."
            raise InvalidArgument(explain("Permute: `dims`", dims, expected, fix))
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Any) -> Any:
        return ops.transpose(inputs, (0, *self.dims))
