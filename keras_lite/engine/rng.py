"""Random numbers as functions of a seed, equal in every bit to TensorFlow's on a CPU.

Every function takes a seed of two integers and returns the same array for the same seed, shape and
dtype, always. There is no state here; who wants other numbers gives another seed. `Stream`s of
words come from `philox`, and `bits` turns words into floats:

- a float is made of the low bits of a word, put in as the fraction of a number in [1, 2);
- normal numbers come in pairs from the method of Box and Muller (1958);
- truncated normal numbers are normal ones, drawn again until they are less than 2 in size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from keras_lite.engine.bits import (
    FLOATS,
    box_muller,
    of_pair,
    pairs,
    unit_high,
    unit_low,
    words_each,
)
from keras_lite.engine.permutation import batch_permutation, permutation
from keras_lite.engine.philox import (
    Stream,
    blocks_at,
    stream_of_kernel,
    stream_of_seed,
    words,
    words_of_seeds,
)
from keras_lite.errors import InvalidArgument

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Array",
    "Seed",
    "Stream",
    "batch_permutation",
    "normal",
    "permutation",
    "random_integers",
    "random_order",
    "reduce_seed",
    "stream_of_seed",
    "truncated_normal",
    "uniform",
    "words",
]

Array: TypeAlias = "NDArray[Any]"
Seed: TypeAlias = "Sequence[int] | NDArray[np.integer[Any]]"

# Groups of truncated normals are this many blocks apart, and have this many members.
_TRUNCATED_GROUPS = {"float64": (128, 2)}
_TRUNCATED_DEFAULT = (256, 4)
_LIMIT = 2.0
_CHUNK = 8192


def reduce_seed(seed: Seed) -> tuple[int, ...]:
    """Both parts of a seed brought into 0 .. 2147483645, as Keras does before every draw.

    Three integers are not a seed but the place of a kernel's stream, and stay as they are.
    """
    if len(seed) == 3:
        return tuple(int(part) for part in seed)
    return int(seed[0]) % 2147483646, int(seed[1]) % 2147483646


def reduce_seeds(seeds: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """`reduce_seed` for many seeds: an array of shape `(n, 2)` or `(n, 3)`."""
    found = np.asarray(seeds, np.int64)
    return found if found.shape[-1] == 3 else found.reshape(-1, 2) % 2147483646


def uniform(
    seed: Seed,
    shape: Sequence[int],
    dtype: Any = "float32",
    low: float = 0.0,
    high: float = 1.0,
    *,
    compiled: bool = False,
) -> Array:
    """Floats that are equally likely anywhere in [low, high).

    Args:
        seed: Two integers.
        shape: Of the result.
        dtype: A float type.
        low: The lower limit, rounded to `dtype`.
        high: The upper limit, rounded to `dtype`.
        compiled: Whether to take the high bits of each word instead of the low ones, as
            TensorFlow's XLA does (``jit_compile=True``).

    Raises:
        InvalidArgument: (a ValueError) when `dtype` is not a float type.

    Example:
        >>> uniform((1, 0), (2,)).tolist()
        [0.8784881830215454, 0.4599802494049072]
    """
    kind = _float_dtype(dtype)
    count = math.prod(shape)
    drawn = words(_xla_stream(seed) if compiled else _stream(seed), count * words_each(kind))
    unit = unit_high(drawn, kind) if compiled else unit_low(drawn, kind)
    start = kind.type(low)
    # Two separately rounded operations, each in the type of the result.
    unit *= kind.type(high) - start
    unit += start
    return unit.reshape(shape)


def uniform_steps(
    seeds: NDArray[np.int64],
    shape: Sequence[int],
    dtype: Any,
    low: float,
    high: float,
    compiled: bool = False,
) -> Array:
    """`uniform` for many seeds at once.

    Args:
        seeds: Pairs of integers, shape `(n, 2)`.
        shape: Of the result for one seed.
        dtype, low, high, compiled: As for `uniform`.

    Returns:
        Array of shape `(n, *shape)`; the bits of `uniform` for each seed.
    """
    kind = _float_dtype(dtype)
    drawn = _words_of(seeds & 0xFFFFFFFF if compiled else seeds, math.prod(shape), kind)
    unit = unit_high(drawn, kind) if compiled else unit_low(drawn, kind)
    start = kind.type(low)
    if (start, kind.type(high)) != (0, 1):
        unit *= kind.type(high) - start
        unit += start
    return unit.reshape((len(seeds), *shape))


def normal(
    seed: Seed,
    shape: Sequence[int],
    dtype: Any = "float32",
    mean: float = 0.0,
    stddev: float = 1.0,
    *,
    compiled: bool = False,
) -> Array:
    """Floats from the bell curve.

    Args:
        seed: Two integers.
        shape: Of the result.
        dtype: A float type.
        mean: The middle of the curve, rounded to `dtype`.
        stddev: Its width, rounded to `dtype`.
        compiled: Whether to pair the words as TensorFlow's XLA does, whose numbers these are but
            for their last bits.

    Raises:
        InvalidArgument: (a ValueError) when `dtype` is not a float type.
    """
    kind = _float_dtype(dtype)
    if compiled and kind.itemsize < 8:
        return _scaled(_paired_by_axis(seed, tuple(shape)), kind, mean, stddev)
    count = math.prod(shape)
    drawn = words(_stream(seed), -(-count // 2) * 2 * words_each(kind))
    return _scaled(_normals(drawn, kind)[:count], kind, mean, stddev).reshape(shape)


def normal_steps(
    seeds: NDArray[np.int64], shape: Sequence[int], dtype: Any, mean: float, stddev: float
) -> Array:
    """`normal` for many seeds at once.

    Args:
        seeds: Pairs of integers, shape `(n, 2)`.
        shape: Of the result for one seed.
        dtype, mean, stddev: As for `normal`.

    Returns:
        Array of shape `(n, *shape)`; the bits of `normal` for each seed.
    """
    kind = _float_dtype(dtype)
    count = math.prod(shape)
    even = count + count % 2
    drawn = _normals(_words_of(seeds, even, kind), kind).reshape(len(seeds), even)
    values = np.ascontiguousarray(drawn[:, :count])
    return _scaled(values, kind, mean, stddev).reshape((len(seeds), *shape))


def _normals(drawn: Array, kind: np.dtype[Any]) -> Array:
    """`box_muller`, a part at a time that fits into the cache."""
    each = words_each(kind)
    result = np.empty(len(drawn) // each, np.float64 if kind.itemsize == 8 else np.float32)
    for place in range(0, len(result), _CHUNK):
        part = drawn[place * each : (place + _CHUNK) * each]
        result[place : place + _CHUNK] = box_muller(part, kind)
    return result


def _paired_by_axis(seed: Seed, shape: tuple[int, ...]) -> Array:
    """Normal numbers as XLA makes them: neighbours along the first even axis are a pair.

    Without an even axis the longest one is made even, and its last numbers are dropped.
    """
    lengths = shape or (1,)
    axis = next((i for i, n in enumerate(lengths) if n % 2 == 0), int(np.argmax(lengths)))
    half = -(-lengths[axis] // 2)
    before, after = lengths[:axis], lengths[axis + 1 :]
    drawn = words(_xla_stream(seed), math.prod((*before, half, 2, *after)))
    unit = unit_high(drawn, np.dtype(np.float32)).reshape(math.prod(before) * half, 2, -1)
    pair = of_pair(np.ascontiguousarray(unit[:, 0]), unit[:, 1] * np.float32(2 * math.pi))
    values: Array = np.stack(pair, axis=1).reshape((*before, 2 * half, *after))
    return np.ascontiguousarray(values.take(range(lengths[axis]), axis=axis)).reshape(shape)


def truncated_normal(
    seed: Seed,
    shape: Sequence[int],
    dtype: Any = "float32",
    mean: float = 0.0,
    stddev: float = 1.0,
) -> Array:
    """Floats from the bell curve, without those two widths or more from its middle.

    Args:
        seed: Two integers.
        shape: Of the result.
        dtype: A float type.
        mean: The middle of the curve, rounded to `dtype`.
        stddev: Its width before the tails are cut off, rounded to `dtype`.

    Raises:
        InvalidArgument: (a ValueError) when `dtype` is not a float type.
    """
    kind = _float_dtype(dtype)
    count = math.prod(shape)
    distance, members = _TRUNCATED_GROUPS.get(kind.name, _TRUNCATED_DEFAULT)
    groups = -(-count // members)
    stream = _stream(seed)
    result = np.empty((groups, members), np.float64 if kind.itemsize == 8 else np.float32)
    for start in range(0, groups, _CHUNK):
        part = result[start : start + _CHUNK]
        _fill_groups(part, stream, distance * np.arange(start, start + len(part)), kind)
    return _scaled(result.reshape(-1)[:count], kind, mean, stddev).reshape(shape)


def random_integers(
    seed: Seed, shape: Sequence[int], low: int, high: int, dtype: Any = "int32"
) -> Array:
    """Integers from `low` up to, but without, `high`.

    Args:
        seed: Two integers.
        shape: Of the result.
        low: The smallest number.
        high: One more than the largest.
        dtype: "int32" or "int64".

    Raises:
        InvalidArgument: (a ValueError) when the range is empty or the dtype another one.
    """
    kind = np.dtype(dtype)
    if kind.name not in ("int32", "int64"):
        raise InvalidArgument(
            f"random_integers: `dtype` is {kind.name!r}, but 'int32' or 'int64' was expected."
        )
    if not low < high:
        raise InvalidArgument(
            f"random_integers: no integer lies from {low} up to, but without, {high}. Give a `high`"
            " above `low`."
        )
    count = math.prod(shape)
    if kind.itemsize == 4:
        drawn: Array = words(_stream(seed), count)
        drawn = drawn % np.uint32(high - low & 0xFFFFFFFF) if high - low < 2**32 else drawn
    else:
        drawn = pairs(words(_stream(seed), 2 * count))
        drawn = drawn % np.uint64(high - low) if high - low < 2**64 else drawn
    drawn += kind.type(low).view(drawn.dtype)  # wraps around, as two's complement does
    result: Array = drawn.view(kind)
    return result.reshape(shape)


def random_order(seed: Seed, count: int) -> NDArray[np.int64]:
    """The numbers 0 to `count` - 1 in random order: sorted by a random float each."""
    keys = uniform(seed, (count,))
    return np.argsort(keys, kind="stable").astype(np.int64)


def _stream(seed: Seed) -> Stream:
    """The stream of a seed; of three integers, that of a kernel from one of its blocks on."""
    if len(seed) == 3:
        key, counter = stream_of_kernel(int(seed[0]), int(seed[1]))
        return Stream(key, counter + int(seed[2]))
    return stream_of_seed((int(seed[0]), int(seed[1])))


def _xla_stream(seed: Seed) -> Stream:
    """XLA takes the seed as 32-bit numbers without sign."""
    return _stream([int(part) & 0xFFFFFFFF for part in seed])


def _words_of(seeds: NDArray[np.int64], count: int, kind: np.dtype[Any]) -> Array:
    """The words that `count` numbers for each seed are made of, one after another."""
    count *= words_each(kind)
    if seeds.shape[1] == 3:
        return np.concatenate([words(_stream(seed), count) for seed in seeds])
    return np.ascontiguousarray(words_of_seeds(seeds, count)).reshape(-1)


@lru_cache(16)
def _float_dtype(dtype: Any) -> np.dtype[Any]:
    kind: np.dtype[Any] = np.dtype(dtype)
    if kind.name not in FLOATS:
        raise InvalidArgument(
            f"Random floats: `dtype` is {kind.name!r}, but one of {', '.join(FLOATS)} was expected."
        )
    return kind


def _fill_groups(
    result: Array, stream: Stream, places: NDArray[np.int64], kind: np.dtype[Any]
) -> None:
    """Fill each row with the first accepted normals of the blocks from its place on."""
    rows, members = result.shape
    open_rows = np.arange(rows)
    filled = np.zeros(rows, np.int64)
    while open_rows.size:
        drawn = blocks_at(stream, places[open_rows])
        normals = box_muller(drawn.reshape(-1), kind).reshape(len(open_rows), -1)
        accepted = np.abs(normals) < _LIMIT
        target = filled[open_rows, None] + np.cumsum(accepted, axis=1) - 1
        row, column = np.nonzero(accepted & (target < members))
        result[open_rows[row], target[row, column]] = normals[row, column]
        filled[open_rows] += accepted.sum(axis=1)
        places = places + 1
        open_rows = open_rows[filled[open_rows] < members]


def _scaled(values: Array, kind: np.dtype[Any], mean: float, stddev: float) -> Array:
    result = values.astype(kind, copy=False)
    result *= kind.type(stddev)
    result += kind.type(mean)
    return result
