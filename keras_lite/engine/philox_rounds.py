"""The ten rounds of Philox4x32, many blocks at a time, in as few passes as NumPy's calls allow.

A round multiplies two of a block's four words. The high half of each product, mixed with another
word and the key, is multiplied in the next round; the low half is the word that is mixed into the
product after it. So the low halves need not be taken out of their products: one exclusive or of
halves, seen as words of 32 bits, is all that lies between two multiplications, but for the key.
"""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Words: TypeAlias = "NDArray[np.uint32]"
Lanes: TypeAlias = "NDArray[np.uint64]"

_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_WORD = 0xFFFFFFFF
_ROUNDS = 10
_SHORT_ROUNDS = 2

# Arrays of no axes, for NumPy takes them as they are, and would have to convert a number.
LOW = np.array(_WORD, np.uint64)
HALF = np.array(32, np.uint64)
_FIRST = np.array(_MULTIPLIERS[0], np.uint64)
_SECOND = np.array(_MULTIPLIERS[1], np.uint64)
_ADDED = np.multiply.outer(np.arange(_ROUNDS, dtype=np.uint64), np.array(_KEY_STEPS, np.uint64))
_LOWER = 0 if sys.byteorder == "little" else 1


class _Space(threading.local):
    """Arrays for what comes in between, kept from call to call, for each thread its own.

    New ones would be pages that the system has to clear first, which takes as long as the rounds.

    Attributes:
        even: the words zero and two.
        products: this round's and the last one's.
        factors: what the words two and zero are multiplied with, once for each block: NumPy
            multiplies two whole arrays faster than an array and a number for each row.
    """

    def __init__(self) -> None:
        self._room = 0
        self._shape: Any = None
        self._memory = np.empty((4, 0), np.uint64)
        self.even, *self.products = (_halved(part) for part in self._memory[:3])
        self.factors: Lanes = self._memory[3]

    def lay_out(self, shape: tuple[int, int]) -> None:
        """Gives the arrays a shape; what is in them, but for the factors, is anybody's."""
        if shape == self._shape:
            return
        size = 2 * math.prod(shape)
        if size > self._room:
            self._memory, self._room = np.empty((4, size), np.uint64), size
        *parts, self.factors = (part[:size].reshape(2, *shape) for part in self._memory)
        self.even, *self.products = map(_halved, parts)
        self.factors[0], self.factors[1] = _MULTIPLIERS[::-1]
        self._shape = shape


def _halved(lanes: Lanes) -> tuple[Lanes, Words, Words]:
    """64-bit numbers, and their lower and upper halves as words of 32 bits."""
    words = lanes.view(np.uint32)
    return lanes, words[..., _LOWER::2], words[..., 1 - _LOWER :: 2]


_space = _Space()


def encrypt(lanes: Sequence[Lanes], key: Sequence[Lanes], out: Words) -> None:
    """Ten rounds of Philox on counters.

    Args:
        lanes: The counters' words, lowest first, as 64-bit numbers. Each has the shape
            `(streams, blocks)`, or is 1 long where it is the same for all.
        key: The low and the high word of each stream's key, in the shape `(streams, 1)` or
            `(1, 1)`.
        out: Where the words go, of the shape `(streams, blocks, 4)`.
    """
    streams, blocks, _ = out.shape
    _space.lay_out((streams, blocks))
    (even, even_low, _), (here, there), factors = _space.even, _space.products, _space.factors
    keys: Lanes = np.array(key) + _ADDED[..., None, None] & LOW
    _first_rounds(lanes, keys, even, here[0])
    crossed = even[::-1]
    for round_key in keys[_SHORT_ROUNDS:]:
        here, there = there, here
        product, _, high = here
        np.multiply(crossed, factors, out=product)
        np.bitwise_xor(high, there[1], out=even_low)
        np.bitwise_xor(even, round_key, out=even)
    for place in range(2):
        out[..., 2 * place] = even_low[place]
        out[..., 2 * place + 1] = here[1][place]


def _first_rounds(lanes: Sequence[Lanes], keys: Lanes, even: Lanes, product: Lanes) -> None:
    """Two rounds, in which lanes stay short until they are mixed with long ones."""
    c0, c1, c2, c3 = lanes
    p0, p1 = c0 * _FIRST, c2 * _SECOND
    c0, c2 = _mixed(p1, c1, keys[0, 0]), _mixed(p0, c3, keys[0, 1])
    _second_round(c2, _SECOND, p1, keys[1, 0], even[0], product[0])
    _second_round(c0, _FIRST, p0, keys[1, 1], even[1], product[1])


def _second_round(
    lane: Lanes, factor: Lanes, last: Lanes, key: Lanes, even: Lanes, product: Lanes
) -> None:
    if lane.shape == product.shape:
        new = np.multiply(lane, factor, out=product)
    else:
        new = lane * factor
        product[...] = new
    _mixed(new, last & LOW, key, even)


def _mixed(product: Lanes, lane: Lanes, key: Lanes, out: Lanes | None = None) -> Lanes:
    """``high half of product ^ lane ^ key``, the shorter ones first."""
    high: Lanes = product >> HALF
    if high.size < lane.size:
        high, lane = lane, high
    mixed: Lanes = np.bitwise_xor(high, lane ^ key, out=out)
    return mixed


def encrypt_one(counter: int, key: int) -> list[int]:
    """The four words of a single block.

    Args:
        counter: 128 bits.
        key: 64 bits.
    """
    c0, c1, c2, c3 = (counter >> shift & _WORD for shift in (0, 32, 64, 96))
    k0, k1 = key & _WORD, key >> 32 & _WORD
    for _ in range(_ROUNDS):
        p0, p1 = c0 * _MULTIPLIERS[0], c2 * _MULTIPLIERS[1]
        c0, c1, c2, c3 = p1 >> 32 ^ c1 ^ k0, p1 & _WORD, p0 >> 32 ^ c3 ^ k1, p0 & _WORD
        k0, k1 = k0 + _KEY_STEPS[0] & _WORD, k1 + _KEY_STEPS[1] & _WORD
    return [c0, c1, c2, c3]
