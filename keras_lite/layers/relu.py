"""y = max(x, 0), with a ceiling, a threshold and a slope below it."""

from __future__ import annotations

from typing import Any

from keras_lite import activations, registry
from keras_lite.layers.checks import number_in
from keras_lite.layers.layer import Layer

_INFINITE = float("inf")


@registry.builtin("keras.layers")
class ReLU(Layer):
    """y = x from `threshold` to `max_value`, `max_value` above, negative_slope * (x - threshold)
    below.

    Args:
        max_value: The ceiling; None for no ceiling.
        negative_slope: The slope below the threshold.
        threshold: Where the slope ends.

    Raises:
        InvalidArgument: (a ValueError) for a negative number.

    Example:
        >>> ReLU(max_value=6)(np.array([[-3.0, 3.0, 9.0]]))
        Tensor([[0., 3., 6.]], dtype=float32)
    """

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if max_value is not None:
            number_in("ReLU: `max_value`", max_value, 0, _INFINITE, "None means no ceiling.")
        slope, start = negative_slope, threshold
        number_in("ReLU: `negative_slope`", slope, 0, _INFINITE, "0 means flat below.")
        number_in("ReLU: `threshold`", start, 0, _INFINITE, "0 is where most start.")
        self.max_value = max_value
        self.negative_slope = negative_slope
        self.threshold = threshold
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return activations.relu(
            inputs,
            negative_slope=self.negative_slope,
            max_value=self.max_value,
            threshold=self.threshold,
        )
