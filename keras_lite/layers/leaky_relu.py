"""y = x above zero, negative_slope * x below."""

from __future__ import annotations

from typing import Any

from keras_lite import activations, registry
from keras_lite.layers.checks import number_in
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class LeakyReLU(Layer):
    """y = x for x >= 0, negative_slope * x for x < 0.

    Args:
        negative_slope: The slope below zero; `alpha` is its older name.

    Raises:
        InvalidArgument: (a ValueError) for a negative slope.

    Example:
        >>> LeakyReLU(0.5)(np.array([[-2.0, 2.0]]))
        Tensor([[-1.,  2.]], dtype=float32)
    """

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any) -> None:
        if "alpha" in kwargs:  # Keras: 3.15 still takes the argument's name of Keras 2.
            negative_slope = kwargs.pop("alpha")
        super().__init__(**kwargs)
        where, fix = "LeakyReLU: `negative_slope`", "Give the slope below zero, such as 0.3."
        self.negative_slope = number_in(where, negative_slope, 0, float("inf"), fix)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return activations.leaky_relu(inputs, negative_slope=self.negative_slope)
