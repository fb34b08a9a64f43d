"""y = x * noise around 1, only while training."""

from __future__ import annotations

import math
from typing import Any

from keras_lite import ops, random, registry
from keras_lite.layers.checks import number_in
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class GaussianDropout(Layer):
    """y = x * n, n normal with mean 1 and deviation sqrt(rate / (1 - rate)), while training.

    Source: Srivastava et al., Dropout, 2014, section 10.

    Args:
        rate: The rate of the `Dropout` with the same deviation, from 0 to below 1.
        seed: An integer for numbers that repeat from run to run.
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rate = number_in("GaussianDropout: `rate`", rate, 0, 1, "Give a rate such as 0.5.")
        self.seed = seed
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        return inputs * random.normal(
            ops.shape(inputs),
            mean=1.0,
            stddev=math.sqrt(self.rate / (1.0 - self.rate)),
            dtype=self.compute_dtype,
            seed=self.seed_generator,
        )
