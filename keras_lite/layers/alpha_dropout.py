"""Dropout for networks of SELUs: mean and variance stay as they are."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, random, registry
from keras_lite.layers.checks import number_in
from keras_lite.layers.dropout import checked_noise_shape, full_noise_shape
from keras_lite.layers.layer import Layer

_FLOOR = -1.7580993408473766
"""-alpha * scale of SELU: the value that it has far below zero."""


@registry.builtin("keras.layers")
class AlphaDropout(Layer):
    """y = a * (x where chance keeps it, the floor of SELU elsewhere) + b, while training.

    ``a = ((1 - rate) * (1 + rate * floor**2)) ** -0.5`` and ``b = -a * rate * floor`` keep mean 0
    and variance 1.

    Source: Klambauer et al., Self-Normalizing Neural Networks, 2017.

    Args:
        rate: The share of inputs that is dropped, from 0 to 1.
        noise_shape: The shape of the mask, broadcast to the inputs.
        seed: An integer for numbers that repeat from run to run.
    """

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        fix = "Give the share of inputs to drop, such as 0.1."
        self.rate = number_in("AlphaDropout: `rate`", rate, 0, 1, fix)
        self.noise_shape = checked_noise_shape("AlphaDropout", noise_shape)
        self.seed = seed
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        shape = full_noise_shape(self.noise_shape, inputs) or ops.shape(inputs)
        chance = random.uniform(shape, seed=self.seed_generator)
        kept = ops.cast(ops.greater_equal(chance, self.rate), self.compute_dtype)
        a = ((1 - self.rate) * (1 + self.rate * _FLOOR**2)) ** -0.5
        b = -a * _FLOOR * self.rate
        return a * (inputs * kept + _FLOOR * (1 - kept)) + b
