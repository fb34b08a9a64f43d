"""Numbers of successes in independent trials, equal to TensorFlow's on a CPU.

Two methods, each exact. Where few successes are expected, the waits between them are drawn and
added up until the trials are over. Where ten or more are, W. Hörmann's transformed rejection
(algorithm BTRS in "The generation of binomial random variates", Journal of Statistical Computation
and Simulation 46, 1993) takes the same time whatever the number of trials. The coefficients of its
envelope are those of the paper.

Like `sampling`, this file is written to be read rather than to be fast.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from keras_lite.engine.bits import unit_double
from keras_lite.engine.philox import Stream, stream_of_seed, words
from keras_lite.engine.rng import Array, Seed

# Each output starts this many blocks after the one before it, by rejection and by waiting.
_REJECTION_DISTANCE, _WAITING_DISTANCE = 256, 42
# From this many expected successes on, rejection is the faster method.
_MANY = 10

# What Stirling's formula lacks of log(k!) for k = 0 .. 9, to 15 digits: as Hörmann's table has it.
_STIRLING = (
    0.0810614667953272,
    0.0413406959554092,
    0.0276779256849983,
    0.02079067210376509,
    0.0166446911898211,
    0.0138761288230707,
    0.0118967099458917,
    0.0104112652619720,
    0.00925546218271273,
    0.00833056343336287,
)


def binomial(
    seed: Seed,
    shape: tuple[int, ...],
    counts: ArrayLike,
    probabilities: ArrayLike,
    dtype: Any = "float32",
) -> Array:
    """How many of `counts` trials succeed, each with the given probability.

    Args:
        seed: Two integers.
        shape: Of the result; it ends with the shape that `counts` and `probabilities` spread to.
        counts: How many trials; none where it is not positive.
        probabilities: Of success; taken as 0 below 0 and as 1 above 1.
        dtype: A type of numbers, of the result.
    """
    count, chance = np.broadcast_arrays(
        np.asarray(counts, np.float64), np.asarray(probabilities, np.float64)
    )
    pairs = list(zip(count.reshape(-1).tolist(), chance.reshape(-1).tolist(), strict=True))
    each = math.prod(shape) // max(1, len(pairs))
    stream = stream_of_seed((int(seed[0]), int(seed[1])))
    values = [
        _one(stream, index * each + sample, trials, share)
        for sample in range(each)
        for index, (trials, share) in enumerate(pairs)
    ]
    return np.array(values, np.float64).astype(np.dtype(dtype)).reshape(shape)


def _one(stream: Stream, output: int, count: float, chance: float) -> float:
    if count <= 0 or chance <= 0:
        return 0.0
    if chance >= 1:
        return count
    if math.isnan(count) or math.isnan(chance):
        return math.nan
    if chance > 0.5:  # the failures are fewer
        return count - _rare(stream, output, count, 1 - chance)
    return _rare(stream, output, count, chance)


def _rare(stream: Stream, output: int, count: float, chance: float) -> float:
    if count * chance >= _MANY:
        return _by_rejection(_uniforms(stream, output * _REJECTION_DISTANCE), count, chance)
    return _by_waiting(_uniforms(stream, output * _WAITING_DISTANCE), count, chance)


def _uniforms(stream: Stream, block: int) -> Iterator[float]:
    """Uniform numbers of the blocks from one on: two to a block, the second used first."""
    while True:
        first, second = unit_double(words(stream, 4, block)).tolist()
        yield second
        yield first
        block += 1


def _by_waiting(draws: Iterator[float], count: float, chance: float) -> float:
    """Adds up geometric waits for the next success until the trials are over."""
    passed, successes = 0.0, 0
    for u in draws:
        passed += math.ceil(math.log(u) / math.log1p(-chance)) if u > 0 else math.inf
        if passed > count:
            break
        successes += 1
    return float(successes)


def _by_rejection(draws: Iterator[float], count: float, chance: float) -> float:
    """Hörmann's BTRS; the names are the paper's."""
    r = chance / (1 - chance)
    spq = math.sqrt(count * chance * (1 - chance))
    b = 1.15 + 2.53 * spq
    a = -0.0873 + 0.0248 * b + 0.01 * chance
    c = count * chance + 0.5
    v_r = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spq
    m = math.floor((count + 1) * chance)
    while True:
        u = next(draws) - 0.5
        v = next(draws)
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + c) if us else -1
        if us >= 0.07 and v <= v_r:  # inside the box under the curve
            return float(k)
        if not 0 <= k <= count:
            continue
        limit = (
            (m + 0.5) * math.log((m + 1) / (r * (count - m + 1)))
            + (count + 1) * math.log((count - m + 1) / (count - k + 1))
            + (k + 0.5) * math.log(r * (count - k + 1) / (k + 1))
            + _tail(m)
            + _tail(count - m)
            - _tail(k)
            - _tail(count - k)
        )
        height = v * alpha / (a / (us * us) + b)
        if not height or math.log(height) <= limit:
            return float(k)


def _tail(k: float) -> float:
    """What Stirling's formula lacks of the logarithm of k factorial."""
    if k <= 9:
        return _STIRLING[int(k)]
    square = (k + 1) ** 2
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1)
