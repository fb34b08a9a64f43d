"""Random arrays for programs: made on the host, they reach the array module through `asarray`."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.engine.rng import normal, random_integers, reduce_seed, truncated_normal, uniform


def draw_uniform(seed: Any, shape: Any, dtype: Any, low: Any, high: Any) -> Any:
    """Floats that are equally likely anywhere in [low, high)."""
    return np.asarray(uniform(reduce_seed(seed.tolist()), shape, dtype, low, high))


def draw_normal(seed: Any, shape: Any, dtype: Any, mean: Any, stddev: Any) -> Any:
    """Floats from the bell curve."""
    return np.asarray(normal(reduce_seed(seed.tolist()), shape, dtype, mean, stddev))


def draw_truncated_normal(seed: Any, shape: Any, dtype: Any, mean: Any, stddev: Any) -> Any:
    """Floats from the bell curve, less than two widths from its middle."""
    return np.asarray(truncated_normal(reduce_seed(seed.tolist()), shape, dtype, mean, stddev))


def draw_integers(seed: Any, shape: Any, dtype: Any, low: Any, high: Any) -> Any:
    """Integers from low up to, but without, high."""
    return np.asarray(random_integers(reduce_seed(seed.tolist()), shape, low, high, dtype))
