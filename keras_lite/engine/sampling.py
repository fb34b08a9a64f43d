"""Random numbers of the rarer kinds: gamma and beta.

Equal to TensorFlow's on a CPU, like those of `rng`. There are few of them in any program, so this
file is written to be read rather than to be fast.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from keras_lite.engine.bits import box_muller_double, unit_double
from keras_lite.engine.philox import Stream, stream_of_seed, words
from keras_lite.engine.rng import Array, Seed

# Each output of `gamma` starts this many blocks after the one before it.
_DISTANCE = 256


def gamma(seed: Seed, shape: tuple[int, ...], alpha: ArrayLike, dtype: Any = "float32") -> Array:
    """Numbers of the gamma distribution with scale 1.

    Args:
        seed: Two integers.
        shape: Of the result; it ends with the shape of `alpha`.
        alpha: The distribution's shape parameter; where it is 0, so is the result, or nearly, and
            where it is negative, NaN.
        dtype: A float type.

    Reference: Marsaglia and Tsang, 2000, "A simple method for generating gamma variables".
    """
    kind = np.dtype(dtype)
    alphas = np.asarray(alpha, kind).astype(np.float64).reshape(-1).tolist()
    each = math.prod(shape) // max(1, len(alphas))
    stream = _stream(seed)
    values = [
        _one_gamma(stream, _DISTANCE * (index * each + sample), value)
        for sample in range(each)
        for index, value in enumerate(alphas)
    ]
    result: Array = np.maximum(np.array(values, np.float64).astype(kind), np.finfo(kind).tiny)
    return result.reshape(shape)


def beta(
    seed: Seed, shape: tuple[int, ...], alpha: ArrayLike, beta: ArrayLike, dtype: Any = "float32"
) -> Array:
    """Numbers of the beta distribution, ``x / (x + y)`` of two of the gamma distribution.

    Args:
        seed: Two integers.
        shape: Of the result; it ends with the shapes of `alpha` and `beta`.
        alpha: The first shape parameter, positive.
        beta: The second.
        dtype: A float type.
    """
    x = gamma(seed, shape, alpha, dtype)
    # Keras: 3.15 moves the seed by 12 for the second one, in 32-bit numbers, which wrap around.
    other = [(int(part) + 12 + 2**31) % 2**32 - 2**31 for part in seed]
    y = gamma(other, shape, beta, dtype)
    result: Array = x / (x + y)
    return result


def _stream(seed: Seed) -> Stream:
    return stream_of_seed((int(seed[0]), int(seed[1])))


def _one_gamma(stream: Stream, block: int, alpha: float) -> float:
    """One number, from the blocks that are its own.

    Uniform and normal numbers come two to a block, and the second is used before the first.
    """
    if not alpha > 0:
        return 0.0 if alpha == 0 else math.nan
    blocks = iter(range(block, block + _DISTANCE))

    def numbers(make: Any) -> Iterator[float]:
        for place in blocks:
            yield from make(words(stream, 4, place))[::-1].tolist()

    uniforms, normals = numbers(unit_double), numbers(box_muller_double)
    if alpha == 1.0:
        return -math.log1p(-next(uniforms))
    d = alpha + (2.0 / 3 if alpha < 1 else -1.0 / 3)
    c = 1.0 / 3 / math.sqrt(d)
    for x in normals:
        v = 1 + c * x
        if v <= 0:
            continue
        v = v * v * v
        u = next(uniforms)
        quickly = u < 1 - 0.0331 * (x * x) * (x * x)
        if quickly or math.log(u) < 0.5 * x * x + d * (1 - v + math.log(v)):
            return d * v * (next(uniforms) ** (1 / alpha) if alpha < 1 else 1.0)
    raise AssertionError("256 blocks without an accepted number")
