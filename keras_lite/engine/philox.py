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
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Words: TypeAlias = "NDArray[np.uint32]"
Lanes: TypeAlias = "NDArray[np.uint64]"

# Words are computed in lanes of 64 bits, because the product of two words has that many.
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_KEY_STEPS = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ROUNDS = 10
_SHORT_ROUNDS = 2
# This many blocks at a time keep all temporaries (64 KiB each) in the second-level cache.
_CHUNK = 8192

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
    counter = (seed[0] & _WORD64) | (seed[1] & _WORD64) << 64
    mixed = [int(word) for word in words(Stream(_SCRAMBLE_KEY, counter), 4)]
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
        others = [np.array([start >> shift & _WORD], np.uint64) for shift in (32, 64, 96)]
        _write(out[done : done + size], encrypt([lowest, *others], stream.key))
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
        lanes = [lower & _LOW, lower >> _HALF, upper & _LOW, upper >> _HALF]
        _write(out[start : start + _CHUNK], encrypt(lanes, stream.key))
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
    parts = seeds.astype(np.int64).view(np.uint64)
    counters = [parts[:, 0] & _LOW, parts[:, 0] >> _HALF, parts[:, 1] & _LOW, parts[:, 1] >> _HALF]
    mixed = [lane & _LOW for lane in encrypt(counters, _SCRAMBLE_KEY)]
    blocks = -(-count // 4)
    if _draw is not None:
        keys, upper = (mixed[i] | mixed[i + 1] << _HALF for i in (0, 2))
        streams = np.stack([keys, np.zeros_like(keys), upper], axis=1)
        return _draw(streams, blocks).reshape(len(seeds), 4 * blocks)[:, :count]
    out = np.empty((len(seeds), blocks, 4), np.uint32)
    lowest = np.arange(blocks, dtype=np.uint64)[None]  # fewer than 2**32 blocks: no carry
    zero = np.zeros((1, 1), np.uint64)
    rows = _alike(len(seeds), max(1, _CHUNK // max(blocks, 1)))
    for start in range(0, len(seeds), rows):
        here = slice(start, start + rows)
        low, high, third, fourth = (lane[here, None] for lane in mixed)
        lanes = encrypt([lowest, zero, third, fourth], (low, high))
        for place, lane in enumerate(lanes):
            out[here, :, place] = lane
    return out.reshape(len(seeds), 4 * blocks)[:, :count]


def _alike(count: int, most: int) -> int:
    """How many go into each part, so that parts of at most `most` are as long as each other."""
    return -(-count // max(1, -(-count // most))) or 1


def encrypt(lanes: list[Lanes], key: int | tuple[Lanes, Lanes]) -> list[Lanes]:
    """Ten rounds of Philox on counters given as four lanes, lowest word first.

    Lanes that are the same for all blocks may have length 1. They stay short until the rounds mix
    them with a long one, which saves a tenth of the work; the rounds after that work in place, so
    that all lanes stay in the cache.

    Args:
        lanes: The counters' words.
        key: 64 bits, or the low and the high word of many keys.
    """
    c0, c1, c2, c3 = lanes
    k0: Any
    k1: Any
    k0, k1 = (key & _WORD, key >> 32 & _WORD) if isinstance(key, int) else key
    k0, k1 = np.asarray(k0, np.uint64), np.asarray(k1, np.uint64)
    p0 = p1 = None
    for turn in range(_ROUNDS):
        if turn == _SHORT_ROUNDS:
            shape = np.broadcast_shapes(*(lane.shape for lane in (c0, c1, c2, c3, k0, k1)))
            c0, c1, c2, c3 = (_full(lane, shape) for lane in (c0, c1, c2, c3))
            p0, p1 = np.empty(shape, np.uint64), np.empty(shape, np.uint64)
        in_place = turn >= _SHORT_ROUNDS
        p0 = np.multiply(c0, _MULTIPLIERS[0], out=p0)
        p1 = np.multiply(c2, _MULTIPLIERS[1], out=p1)
        c0 = _mixed(p1, c1, k0, c0 if in_place else None)
        c2 = _mixed(p0, c3, k1, c2 if in_place else None)
        c1 = np.bitwise_and(p1, _LOW, out=c1 if in_place else None)
        c3 = np.bitwise_and(p0, _LOW, out=c3 if in_place else None)
        if not in_place:
            p0 = p1 = None
        k0, k1 = k0 + _KEY_STEPS[0] & _LOW, k1 + _KEY_STEPS[1] & _LOW
    return [c0, c1, c2, c3]


def _mixed(product: Lanes, lane: Lanes, key: Any, out: Lanes | None) -> Lanes:
    """``high half of product ^ lane ^ key``."""
    if out is None:
        high = product >> _HALF
        mixed: Lanes = (high ^ key) ^ lane if high.size < lane.size else high ^ (lane ^ key)
        return mixed
    np.right_shift(product, _HALF, out=out)
    np.bitwise_xor(out, lane, out=out)
    np.bitwise_xor(out, key, out=out)
    return out


def _full(lane: Lanes, shape: tuple[int, ...]) -> Lanes:
    return lane if lane.shape == shape else np.array(np.broadcast_to(lane, shape), order="C")


def _write(out: Words, lanes: list[Lanes]) -> None:
    for place, lane in enumerate(lanes):
        out[:, place] = lane  # keeps the low half of each lane
