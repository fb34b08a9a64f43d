"""y = scale * x + offset."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, registry
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Rescaling(Layer):
    """y = scale * x + offset; whole numbers become floats first.

    Args:
        scale: A factor, or one for each channel; 1/255 brings bytes to 0…1.
        offset: Added afterwards.

    Example:
        >>> Rescaling(1 / 127.5, offset=-1)(np.array([[0, 255]]))
        Tensor([[-1.,  1.]], dtype=float32)
    """

    _is_built_when_made = False  # Keras: 3.15 notes the shape that it is called on first

    def __init__(self, scale: Any, offset: Any = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = scale
        self.offset = offset
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, self.compute_dtype)
        scale = ops.convert_to_tensor(self.scale, self.compute_dtype)
        return x * scale + ops.convert_to_tensor(self.offset, self.compute_dtype)
