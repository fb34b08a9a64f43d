"""The order in which `tf.data` shuffles: the same as TensorFlow's for the same seeds.

Elements wait in a ring. One of them is drawn, and the first of the ring takes its place. Random
words come from the Philox generator (Salmon et al. 2011), with one pair of seeds for each time
that the elements are gone through.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from keras_lite.engine import seeds
from keras_lite.engine.philox import stream_of_kernel, words

_LARGEST = 2**31 - 1
_BLOCKS = 64  # of four random words, drawn at once
_DEFAULT_GLOBAL_SEED = 87654321  # TensorFlow's, beside a seed of the operation's own

_of_operations = random.Random()


def _begin() -> None:
    _of_operations.seed(seeds.global_seed())


_begin()
seeds.on_new_seed(_begin)


def seed_pair(seed: int | None) -> tuple[int, int]:
    """The two seeds of an operation that was given one, or none.

    Args:
        seed: The operation's seed.
    """
    program = seeds.global_seed()
    if program is None:
        own = random.SystemRandom().randrange(1, _LARGEST) if seed is None else seed
        return _DEFAULT_GLOBAL_SEED, own % _LARGEST
    own = _of_operations.randint(0, _LARGEST) if seed is None else seed
    pair = program % _LARGEST, own % _LARGEST
    return pair if pair != (0, 0) else (0, _LARGEST)


def random_words(pair: tuple[int, int]) -> Iterator[int]:
    """Random numbers below 2**32, without end."""
    stream, block = stream_of_kernel(*pair), 0
    while True:
        yield from words(stream, 4 * _BLOCKS, block).tolist()
        block += _BLOCKS


class Orders:
    """Makes the random numbers of one pass after the other.

    Args:
        seed: The seed given to `shuffle`.
        again: Whether each pass has an order of its own.
    """

    def __init__(self, seed: int | None, again: bool) -> None:
        self._pair = seed_pair(seed)
        self._again = again
        self._words = random_words(self._pair)

    def next_pass(self) -> Iterator[int]:
        """Random words for the next pass."""
        if not self._again:
            return random_words(self._pair)
        return random_words((next(self._words), next(self._words)))


def shuffled(elements: Iterator[Any], size: int, numbers: Iterator[int]) -> Iterator[Any]:
    """Elements in random order, each drawn from the next `size`.

    Args:
        elements: Those to shuffle.
        size: How many of them wait in the ring.
        numbers: Random words.
    """
    ring: dict[int, Any] = dict(enumerate(itertools.islice(elements, size)))
    start, end = 0, len(ring)
    while start < end:
        place = (start + next(numbers) % (end - start)) % size
        element = ring[place]
        ring[place] = ring[start % size]
        start += 1
        for following in itertools.islice(elements, 1):
            ring[end % size] = following
            end += 1
        yield element
