"""The order in which an epoch visits the rows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache

import numpy as np

from keras_lite.customs import customs
from keras_lite.engine import seeds
from keras_lite.engine.permutation import (
    batch_permutation,
    is_quick,
    permutation,
    unforeseen,
)


def epoch_orders(rows: int, batch_size: int, shuffle: bool | str) -> Iterator[np.ndarray | None]:
    """Row numbers for each epoch of one `fit`; `None` for the order in which they lie.

    With a global seed they are those of TensorFlow Keras: the same in every epoch, or with the
    customs of Keras 2 those of one stream that begins with `fit`. Without one every epoch differs,
    and nobody's random state moves.
    """
    epoch, fresh = 0, _fresh_orders(rows)
    while True:
        seed = seeds.global_seed()
        if not shuffle or rows == 1:
            yield None
        elif shuffle == "batch":
            # Keras: 2 shuffles x and y apart here, so that targets belong to other rows, and takes
            # the batches in another order as well. Nobody can have wanted the first; not we.
            yield batch_permutation(rows, batch_size, seeds.order_seed())
        elif seed is None:
            yield unforeseen(rows) if is_quick(rows) else next(fresh)
        else:
            yield permutation(rows, seed, epoch if customs().orders_continue else 0)
        epoch += 1


_KEPT_ROWS = 1 << 16
_KEPT_ORDERS = 2
_kept: dict[int, np.ndarray] = {}

_ROWS_LIKE_AN_IMPORT = 100_000
"""So many rows are sorted while `numpy.random` is imported."""

_sorted_rows = 0


def _fresh_orders(rows: int) -> Iterator[np.ndarray]:
    """An unforeseeable order for each epoch.

    The first is drawn as a whole. Each of the next rearranges the one before, be it of an earlier
    `fit`, by sorting it by drawn numbers of 16 bits, which takes half the time. Every order is as
    likely as any other: one that is, rearranged by what does not depend on it, is again. Rows with
    equal numbers (one pair in 65,536) stay as they were to each other.
    """
    order = _kept.get(rows)
    if order is None:
        order = _first_order(rows)
        yield _remembered(order)
    bits = _bits()
    while True:
        numbers = bits.random_raw(-(-rows // 4)).view(np.uint16)[:rows]
        order = order.take(np.argsort(numbers, kind="stable"))
        yield _remembered(order)


def _first_order(rows: int) -> np.ndarray:
    """An order drawn by exchanges, or by sorting 64-bit numbers of the operating system.

    Importing `numpy.random` takes as long as a first step. A process that has not done so gets on
    without, until sorting has taken as long.
    """
    global _sorted_rows
    if "numpy.random" in sys.modules or _sorted_rows + rows > _ROWS_LIKE_AN_IMPORT:
        return np.random.default_rng(seeds.order_seed()).permutation(rows)
    _sorted_rows += rows
    return np.argsort(np.frombuffer(os.urandom(8 * rows), np.uint64))


@cache
def _bits() -> np.random.PCG64:
    """Where unforeseeable orders come from: one source for all, as making one takes its time."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_bits.cache_clear)  # a child has orders of its own
    return np.random.PCG64(seeds.order_seed())


def _remembered(order: np.ndarray) -> np.ndarray:
    """The order, which is kept if it is short, with those of a few other numbers of rows."""
    rows = len(order)
    if rows <= _KEPT_ROWS:
        # Two threads may be here: no step fails if the other one took an order away.
        _kept.pop(rows, None)
        _kept[rows] = order
        for oldest in list(_kept)[:-_KEPT_ORDERS]:
            _kept.pop(oldest, None)
    return order
