"""Rows that stay on disk: datasets of h5py, read a slice of steps at a time."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from keras_lite.errors import KerasLiteWarning

READ_AT_ONCE = 64 << 20
"""Smaller datasets are read whole: rows in memory are shuffled fastest."""

_APART = 4
"""Rows are read with all that lies between them while that is at most so many times as much."""


def is_dataset(value: Any) -> bool:
    """Whether `value` is a dataset of h5py; imports nothing."""
    cls = type(value)
    return cls.__name__ == "Dataset" and cls.__module__.partition(".")[0] == "h5py"


def open_rows(dataset: Any) -> Any:
    """A dataset as what batches are taken from.

    A small one is read. A large one is mapped into memory if it lies in its file in one piece;
    otherwise (in chunks, compressed) its rows are read when they are needed.

    Args:
        dataset: an `h5py.Dataset` of numbers with an axis of rows.
    """
    if dataset.dtype.kind not in "biuf" or not dataset.shape or dataset.nbytes <= READ_AT_ONCE:
        return dataset[()]
    mapped = _mapped(dataset)
    return StoredRows(dataset, 0, dataset.shape[0]) if mapped is None else mapped


def _mapped(dataset: Any) -> np.ndarray | None:
    """The dataset's place in its file as an `np.memmap`; `None` where that cannot be had."""
    file = dataset.file
    plain = dataset.chunks is None and dataset.external is None and not dataset.is_virtual
    if not plain or file.driver not in ("sec2", "stdio") or file.userblock_size:
        return None
    file.flush()
    offset = dataset.id.get_offset()
    if offset is None:  # nothing was written yet
        return None
    return np.memmap(file.filename, dataset.dtype, "r", offset, dataset.shape)


class StoredRows:
    """Rows `first` to `last` of a dataset. Indexing reads; `part` does not.

    Attributes:
        shape, dtype, ndim, size, nbytes: as an array has them.
    """

    def __init__(self, dataset: Any, first: int, last: int) -> None:
        self._dataset = dataset
        self._first = first
        self.shape = (last - first, *dataset.shape[1:])
        self.dtype = dataset.dtype
        self.ndim = len(self.shape)
        self.size = int(np.prod(self.shape))
        self.nbytes = self.size * self.dtype.itemsize
        self._warned = False

    def __len__(self) -> int:
        return self.shape[0]

    def part(self, rows: slice) -> StoredRows:
        """Neighbouring rows, still on disk."""
        first, last, _ = rows.indices(len(self))
        return StoredRows(self._dataset, self._first + first, self._first + max(first, last))

    def __getitem__(self, rows: slice) -> np.ndarray:
        first, last, _ = rows.indices(len(self))
        read: np.ndarray = self._dataset[self._first + first : self._first + max(first, last)]
        return read

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self[:] if dtype is None else self[:].astype(dtype)

    def take(self, indices: np.ndarray, axis: int = 0, mode: str = "clip") -> np.ndarray:
        """The rows with these numbers, in this order; each is read once."""
        low, high = int(indices.min()), int(indices.max()) + 1
        if high - low <= _APART * len(indices):
            return self[low:high].take(indices - low, axis=0)
        self._warn()
        rows, places = np.unique(indices, return_inverse=True)
        read: np.ndarray = self._dataset[self._first + rows]
        return read.take(places, axis=0)

    def _warn(self) -> None:
        if not self._warned:
            self._warned = True
            warnings.warn(
                f"fit: rows of the dataset {self._dataset.name!r} ({self.nbytes >> 20} MB, stored"
                " in chunks) are read in random order, which is slow. Pass shuffle='batch', which"
                " shuffles within batches, or store the dataset in one piece (chunks=None, no"
                " compression), which is then mapped into memory.",
                KerasLiteWarning,
                stacklevel=8,
            )
