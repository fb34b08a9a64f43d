"""The order in which `fit` visits the rows of its data.

TensorFlow shuffles with a kernel that keeps state, and the data iterator of Keras 3 makes that
kernel anew each epoch. Hence one seed gives one order for a number of rows, the same in every
epoch. Keras 2 kept one kernel for a whole `fit`, so its epochs differ.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from keras_lite.engine.philox import Stream, stream_of_kernel, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

Order: TypeAlias = "NDArray[np.int64]"

# Shuffles so many rows by the words of a stream, from one of its blocks on, if not Python does.
Shuffle: TypeAlias = Callable[[int, Stream, int], Order]
_shuffle: Shuffle | None = None

_MOST_ROWS = 1 << 31


def shuffle_by(shuffle: Shuffle | None) -> None:
    """Lets somebody else shuffle, who does it as it is done here; Python again if None."""
    global _shuffle
    _shuffle = shuffle


def is_quick(count: int) -> bool:
    """Whether somebody shuffles so many rows who takes no longer for it than NumPy does."""
    return _shuffle is not None and count < _MOST_ROWS


def unforeseen(count: int) -> Order:
    """The numbers 0 to `count` - 1, shuffled by what the operating system draws."""
    key, counter = np.frombuffer(os.urandom(16), np.uint64).tolist()
    return _shuffled(count, Stream(key, counter << 64), 0)


@lru_cache(maxsize=4)
def permutation(count: int, global_seed: int, turn: int = 0) -> Order:
    """The numbers 0 to `count` - 1, shuffled (Fisher and Yates 1938; Durstenfeld 1964).

    Args:
        count: How many rows.
        global_seed: The seed of the whole program.
        turn: How often the same kernel has shuffled as many rows before.

    Returns:
        A read-only array; the same one when asked again.
    """
    return _frozen(_shuffled(count, _stream(global_seed), turn * _blocks(count)))


@lru_cache(maxsize=4)
def batch_permutation(count: int, batch_size: int, global_seed: int) -> Order:
    """The order for ``shuffle="batch"``: batches keep their places, rows move inside them.

    Args:
        count: How many rows.
        batch_size: Rows in each batch but the last.
        global_seed: The seed of the whole program.

    Returns:
        A read-only array; the same one when asked again.
    """
    stream, block = _stream(global_seed), 0
    parts = [np.empty(0, np.int64)]
    for start in range(0, count, batch_size):
        rows = min(batch_size, count - start)
        parts.append(start + _shuffled(rows, stream, block))
        block += _blocks(rows)
    return _frozen(np.concatenate(parts))


def _blocks(rows: int) -> int:
    """What a shuffle uses up, in whole blocks."""
    return -(-max(rows - 1, 0) // 4)


def _stream(global_seed: int) -> Stream:
    first = global_seed % (2**31 - 1)
    # Two zeros would ask TensorFlow for a seed of its own choice, so it replaces them.
    return stream_of_kernel(first, 0 if first else 2**31 - 1)


def _shuffled(count: int, stream: Stream, block: int) -> Order:
    if count < 2:
        return np.arange(count, dtype=np.int64)
    if _shuffle is not None and is_quick(count):
        return _shuffle(count, stream, block)
    place = np.arange(count - 1, dtype=np.uint32)
    chosen = place + words(stream, count - 1, block) % (np.uint32(count) - place)
    order = list(range(count))
    for i, j in enumerate(chosen.tolist()):
        order[i], order[j] = order[j], order[i]
    return np.array(order, dtype=np.int64)


def _frozen(order: Order) -> Order:
    order.flags.writeable = False
    return order
