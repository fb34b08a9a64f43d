"""Random tensors, and the generators of their seeds, as `keras.random` publishes them.

Every tensor is a function of a seed of two integers, and equal in every bit to what TensorFlow
draws from that seed on a CPU. A seed argument may be an integer, which gives the same numbers at
each call; a `SeedGenerator`, which gives others at each call; or None, for which one generator
stands that the whole program shares.
"""

from __future__ import annotations

from keras_lite.random.draws import (
    beta,
    binomial,
    categorical,
    dropout,
    gamma,
    normal,
    randint,
    shuffle,
    truncated_normal,
    uniform,
)
from keras_lite.random.seed_generator import SeedGenerator

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]
