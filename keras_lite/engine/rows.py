"""Batches that are rows of an array in some order, gathered only where somebody needs them so."""

from __future__ import annotations

import numpy as np


class Rows:
    """Stands for `array[order].reshape(steps, n, ...)`.

    Programs on NumPy gather it; compiled ones follow the order themselves.

    Args:
        array: all rows, one after another in memory.
        order: numbers of rows (int64), `steps * n` of them.
        steps: number of batches.
    """

    def __init__(self, array: np.ndarray, order: np.ndarray, steps: int) -> None:
        self.array = array
        self.order = order
        self.steps = steps

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, steps: int | slice) -> np.ndarray | Rows:
        """One batch; or some that follow one another, not gathered yet."""
        rows = self.order.reshape(self.steps, -1)[steps]
        if isinstance(steps, slice):
            return Rows(self.array, rows.reshape(-1), len(rows))
        batch: np.ndarray = self.array.take(rows, axis=0, mode="clip")
        return batch

    def gathered(self) -> np.ndarray:
        """All batches as one array of shape (steps, n, ...)."""
        rows = self.array.take(self.order, axis=0, mode="clip")
        return rows.reshape(self.steps, -1, *self.array.shape[1:])

    @staticmethod
    def can_be_of(array: object, order: np.ndarray) -> bool:
        """Whether a compiled program can follow this order in this array."""
        return (
            isinstance(array, np.ndarray)
            and array.flags.c_contiguous
            and array.flags.aligned
            and array.dtype.isnative
            and order.dtype == np.int64
            and order.flags.c_contiguous
        )
