"""Random arrays for programs: made on the host, they reach the array module through `asarray`."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.engine.rng import (
    normal,
    normal_steps,
    random_integers,
    reduce_seed,
    reduce_seeds,
    truncated_normal,
    uniform,
    uniform_steps,
)


def draw_uniform(
    seed: Any, shape: Any, dtype: Any, low: Any, high: Any, compiled: Any = False
) -> Any:
    """Floats that are equally likely anywhere in [low, high)."""
    pair = reduce_seed(seed.tolist())
    return np.asarray(uniform(pair, shape, dtype, low, high, compiled=compiled))


def draw_uniform_steps(
    seeds: Any, shape: Any, dtype: Any, low: Any, high: Any, compiled: Any = False
) -> Any:
    """`draw_uniform` for the seeds of many steps at once."""
    pairs = reduce_seeds(_on_host(seeds))
    return np.asarray(uniform_steps(pairs, shape, dtype, low, high, compiled))


def draw_normal(
    seed: Any, shape: Any, dtype: Any, mean: Any, stddev: Any, compiled: Any = False
) -> Any:
    """Floats from the bell curve."""
    pair = reduce_seed(seed.tolist())
    return np.asarray(normal(pair, shape, dtype, mean, stddev, compiled=compiled))


def draw_normal_steps(seeds: Any, shape: Any, dtype: Any, mean: Any, stddev: Any) -> Any:
    """`draw_normal` for the seeds of many steps at once."""
    return np.asarray(normal_steps(reduce_seeds(_on_host(seeds)), shape, dtype, mean, stddev))


def draw_truncated_normal(seed: Any, shape: Any, dtype: Any, mean: Any, stddev: Any) -> Any:
    """Floats from the bell curve, less than two widths from its middle."""
    return np.asarray(truncated_normal(reduce_seed(seed.tolist()), shape, dtype, mean, stddev))


def draw_integers(seed: Any, shape: Any, dtype: Any, low: Any, high: Any) -> Any:
    """Integers from low up to, but without, high."""
    return np.asarray(random_integers(reduce_seed(seed.tolist()), shape, low, high, dtype))


def _on_host(seeds: Any) -> Any:
    """The seeds as an array of NumPy's."""
    return seeds if isinstance(seeds, np.ndarray) else seeds.tolist()
