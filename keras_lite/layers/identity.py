"""y = x."""

from __future__ import annotations

from typing import Any

from keras_lite import registry
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Identity(Layer):
    """y = x: a place to put a name, or a layer to leave out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return inputs
