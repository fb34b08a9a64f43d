"""Batches from generators, sequences of batches and other iterables."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

import numpy as np

from keras_lite import tree
from keras_lite.customs import customs
from keras_lite.errors import InvalidArgument, InvalidShape
from keras_lite.training.data import Chunk, cast_dtype, check_lengths, to_arrays


def is_stream(x: Any) -> bool:
    """Whether x yields batches instead of being arrays."""
    if x is None or hasattr(x, "shape") or isinstance(x, (list, tuple, dict)):
        return False
    return isinstance(x, Iterable) or hasattr(x, "__getitem__")


def stream(
    x: Any, steps: int | None, where: str, inputs_only: bool = False, shuffle: bool = False
) -> StreamSource:
    """Batches from a generator, a sequence of batches (PyDataset) or another iterable.

    Args:
        x: The iterable.
        steps: Batches per epoch; `None` for all that there are.
        where: What errors begin with.
        inputs_only: Leave targets and weights out.
        shuffle: Take the batches of a sequence in a new order in each epoch.
    """
    if not (hasattr(x, "__getitem__") and hasattr(x, "__len__")):
        # Keras: at the end of an epoch it makes an iterator of a `tf.data.Dataset` too many (3.15).
        make = _from_first_batches(x) if isinstance(x, Iterator) else lambda: iter(x)
        return StreamSource(make, steps, where, inputs_only, getattr(x, "skip_pass", None))
    batches = len(x)

    def in_order() -> Iterator[Any]:
        order = list(range(batches))
        if shuffle:
            random.shuffle(order)  # Keras: by Python's own generator (3.15)
        return (x[i] for i in order)

    at_end = getattr(x, "on_epoch_end", None)
    restarts = steps is None
    return StreamSource(in_order, steps or batches, where, inputs_only, at_end, restarts)


def _from_first_batches(x: Iterator[Any]) -> Callable[[], Iterator[Any]]:
    """Makes iterators of what is left of another one; its first batches are in front of it."""
    if not customs().repeats_first_batches:
        return lambda: x
    # Keras: looks at two batches beforehand, and puts them in front of what is left in each epoch
    # that begins anew (3.15): all that there is once the generator is used up.
    first = list(islice(x, 2))
    return lambda: chain(first, x)


class StreamSource:
    """Batches that an iterable yields, one at a time: (x,), (x, y) or (x, y, sample_weight).

    Args:
        make: returns a fresh iterator.
        steps: batches per epoch, if known; the iterator then goes on from epoch to epoch.
        where: what errors begin with.
        inputs_only: leave targets and weights out, as `predict` does.
        at_end: called when the data of an epoch is used up.
        restarts: Whether every epoch begins with a fresh iterator, although `steps` are known.
    """

    def __init__(
        self,
        make: Callable[[], Iterator[Any]],
        steps: int | None,
        where: str,
        inputs_only: bool = False,
        at_end: Callable[[], None] | None = None,
        restarts: bool = False,
    ) -> None:
        self._make = make
        self._where = where
        self._restarts = restarts
        self._at_end = at_end
        self._inputs_only = inputs_only
        self.steps = steps
        self.batch_size: int | None = None
        self.rows_each: int | None = None
        self._iterator: Iterator[Any] | None = None
        self._done = 0
        self._peeked: list[tuple[Any, Any, Any]] = []
        first = self._pull()
        if first is None:
            raise InvalidShape(
                f"{where}: the generator yielded no batch. Check that it is not used up."
            )
        self._peeked.append(first)
        self.structure = first

    def start_epoch(self) -> None:
        self._done = 0
        if (self.steps is None or self._restarts) and not self._peeked:
            self._iterator = None

    def chunk(self, limit: int) -> Chunk | None:
        if self.steps is not None and self._done >= self.steps:
            if self._restarts and self._iterator is not None:
                self._end_pass()
            return None
        batch = self._peeked.pop() if self._peeked else self._pull()
        if batch is None:
            self._end_pass()
            return None
        leaves = [a for part in batch if part is not None for a in tree.flatten(part)]
        n = check_lengths(list(zip(("x", "y", "sample_weight"), batch, strict=True)))
        arrays = [np.ascontiguousarray(a, dtype=cast_dtype(a))[None] for a in leaves]
        result = Chunk(n, 1, self._done, arrays)
        self._done += 1
        return result

    def _end_pass(self) -> None:
        self._iterator = None
        if self._at_end is not None:
            self._at_end()

    def _pull(self) -> tuple[Any, Any, Any] | None:
        if self._iterator is None:
            self._iterator = iter(self._make())
        batch = next(self._iterator, None)
        if batch is None:
            return None
        parts = list(batch) if isinstance(batch, (tuple, list)) else [batch]
        if len(parts) > 3:
            raise InvalidArgument(
                f"{self._where}: a generator yielded {len(parts)} parts; (x,), (x, y) or"
                " (x, y, sample_weight) is expected."
            )
        parts += [None] * (3 - len(parts))
        if self._inputs_only:
            parts[1:] = [None, None]
        labels = ("x", "y", "sample_weight")
        x, y, w = (to_arrays(p, label) for p, label in zip(parts, labels, strict=True))
        return x, y, w
