"""y = activation(x)."""

from __future__ import annotations

from typing import Any

from keras_lite import activations, registry
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Activation(Layer):
    """y = activation(x), for each element or along the last axis.

    Args:
        activation: A function, or its name, such as "relu".

    Example:
        >>> Activation("relu")(np.array([[-1.0, 2.0]]))
        Tensor([[0., 2.]], dtype=float32)
    """

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.activation = activations.get(activation)

    def call(self, inputs: Any) -> Any:
        return self.activation(inputs)
