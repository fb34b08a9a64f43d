"""y = x above zero, alpha * (exp(x) - 1) below."""

from __future__ import annotations

from typing import Any

from keras_lite import activations, registry
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class ELU(Layer):
    """y = x for x > 0, alpha * (exp(x) - 1) for x <= 0.

    Source: Clevert et al., Fast and Accurate Deep Network Learning by Exponential Linear Units,
    2015.

    Args:
        alpha: The limit far below zero, as a positive number.

    Example:
        >>> ELU()(np.array([[0.0, 3.0]]))
        Tensor([[0., 3.]], dtype=float32)
    """

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = alpha
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return activations.elu(inputs, alpha=self.alpha)
