"""Dropout of whole channels: of all steps of a feature, all pixels of a feature map."""

from __future__ import annotations

from typing import Any

from keras_lite import config, ops, random, registry
from keras_lite.layers.checks import number_in
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer


class SpatialDropout(Layer):
    """What the three have in common: one random number for each channel of each sample."""

    _rank: int

    def __init__(
        self, rate: float, data_format: str | None, seed: int | None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        where, fix = f"{type(self).__name__}: `rate`", "Give the share of channels to drop."
        self.rate = number_in(where, rate, 0, 1, fix)
        self.data_format = config.standardize_data_format(data_format)
        self.seed = seed
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True
        self.input_spec = InputSpec(ndim=self._rank)

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        own = ops.shape(inputs)
        channels = 1 if self.data_format == "channels_first" else self._rank - 1
        shape = tuple(n if axis in (0, channels) else 1 for axis, n in enumerate(own))
        return random.dropout(inputs, self.rate, noise_shape=shape, seed=self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        # Keras: 3.15 names the type, and leaves out what other layers write.
        own = {"rate": self.rate, "seed": self.seed, "name": self.name, "dtype": self.dtype}
        return own if self.trainable else {**own, "trainable": False}


@registry.builtin("keras.layers")
class SpatialDropout1D(SpatialDropout):
    """y = x / (1 - rate) for the channels that chance keeps, 0 for the others, while training.

    Source: Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015.

    Args:
        rate: The share of channels that is dropped, from 0 to 1.
        seed: An integer for numbers that repeat from run to run.
        name: Its name.
        dtype: The type of its arithmetic.
        **kwargs: What every `Layer` takes.

    Shapes:
        Input and output (batch, steps, channels).
    """

    _rank = 3

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rate, "channels_last", seed, name=name, dtype=dtype, **kwargs)


@registry.builtin("keras.layers")
class SpatialDropout2D(SpatialDropout):
    """As `SpatialDropout1D`, of the channels of pictures.

    Args:
        rate: The share of channels that is dropped, from 0 to 1.
        data_format: "channels_last" or "channels_first"; the configured one by default.
        seed: An integer for numbers that repeat from run to run.
        name: Its name.
        dtype: The type of its arithmetic.
        **kwargs: What every `Layer` takes.

    Shapes:
        Input and output (batch, rows, columns, channels), or the channels before the rows.
    """

    _rank = 4

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rate, data_format, seed, name=name, dtype=dtype, **kwargs)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "data_format": self.data_format}


@registry.builtin("keras.layers")
class SpatialDropout3D(SpatialDropout2D):
    """As `SpatialDropout2D`, of inputs with three axes between the batch and the channels."""

    _rank = 5
