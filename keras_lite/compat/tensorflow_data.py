"""`tf.data.Dataset`: a stream of samples or batches that can be gone through again and again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from keras_lite import ops, tree
from keras_lite.compat.tensorflow_elements import (
    TensorSpec,
    arrays_of,
    call,
    map_specs,
    table_or_arrays,
    tensors_of,
    typed,
)
from keras_lite.compat.tensorflow_shuffle import Orders, shuffled
from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidArgument, explain, suggest

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
    def from_tensor_slices(tensors: Any, name: str | None = None) -> Dataset:
        """The rows of arrays: an array, or a tuple or dict of them.

        Raises:
            InvalidArgument: (a ValueError) for lengths that differ.
        """
        arrays = table_or_arrays(tensors)
        lengths = {len(array) for array in tree.flatten(arrays)}
        if len(lengths) != 1:
            where = "Dataset.from_tensor_slices: the lengths"
            raise InvalidArgument(explain(where, sorted(lengths), "arrays of the same length"))
        count = lengths.pop()

        def rows() -> Iterator[Any]:
            return (tree.map_structure(lambda a, i=i: a[i], arrays) for i in range(count))

        return Dataset(rows, count)

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> Dataset:
        """One element."""
        arrays = table_or_arrays(tensors)
        return Dataset(lambda: iter([arrays]), 1)

    @staticmethod
    def from_generator(
        generator: Callable[..., Iterable[Any]],
        output_types: Any = None,
        output_shapes: Any = None,
        args: Any = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> Dataset:
        """What a generator function yields, in the types that are asked for."""
        types = output_types
        if output_signature is not None:
            types = map_specs(lambda spec: spec.dtype, output_signature)

        def elements() -> Iterator[Any]:
            for element in generator(*(args or ())):
                yield arrays_of(element) if types is None else typed(element, types)

        return Dataset(elements)

    @staticmethod
    def range(*args: int, **kwargs: Any) -> Dataset:
        """The numbers of Python's `range`."""
        numbers = np.arange(*args, dtype=str(kwargs.get("output_type", "int64")))
        return Dataset(lambda: iter(numbers), len(numbers))

    @staticmethod
    def zip(*args: Any, datasets: Any = None, name: str | None = None) -> Dataset:
        """Elements of several data sets side by side."""
        parts = args or datasets
        if len(args) == 1 and not isinstance(args[0], Dataset):
            parts = args[0]
        known = [part._length for part in parts if part._length != INFINITE]
        length = INFINITE if not known else UNKNOWN if UNKNOWN in known else min(known)
        return Dataset(lambda: zip(*(part._make() for part in parts), strict=False), length)

    def shuffle(
        self,
        buffer_size: int,
        seed: int | None = None,
        reshuffle_each_iteration: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """The elements in a random order, each drawn from the next `buffer_size`.

        The order is TensorFlow's for the same seeds.

        Raises:
            InvalidArgument: (a ValueError) for a `buffer_size` below 1.
        """
        size = int(buffer_size)
        if size < 1:
            what = "a positive number"
            raise InvalidArgument(explain("Dataset.shuffle: `buffer_size`", buffer_size, what))
        orders = Orders(seed, reshuffle_each_iteration is not False)
        return Dataset(lambda: shuffled(self._make(), size, orders.next_pass()), self._length)

    def batch(
        self, batch_size: int, drop_remainder: bool = False, *args: Any, **kwargs: Any
    ) -> Dataset:
        """Elements stacked, so many at a time."""
        size = int(batch_size)

        def batches(elements: Iterator[Any]) -> Iterator[Any]:
            while rows := list(itertools.islice(elements, size)):
                if len(rows) == size or not drop_remainder:
                    yield tree.map_structure(lambda *parts: np.stack(parts), *rows)

        length = self._length
        if length >= 0:
            length = length // size if drop_remainder else -(-length // size)
        return Dataset(lambda: batches(self._make()), length)

    def unbatch(self, name: str | None = None) -> Dataset:
        """The rows of the batches."""

        def rows(batches: Iterator[Any]) -> Iterator[Any]:
            for batch in batches:
                for i in range(len(tree.flatten(batch)[0])):
                    yield tree.map_structure(lambda a, i=i: a[i], batch)

        return Dataset(lambda: rows(self._make()))

    def window(
        self,
        size: int,
        shift: int | None = None,
        stride: int = 1,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """Data sets of `size` neighbours, each `shift` elements behind the last one."""
        step, span = shift or size, (size - 1) * stride + 1

        def windows(elements: Iterator[Any]) -> Iterator[Any]:
            held = list(itertools.islice(elements, span))
            while held:
                rows = held[:span:stride]
                if len(rows) == size or not drop_remainder:
                    yield _windows_of(rows)
                held = held[step:]
                skipped = max(step - span, 0)
                held += itertools.islice(elements, skipped, skipped + span - len(held))

        return Dataset(lambda: windows(self._make()))

    def map(self, map_func: Callable[..., Any], *args: Any, **kwargs: Any) -> Dataset:
        """The results of a function for the elements."""

        def results() -> Iterator[Any]:
            return (arrays_of(call(map_func, element)) for element in self._make())

        return Dataset(results, self._length)

    def flat_map(self, map_func: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements of the data sets that a function makes of the elements."""

        def results(elements: Iterator[Any]) -> Iterator[Any]:
            for element in elements:
                yield from call(map_func, element)._make()

        return Dataset(lambda: results(self._make()))

    def filter(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements that a function says yes to."""
        return Dataset(lambda: (e for e in self._make() if bool(call(predicate, e))))

    def reduce(self, initial_state: Any, reduce_func: Callable[..., Any], name: Any = None) -> Any:
        """The last of the states that a function makes of the state so far and each element."""
        state = tree.map_structure(ops.convert_to_tensor, initial_state)
        for element in self:
            state = reduce_func(state, element)
        return state

    def apply(self, transformation_func: Callable[[Dataset], Dataset]) -> Dataset:
        """What a function makes of this data set."""
        return transformation_func(self)

    def repeat(self, count: int | None = None, name: str | None = None) -> Dataset:
        """The elements so many times over, or without end."""
        endless = count is None or count < 0

        def again() -> Iterator[Any]:
            rounds = itertools.count() if endless else range(int(count or 0))
            return itertools.chain.from_iterable(self._make() for _ in rounds)

        if endless:
            return Dataset(again, INFINITE if self._length else 0)
        return Dataset(again, self._length * int(count or 0) if self._length >= 0 else self._length)

    def take(self, count: int, name: str | None = None) -> Dataset:
        """The first elements; all of them for -1."""
        if count < 0:
            return self
        least = count if self._length == INFINITE else min(count, self._length)
        return Dataset(lambda: itertools.islice(self._make(), count), least)

    def skip(self, count: int, name: str | None = None) -> Dataset:
        """All but the first elements; none for -1."""
        if count < 0:
            return self.take(0)
        left = max(self._length - count, 0) if self._length >= 0 else self._length
        return Dataset(lambda: itertools.islice(self._make(), count, None), left)

    def shard(self, num_shards: int, index: int, name: str | None = None) -> Dataset:
        """Every `num_shards`-th element, from number `index` on."""
        left = self._length
        if left >= 0:
            left = len(range(index, left, num_shards))
        return Dataset(lambda: itertools.islice(self._make(), index, None, num_shards), left)

    def concatenate(self, dataset: Dataset, name: str | None = None) -> Dataset:
        """The elements of this one, then those of another."""
        lengths = {self._length, dataset._length}
        total = self._length + dataset._length
        if min(lengths) < 0:
            total = INFINITE if INFINITE in lengths else UNKNOWN
        return Dataset(lambda: itertools.chain(self._make(), dataset._make()), total)

    def prefetch(self, buffer_size: Any = None, name: str | None = None) -> Dataset:
        """The same: nothing is made ahead of time."""
        return self

    def cache(self, filename: str = "", name: str | None = None) -> Dataset:
        """The elements, made once and kept; in memory, whatever file is named."""
        kept: list[Any] | None = None

        def keeping(elements: Iterator[Any]) -> Iterator[Any]:
            nonlocal kept
            seen = []
            for element in elements:
                seen.append(element)
                yield element
            kept = seen

        return Dataset(lambda: keeping(self._make()) if kept is None else iter(kept), self._length)

    def with_options(self, options: Any = None, name: str | None = None) -> Dataset:
        """The same: there is nothing to tune."""
        return self

    def enumerate(self, start: int = 0, name: str | None = None) -> Dataset:
        """The elements with their numbers."""

        def numbered() -> Iterator[Any]:
            return zip(map(np.int64, itertools.count(start)), self._make(), strict=False)

        return Dataset(numbered, self._length)

    def cardinality(self) -> Any:
        """The number of elements; -1 for no end, -2 for not known."""
        return ops.convert_to_tensor(np.int64(self._length))

    @property
    def element_spec(self) -> Any:
        """Shapes and types of an element."""
        first = next(self._make())
        return tree.map_structure(lambda a: TensorSpec(np.shape(a), dtype_name(a.dtype)), first)

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements as arrays."""
        return self._make()

    def skip_pass(self) -> None:
        """Makes an iterator and drops it, as Keras does at the end of an epoch.

        A shuffled data set has a new order for each iterator, so that this can be seen.
        """
        self._make()

    def __len__(self) -> int:
        if self._length < 0:
            raise TypeError("Dataset: the number of elements is infinite or not known.")
        return self._length

    def __iter__(self) -> Iterator[Any]:
        return (tensors_of(element) for element in self._make())

    def __getattr__(self, name: str) -> Any:
        known = [n for n in dir(Dataset) if not n.startswith("_")]
        raise AttributeError(
            f"tf.data.Dataset.{name} is not here.{suggest(name, known)} Of tf.data, keras_lite has "
            f"{', '.join(known)}."
        )


def _windows_of(rows: list[Any]) -> Any:
    """A data set in place of each leaf, of what the rows have there."""
    columns: list[Any] = [list(column) for column in zip(*map(tree.flatten, rows), strict=True)]
    return tree.pack_sequence_as(
        rows[0], [Dataset(column.__iter__, len(column)) for column in columns]
    )
