"""A penalty on what flows through."""

from __future__ import annotations

from typing import Any

from keras_lite import registry, regularizers
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class ActivityRegularization(Layer):
    """y = x, and l1 * sum|x| + l2 * sum x**2, per sample, is added to the loss.

    Args:
        l1: The factor of the sum of absolute values.
        l2: The factor of the sum of squares.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.supports_masking = True
        self.l1 = l1
        self.l2 = l2

    def call(self, inputs: Any) -> Any:
        return inputs

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("activity_regularizer", None)  # l1 and l2 say it
        return config
