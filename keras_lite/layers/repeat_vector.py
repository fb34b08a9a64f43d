"""Each sample n times."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, registry
from keras_lite.layers.checks import positive_integer
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class RepeatVector(Layer):
    """y[b, i] = x[b] for i = 0 ... n - 1.

    Args:
        n: How often.

    Shapes:
        Input (batch, features), output (batch, n, features).

    Example:
        >>> RepeatVector(3)(np.ones((5, 2))).shape
        (5, 3, 2)
    """

    _is_built_when_made = False  # Keras: 3.15 notes the shape that it is called on first

    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n = positive_integer("RepeatVector: `n`", n, "Give the number of copies.")
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Any) -> Any:
        return ops.repeat(ops.expand_dims(inputs, 1), self.n, axis=1)
