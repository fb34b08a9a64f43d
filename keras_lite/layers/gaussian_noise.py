"""y = x + noise, only while training."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, random, registry
from keras_lite.layers.checks import number_in
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class GaussianNoise(Layer):
    """y = x + n, n normal with mean 0 and deviation `stddev`; y = x outside of training.

    Args:
        stddev: The standard deviation of the noise.
        seed: An integer for numbers that repeat from run to run.
    """

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        where, fix = "GaussianNoise: `stddev`", "Give the strength of the noise."
        self.stddev = number_in(where, stddev, 0, float("inf"), fix)
        self.seed = seed
        if stddev > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.stddev == 0:
            return inputs
        return inputs + random.normal(
            ops.shape(inputs),
            mean=0.0,
            stddev=self.stddev,
            dtype=self.compute_dtype,
            seed=self.seed_generator,
        )
