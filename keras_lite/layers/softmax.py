"""y = exp(x) / sum of exp(x)."""

from __future__ import annotations

from typing import Any

from keras_lite import activations, ops, registry
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Softmax(Layer):
    """y = exp(x) / sum(exp(x)) along an axis: positive numbers that add up to one.

    Args:
        axis: The axis, or several axes, that add up to one.

    Call arguments:
        inputs: Scores.
        mask: True where a score counts; the others become 0.

    Example:
        >>> Softmax()(np.array([[1.0, 1.0]]))
        Tensor([[0.5, 0.5]], dtype=float32)
    """

    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis
        self.supports_masking = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is not None:
            inputs = inputs + (1.0 - ops.cast(mask, inputs.dtype)) * _never(inputs.dtype)
        if isinstance(self.axis, (tuple, list)):
            if len(self.axis) > 1:
                axes = tuple(self.axis)
                return ops.exp(inputs - ops.logsumexp(inputs, axis=axes, keepdims=True))
            return activations.softmax(inputs, axis=self.axis[0])
        return activations.softmax(inputs, axis=self.axis)


def _never(dtype: Any) -> float:
    """A score so low that its share is zero."""
    return -3e4 if str(dtype) == "float16" else -1e9
