"""Random arrays for programs: made on the host, they reach the array module through `asarray`."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.engine.rng import (
    normal,
    random_integers,
    reduce_seed,
    reduce_seeds,
    truncated_normal,
    uniform,
    uniform_steps,
)


def draw_uniform(seed: Any, shape: Any, dtype: Any, low: Any, high: Any) -> Any:
    """Floats that are equally likely anywhere in [low, high)."""
    return np.asarray(uniform(reduce_seed(seed.tolist()), shape, dtype, low, high))


def draw_uniform_steps(seeds: Any, shape: Any, dtype: Any, low: Any, high: Any) -> Any:
    """`draw_uniform` for the seeds of many steps at once."""
    return np.asarray(uniform_steps(reduce_seeds(seeds.tolist()), shape, dtype, low, high))


def draw_normal(seed: Any, shape: Any, dtype: Any, mean: Any, stddev: Any) -> Any:
    """Floats from the bell curve."""
    return np.asarray(normal(reduce_seed(seed.tolist()), shape, dtype, mean, stddev))


def draw_truncated_normal(seed: Any, shape: Any, dtype: Any, mean: Any, stddev: Any) -> Any:
    """Floats from the bell curve, less than two widths from its middle."""
    return np.asarray(truncated_normal(reduce_seed(seed.tolist()), shape, dtype, mean, stddev))


def draw_integers(seed: Any, shape: Any, dtype: Any, low: Any, high: Any) -> Any:
    """Integers from low up to, but without, high."""
    return np.asarray(random_integers(reduce_seed(seed.tolist()), shape, low, high, dtype))
