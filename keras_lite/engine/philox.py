"""Philox4x32-10: random words as a pure function of a key and a counter.

A counter-based generator has no state to carry along. Block `b` of a stream is the encryption of
`counter + b` under the key, four 32-bit words at a time, so any part of a stream can be computed
without the part before it, and all blocks at once.

The algorithm is from Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC11. TensorFlow's CPU kernels use it, with the streams laid out as `stream_of_seed` and
`stream_of_kernel` say.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from keras_lite.engine.philox_rounds import HALF, LOW, Lanes, Words, encrypt, encrypt_one

if TYPE_CHECKING:
    from numpy.typing import NDArray

# This many blocks at a time keep all temporaries (64 KiB each) in the second-level cache.
_CHUNK = 8192

# The steps of a program have seeds that follow each other. So many are mixed at once, and kept:
# for a few it takes as long.
_AHEAD = 1024
_KEPT = 64
_SEVERAL = 6  # fewer take less time one by one
_RAMP = np.stack([np.zeros(_AHEAD, np.int64), np.arange(_AHEAD)], axis=1)

_WORD = 0xFFFFFFFF
_WORD64 = 0xFFFFFFFFFFFFFFFF
_SCRAMBLE_KEY = 0x3EC8F720 | 0x02461E29 << 32


# Draws so many blocks of each stream, if not NumPy does; a stream is key, lower and upper counter.
Draw: TypeAlias = Callable[[Lanes, int], Words]
_draw: Draw | None = None


class Stream(NamedTuple):
    """A sequence of blocks: a 64-bit key and the 128-bit counter of the first block."""

    key: int
    counter: int


def stream_of_seed(seed: tuple[int, int]) -> Stream:
    """The stream that TensorFlow's stateless random operations read for a seed.

    The seed itself would be a poor key, since seeds are mostly small numbers; so it is encrypted
    once to give the key and the upper half of the counter.

    Args:
        seed: Two integers; each is taken as a signed 64-bit number.
    """
    mixed = encrypt_one(_counter(*seed), _SCRAMBLE_KEY)
    return Stream(mixed[0] | mixed[1] << 32, (mixed[2] | mixed[3] << 32) << 64)


def stream_of_kernel(seed: int, seed2: int) -> Stream:
    """The stream of TensorFlow's random operations that keep state; these do not scramble."""
    return Stream(seed & _WORD64, (seed2 & _WORD64) << 64)


def draw_by(draw: Draw | None) -> None:
    """Lets somebody else draw the words, who knows the algorithm; NumPy again if None."""
    global _draw
    _draw = draw


def is_drawn_elsewhere() -> bool:
    """Whether somebody else draws the words."""
    return _draw is not None


def words(stream: Stream, count: int, block: int = 0) -> Words:
    """The first `count` words of a stream, from one of its blocks on.

    Args:
        stream: Which stream.
        count: How many words.
        block: The block that the first word is taken from.
    """
    blocks = -(-count // 4)
    start = (stream.counter + block) & (1 << 128) - 1
    if _draw is not None:
        place = np.array([[stream.key & _WORD64, start & _WORD64, start >> 64]], np.uint64)
        return _draw(place, blocks).reshape(-1)[:count]
    out = np.empty((blocks, 4), np.uint32)
    done = 0
    while done < blocks:
        # A chunk never crosses a carry out of the lowest word, so the other three are constant.
        low = start & _WORD
        size = min(_CHUNK, blocks - done, _WORD + 1 - low)
        lowest = np.arange(low, low + size, dtype=np.uint64)
        others = [_lane(start >> shift & _WORD) for shift in (32, 64, 96)]
        encrypt([lowest[None], *others], _key(stream.key), out[None, done : done + size])
        done += size
        start = (start + size) & (1 << 128) - 1
    return out.reshape(-1)[:count]


def blocks_at(stream: Stream, places: NDArray[np.int64]) -> Words:
    """The blocks at chosen places of a stream.

    Args:
        stream: Which stream.
        places: Block numbers, in any order, shape `(n,)`.

    Returns:
        Words of shape `(n, 4)`.
    """
    out = np.empty((len(places), 4), np.uint32)
    offset, high = stream.counter & _WORD64, stream.counter >> 64
    for start in range(0, len(places), _CHUNK):
        lower = places[start : start + _CHUNK].astype(np.uint64) + np.uint64(offset)
        upper = np.array([high], np.uint64)
        carried = lower < np.uint64(offset)
        if carried.any():
            upper = upper + carried
        lanes = [(lane & LOW, lane >> HALF) for lane in (lower[None], upper[None])]
        encrypt(sum(lanes, ()), _key(stream.key), out[None, start : start + _CHUNK])
    return out


def words_of_seeds(seeds: NDArray[np.int64], count: int) -> Words:
    """The first `count` words of the streams of many seeds: `words` of each, side by side.

    One call for a hundred short streams costs little more than one for a single stream.

    Args:
        seeds: Pairs of integers, shape `(n, 2)`.
        count: How many words of each.

    Returns:
        Words of shape `(n, count)`.
    """
    mixed = _scrambled(seeds)
    blocks = -(-count // 4)
    if _draw is not None:
        streams = np.zeros((len(seeds), 3), np.uint64)
        streams[:, ::2] = mixed[:, ::2] | mixed[:, 1::2].astype(np.uint64) << HALF
        return _draw(streams, blocks).reshape(len(seeds), 4 * blocks)[:, :count]
    out = np.empty((len(seeds), blocks, 4), np.uint32)
    lowest = np.arange(blocks, dtype=np.uint64)[None]  # fewer than 2**32 blocks: no carry
    zero = _lane(0)
    rows = _alike(len(seeds), max(1, _CHUNK // max(blocks, 1)))
    for start in range(0, len(seeds), rows):
        here = slice(start, start + rows)
        low, high, third, fourth = mixed[here].astype(np.uint64).T[..., None]
        for first in range(0, blocks, _CHUNK):
            part = slice(first, first + _CHUNK)
            encrypt([lowest[:, part], zero, third, fourth], (low, high), out[here, part])
    return out.reshape(len(seeds), 4 * blocks)[:, :count]


def _scrambled(seeds: NDArray[np.int64]) -> Words:
    """The key and the upper half of the counter of each seed's stream, two words each."""
    if len(seeds) < _SEVERAL:
        mixed = [encrypt_one(_counter(*seed), _SCRAMBLE_KEY) for seed in seeds.tolist()]
        return np.array(mixed, np.uint32).reshape(-1, 4)
    first, start = seeds[0].tolist()
    offset = start % _AHEAD
    if len(seeds) <= _AHEAD - offset and (seeds - seeds[0] == _RAMP[: len(seeds)]).all():
        return _scrambled_ahead(first, start - offset)[offset : offset + len(seeds)]
    return _scrambled_now(seeds)


def _counter(low: int, high: int) -> int:
    """Two signed 64-bit numbers as the 128 bits of a counter."""
    return (low & _WORD64) | (high & _WORD64) << 64


@lru_cache(_KEPT)
def _scrambled_ahead(first: int, start: int) -> Words:
    mixed = _scrambled_now(_RAMP + (first, start))
    mixed.flags.writeable = False
    return mixed


def _scrambled_now(seeds: NDArray[np.int64]) -> Words:
    out = np.empty((len(seeds), 4), np.uint32)
    for start in range(0, len(seeds), _CHUNK):
        here = slice(start, start + _CHUNK)
        counters = np.ascontiguousarray(seeds[here], np.int64).view(np.uint64).T[:, None]
        lanes = [(lane & LOW, lane >> HALF) for lane in counters]
        encrypt(sum(lanes, ()), _key(_SCRAMBLE_KEY), out[None, here])
    return out


def _lane(word: int) -> Lanes:
    """A word that is the same for all blocks."""
    return np.array([[word]], np.uint64)


def _key(key: int) -> tuple[Lanes, Lanes]:
    return _lane(key & _WORD), _lane(key >> 32 & _WORD)


def _alike(count: int, most: int) -> int:
    """How many go into each part, so that parts of at most `most` are as long as each other."""
    return -(-count // max(1, -(-count // most))) or 1
