"""Batches: from what users pass as x and y to arrays for a slice of steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from keras_lite import config, tree
from keras_lite.customs import customs
from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import Spec
from keras_lite.engine.rows import Rows
from keras_lite.errors import InvalidArgument, InvalidShape
from keras_lite.training.order import epoch_orders
from keras_lite.training.stored import StoredRows, is_dataset, open_rows

SLICE_BYTES = 4 << 20
"""Rows gathered at once take at most this much memory, whatever the size of the data."""

_CAST_ONCE_BYTES = 256 << 20


class Chunk:
    """The arrays of `steps` consecutive batches of `n` rows.

    Attributes:
        arrays: for each input of the program, an array of shape (steps, n, ...), or the rows of
            which one can be gathered.
        first: number of the first batch within the epoch.
    """

    def __init__(self, n: int, steps: int, first: int, arrays: list[Any]) -> None:
        self.n = n
        self.steps = steps
        self.first = first
        self.arrays = arrays


class Source(Protocol):
    """Where a loop gets its batches."""

    structure: tuple[Any, Any, Any]
    steps: int | None
    batch_size: int | None
    rows_each: int | None

    def start_epoch(self) -> None: ...

    def chunk(self, limit: int) -> Chunk | None: ...


def to_array(value: Any, where: str) -> np.ndarray:
    """One input as a NumPy array of numbers.

    Args:
        value: an array, a list, a pandas object, or anything with `__array__` or `numpy()`.
        where: what the array is, for errors ("x", "y[1]"…).

    Raises:
        InvalidArgument: (a ValueError) for objects, strings and dates.
    """
    module = type(value).__module__.partition(".")[0]
    if module == "pandas":
        value = value.to_numpy()
        if value.dtype == object:  # columns of mixed number types
            value = _numbers_of_objects(value, where)
    elif hasattr(value, "numpy") and not isinstance(value, np.ndarray):
        value = value.numpy()
    if is_dataset(value):
        value = open_rows(value)
    array = value if isinstance(value, (np.memmap, StoredRows)) else np.asarray(value)
    if isinstance(value, (list, tuple)) and array.dtype == np.float64:
        array = array.astype(config.floatx())
    if _is_fit(array):
        return array
    if array.dtype.kind not in "biuf":
        raise InvalidArgument(
            f"{where}: an array of dtype {array.dtype} arrived (shape {array.shape}), numbers are"
            " expected. Convert it first: `.astype('float32')` for numbers kept as objects or"
            " text, one-hot or integer codes for categories."
        )
    raise InvalidShape(
        f"{where}: a single number arrived, an array with one row per sample is expected."
        " Use np.array([value])."
    )


def _is_fit(array: Any) -> bool:
    """Whether an array holds numbers, in rows."""
    return array.dtype.kind in "biuf" and array.ndim > 0


def _numbers_of_objects(array: np.ndarray, where: str) -> np.ndarray:
    try:
        return array.astype(config.floatx())
    except (TypeError, ValueError) as error:
        raise InvalidArgument(
            f"{where}: the table has columns that are not numbers ({error}). Encode them first"
            " (pandas.get_dummies, or integer codes), or leave them out."
        ) from None


def to_arrays(structure: Any, where: str) -> Any:
    """Nested inputs with every leaf an array; `None` stays."""
    if structure is None or (type(structure) is np.ndarray and _is_fit(structure)):
        return structure
    if isinstance(structure, dict):
        return {k: to_arrays(v, f"{where}[{k!r}]") for k, v in structure.items()}
    if isinstance(structure, (list, tuple)) and _holds_arrays(structure):
        return [to_arrays(v, f"{where}[{i}]") for i, v in enumerate(structure)]
    return to_array(structure, where)


def _holds_arrays(values: Sequence[Any]) -> bool:
    """Whether a list is a list of inputs (arrays) and not one input written as nested lists."""
    return any(hasattr(v, "shape") for v in values) and not all(np.ndim(v) == 0 for v in values)


def spec_of(array: Any) -> Spec:
    """The spec that programs see: float64 rows are cast to the default float type."""
    return Spec(tuple(array.shape), cast_dtype(array) or dtype_name(array.dtype))


def cast_dtype(array: Any) -> str | None:
    if array.dtype.kind == "f" and dtype_name(array.dtype) != config.floatx():
        return config.floatx()
    return None


def specs_of(structure: Any) -> Any:
    """Nested specs of nested arrays."""
    return None if structure is None else tree.map_structure(spec_of, structure)


def check_lengths(parts: Sequence[tuple[str, Any]]) -> int:
    """The common number of rows.

    Raises:
        InvalidShape: if numbers of rows differ, or there are none.
    """
    lengths: dict[str, list[int]] = {}
    for label, part in parts:
        if part is not None:
            lengths[label] = [int(a.shape[0]) for a in tree.flatten(part)]
    numbers = {n for ns in lengths.values() for n in ns}
    if len(numbers) > 1:
        shown = ", ".join(f"'{k}' sizes: {', '.join(map(str, v))}" for k, v in lengths.items())
        raise InvalidShape(
            "Data cardinality is ambiguous. All arrays need the same number of rows (axis 0), but"
            f" {shown}. Drop the extra rows, or check that x and y belong together."
        )
    count = numbers.pop() if numbers else 0
    if count == 0:
        raise InvalidShape(
            f"The data has no rows ({', '.join(lengths) or 'nothing'} arrived empty). Check how it"
            " was loaded or filtered."
        )
    return count


def whole(structure: tuple[Any, Any, Any]) -> Chunk:
    """All rows as one batch."""
    leaves = [a for part in structure if part is not None for a in tree.flatten(part)]
    lengths = {a.shape[0] for a in leaves}
    if len(lengths) != 1 or 0 in lengths:
        check_lengths(list(zip(("x", "y", "sample_weight"), structure, strict=True)))
    arrays = [np.ascontiguousarray(a, dtype=cast_dtype(a))[None] for a in leaves]
    return Chunk(lengths.pop(), 1, 0, arrays)


class ArraySource:
    """Batches from arrays that are in memory (or mapped into it).

    Args:
        structure: x, y and sample weights as nested arrays (`None` where absent).
        batch_size: rows per step; `None` for 32, or for what shares the rows out over `steps`.
        shuffle: `False`, `True`, or "batch" (rows stay within their batch).
        steps: batches per epoch; `None` for all. Fewer than all: the next epoch goes on where
            this one stopped.
        restarts: Whether every epoch begins with the first batch, even so.
        passes: How often Keras 2 goes through the rows, at most.
    """

    def __init__(
        self,
        structure: tuple[Any, Any, Any],
        batch_size: int | None,
        shuffle: bool | str = False,
        steps: int | None = None,
        restarts: bool = False,
        passes: int | None = None,
    ) -> None:
        self.structure = structure
        self._passes_left = passes
        self.arrays = [
            _cast_once(leaf)
            for part in structure
            if part is not None
            for leaf in tree.flatten(part)
        ]
        self.rows = check_lengths(list(zip(("x", "y", "sample_weight"), structure, strict=True)))
        if batch_size is None:
            batch_size = 32 if steps is None else math.ceil(self.rows / steps)
        self.batch_size: int = batch_size
        self.shuffle = shuffle
        self.batches = math.ceil(self.rows / batch_size)
        self.rows_each = None if self.rows % batch_size else batch_size
        self.steps = self.batches if steps is None else steps
        self._continues = not restarts and steps is not None and steps != self.batches
        self._next = self.batches
        self._done = 0
        self._orders = epoch_orders(self.rows, batch_size, shuffle)
        self._order: np.ndarray | None = None
        row_bytes = sum(a.nbytes // max(1, a.shape[0]) for a in self.arrays)
        self._slice_steps = max(1, SLICE_BYTES // max(1, row_bytes * batch_size))

    def start_epoch(self) -> None:
        """Makes a new order of rows, unless the last epoch left batches to go on with."""
        self._done = 0
        if not self._continues or self._next >= self.batches:
            self._begin_pass()

    def chunk(self, limit: int) -> Chunk | None:
        """The next batches, at most `limit`; `None` at the end of the epoch (or of the data)."""
        if self._done < self.steps and self._next >= self.batches and self._goes_on():
            self._begin_pass()
        if self._done >= self.steps or self._next >= self.batches:
            return None
        first = self._next * self.batch_size
        full = self.rows // self.batch_size - self._next
        steps = min(limit, self._slice_steps, self.steps - self._done, max(full, 1))
        n = self.batch_size if full > 0 else self.rows - first
        arrays = [self._rows(a, first, first + n * steps, (steps, n)) for a in self.arrays]
        result = Chunk(n, steps, self._done, arrays)
        self._next += steps
        self._done += steps
        return result

    def _goes_on(self) -> bool:
        """Whether the rows come anew in the middle of an epoch of fewer or more steps than batches.

        Keras 3 ends the epoch early instead, and so does Keras 2 after as many passes as epochs.
        """
        left = self._passes_left is None or self._passes_left > 0
        return self._continues and customs().orders_continue and left

    def _begin_pass(self) -> None:
        self._next, self._order = 0, next(self._orders)
        if self._passes_left is not None:
            self._passes_left -= 1

    def _rows(self, array: Any, first: int, last: int, lead: tuple[int, int]) -> Any:
        if self._order is None:
            rows = array[first:last]
        else:
            order = self._order[first:last]
            if not cast_dtype(array) and Rows.can_be_of(array, order):
                return Rows(array, order, lead[0])
            rows = array.take(order, axis=0, mode="clip")
        dtype = cast_dtype(array)
        if dtype or not rows.flags.c_contiguous:
            rows = np.ascontiguousarray(rows, dtype=dtype)
        return rows.reshape(lead + array.shape[1:])


def _cast_once(array: Any) -> Any:
    """Small arrays are cast before training; large ones slice by slice, so no copy is held."""
    dtype = cast_dtype(array)
    on_disk = isinstance(array, (np.memmap, StoredRows))
    if dtype and array.nbytes <= _CAST_ONCE_BYTES and not on_disk:
        return array.astype(dtype)
    return array
