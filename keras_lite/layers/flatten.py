"""All axes but the batch made one."""

from __future__ import annotations

import math
from typing import Any

from keras_lite import config, ops, registry
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Flatten(Layer):
    """y[b] = x[b] written out in one row.

    Args:
        data_format: "channels_first" puts the channels last before flattening, so that weights
            learned for either format fit both; "channels_last" leaves the order as it is.

    Shapes:
        Input (batch, ...), output (batch, product of the rest).

    Example:
        >>> Flatten()(np.ones((2, 3, 4))).shape
        (2, 12)
    """

    _is_built_when_made = False  # Keras: 3.15 notes the shape that it is called on first

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:
        rank = len(inputs.shape)
        if self.data_format == "channels_first" and rank > 1:
            inputs = ops.transpose(inputs, (0, *range(2, rank), 1))
        shape = ops.shape(inputs)
        return ops.reshape(inputs, (shape[0], math.prod(shape[1:])))
