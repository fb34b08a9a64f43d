"""Graph leaves: values that are handed in, kept as state, or fixed."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import Dim, Spec
from keras_lite.engine.op import Array, Op


class Input(Op):
    """A value that the caller hands in at every step."""

    key: str
    of: Spec
    is_leaf = True

    def spec(self, *inputs: Spec) -> Spec:
        return self.of


class State(Op):
    """The value of a state array (weights, slots, counters) at the start of the step."""

    key: int
    of: Spec
    is_leaf = True

    def spec(self, *inputs: Spec) -> Spec:
        return self.of


class Constant(Op):
    """A fixed array, or a number that follows from the batch size."""

    data: bytes
    shape: tuple[int, ...]
    dtype: str
    dim: Dim | None = None
    is_leaf = True

    @staticmethod
    def of(value: Any, dtype: str | None = None) -> Constant:
        """Makes the constant of an array or a number (dtype: a NumPy name)."""
        array = np.asarray(value, dtype=dtype)
        return Constant(array.tobytes(), array.shape, dtype_name(array.dtype))

    @staticmethod
    def size(dim: Dim, dtype: str = "int32") -> Constant:
        """Makes the constant of a size: a scalar that is set when the batch size is bound."""
        return Constant(b"", (), dtype, dim)

    @property
    def array(self) -> np.ndarray:
        """The fixed array (read-only)."""
        return np.frombuffer(self.data, dtype=self.dtype).reshape(self.shape)

    def at(self, n: int) -> np.ndarray:
        """The fixed array (read-only), or the size that it stands for, for batch size `n`."""
        return self.array if self.dim is None else np.asarray(self.dim.at(n), self.dtype)

    @property
    def scalar(self) -> Any:
        """The Python number, for a fixed value without axes; else `None`."""
        return self.array.item() if self.shape == () and self.dim is None else None

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.asarray(self.array.copy())

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(self.shape, self.dtype)
