"""`tf.data.Dataset`: a stream of samples or batches that can be gone through again and again."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from keras_lite import ops, tree
from keras_lite.errors import InvalidArgument, explain

AUTOTUNE = -1
INFINITE, UNKNOWN = -1, -2


class Dataset:
    """Elements in a row, made anew whenever somebody goes through them.

    Args:
        make: Makes an iterator over the elements.
        length: Their number; `INFINITE` or `UNKNOWN` if there is none.

    Example:
        >>> data = Dataset.from_tensor_slices(np.arange(5)).batch(2)
        >>> [batch.tolist() for batch in data.as_numpy_iterator()]
        [[0, 1], [2, 3], [4]]
    """

    def __init__(self, make: Callable[[], Iterator[Any]], length: int = UNKNOWN) -> None:
        self._make = make
        self._length = length

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """The rows of arrays: an array, or a tuple or dict of them."""
        arrays = tree.map_structure(np.asarray, tensors)
        lengths = {len(array) for array in tree.flatten(arrays)}
        if len(lengths) != 1:
            where = "Dataset.from_tensor_slices: the lengths"
            raise InvalidArgument(explain(where, sorted(lengths), "arrays of the same length"))
        count = lengths.pop()

        def rows() -> Iterator[Any]:
            return (tree.map_structure(lambda a, i=i: a[i], arrays) for i in range(count))

        return Dataset(rows, count)

    @staticmethod
    def from_tensors(tensors: Any) -> Dataset:
        """One element."""
        return Dataset(lambda: iter([tree.map_structure(np.asarray, tensors)]), 1)

    @staticmethod
    def from_generator(generator: Callable[..., Iterable[Any]], *args: Any, **kwargs: Any) -> Any:
        """What a generator function yields."""
        given = kwargs.get("args") or ()
        return Dataset(lambda: iter(generator(*given)))

    @staticmethod
    def range(*args: int, **kwargs: Any) -> Dataset:
        """The numbers of Python's `range`."""
        numbers = np.arange(*args)
        return Dataset(lambda: iter(numbers), len(numbers))

    @staticmethod
    def zip(*datasets: Any, **kwargs: Any) -> Dataset:
        """Elements of several data sets side by side."""
        parts = datasets[0] if len(datasets) == 1 else datasets
        known = [part._length for part in parts if part._length >= 0]
        return Dataset(lambda: zip(*parts, strict=False), min(known) if known else UNKNOWN)

    def shuffle(
        self,
        buffer_size: int,
        seed: int | None = None,
        reshuffle_each_iteration: bool | None = True,
        name: str | None = None,
    ) -> Dataset:
        """The elements in a random order, each drawn from the next `buffer_size`.

        The order differs from TensorFlow's for the same seed; there it depends on threads.
        """
        if buffer_size < 1:
            what = "a positive number"
            raise InvalidArgument(explain("Dataset.shuffle: `buffer_size`", buffer_size, what))
        generator = random.Random(_seed(seed))

        def drawn() -> Iterator[Any]:
            again = reshuffle_each_iteration is not False
            order = generator if again else random.Random(_seed(seed))
            buffer: list[Any] = []
            for element in self._make():
                buffer.append(element)
                if len(buffer) >= buffer_size:
                    yield buffer.pop(order.randrange(len(buffer)))
            order.shuffle(buffer)
            yield from buffer

        return Dataset(drawn, self._length)

    def batch(
        self, batch_size: int, drop_remainder: bool = False, *args: Any, **kwargs: Any
    ) -> Dataset:
        """Elements stacked, so many at a time."""
        size = int(batch_size)

        def batches() -> Iterator[Any]:
            elements = self._make()
            while rows := list(itertools.islice(elements, size)):
                if len(rows) == size or not drop_remainder:
                    yield tree.map_structure(lambda *parts: np.stack(parts), *rows)

        length = self._length
        if length >= 0:
            length = length // size if drop_remainder else -(-length // size)
        return Dataset(batches, length)

    def unbatch(self, name: str | None = None) -> Dataset:
        """The rows of the batches."""

        def rows() -> Iterator[Any]:
            for batch in self._make():
                for i in range(len(tree.flatten(batch)[0])):
                    yield tree.map_structure(lambda a, i=i: a[i], batch)

        return Dataset(rows)

    def map(self, map_func: Callable[..., Any], *args: Any, **kwargs: Any) -> Dataset:
        """The results of a function for the elements."""

        def results() -> Iterator[Any]:
            for element in self._make():
                given = tree.map_structure(ops.convert_to_tensor, element)
                yield _arrays(map_func(*given) if isinstance(given, tuple) else map_func(given))

        return Dataset(results, self._length)

    def filter(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements that a function says yes to."""

        def kept() -> Iterator[Any]:
            for element in self._make():
                if predicate(*element) if isinstance(element, tuple) else predicate(element):
                    yield element

        return Dataset(kept)

    def repeat(self, count: int | None = None, name: str | None = None) -> Dataset:
        """The elements so many times over, or without end."""
        endless = count is None or count < 0

        def again() -> Iterator[Any]:
            rounds = itertools.count() if endless else range(int(count or 0))
            return itertools.chain.from_iterable(self._make() for _ in rounds)

        if endless:
            return Dataset(again, INFINITE)
        return Dataset(again, self._length * int(count or 0) if self._length >= 0 else self._length)

    def take(self, count: int, name: str | None = None) -> Dataset:
        """The first elements."""
        least = count if self._length == INFINITE else min(count, self._length)
        return Dataset(lambda: itertools.islice(self._make(), count), least)

    def skip(self, count: int, name: str | None = None) -> Dataset:
        """All but the first elements."""
        left = max(self._length - count, 0) if self._length >= 0 else self._length
        return Dataset(lambda: itertools.islice(self._make(), count, None), left)

    def concatenate(self, dataset: Dataset, name: str | None = None) -> Dataset:
        """The elements of this one, then those of another."""
        known = self._length >= 0 and dataset._length >= 0
        total = self._length + dataset._length if known else UNKNOWN
        return Dataset(lambda: itertools.chain(self._make(), dataset._make()), total)

    def prefetch(self, buffer_size: Any = None, name: str | None = None) -> Dataset:
        """The same: nothing is made ahead of time."""
        return self

    def cache(self, filename: str = "", name: str | None = None) -> Dataset:
        """The elements, made once and kept."""
        kept: list[Any] = []

        def elements() -> Iterator[Any]:
            if not kept:
                kept.extend(self._make())
            return iter(kept)

        return Dataset(elements, self._length)

    def with_options(self, options: Any = None, name: str | None = None) -> Dataset:
        """The same: there is nothing to tune."""
        return self

    def enumerate(self, start: int = 0, name: str | None = None) -> Dataset:
        """The elements with their numbers."""
        return Dataset(lambda: enumerate(self._make(), start), self._length)

    def cardinality(self) -> int:
        """The number of elements; -1 for no end, -2 for not known."""
        return self._length

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements as arrays."""
        return self._make()

    def __len__(self) -> int:
        if self._length < 0:
            raise TypeError("Dataset: the number of elements is infinite or not known.")
        return self._length

    def __iter__(self) -> Iterator[Any]:
        return (tree.map_structure(ops.convert_to_tensor, element) for element in self._make())


def _arrays(structure: Any) -> Any:
    return tree.map_structure(np.asarray, structure)


def _seed(seed: int | None) -> Any:
    from keras_lite.engine import seeds

    return seeds.global_seed() if seed is None else seed
