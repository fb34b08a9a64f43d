"""y = x / |x|."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, registry
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class UnitNormalization(Layer):
    """y = x / sqrt(sum of x**2): vectors of length one.

    Args:
        axis: The axis, or several, along which a vector lies.

    Example:
        >>> UnitNormalization()(np.array([[3.0, 4.0]]))
        Tensor([[0.6, 0.8]], dtype=float32)
    """

    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        axis = tuple(self.axis) if isinstance(self.axis, list) else self.axis
        square = ops.sum(ops.square(inputs), axis=axis, keepdims=True)
        return inputs * ops.rsqrt(ops.maximum(square, 1e-12))
