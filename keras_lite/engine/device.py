"""Where arrays live, and how emitted programs name the array functions there.

The only module that imports cupy, and only when a GPU is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np

from keras_lite.record import Record


class Device(Record):
    """An array module and its spelling in emitted programs.

    Attributes:
        name: "numpy", "cupy", or the name of a stand-in.
        module: the array module.
        functions: function name used by operations -> source of the function there, where it is
            not simply `np.<name>`. Emitted source always calls the module `np`.
        literals: whether numbers are written into calls; else they become arrays without axes.
        slices: whether what can wait is computed once per slice of steps (a GPU prefers steps that
            are all alike, and adds up in another order).
    """

    name: str
    module: ModuleType
    functions: Mapping[str, str] = MappingProxyType({})
    literals: bool = False
    slices: bool = False

    def function(self, name: str) -> str:
        """Source that names the array function `name` on this device."""
        return self.functions.get(name, f"np.{name}")

    def asarray(self, value: Any, dtype: str | None = None) -> Any:
        """`value` as an array of this device."""
        if isinstance(value, np.ndarray) and self.module is np:
            return np.asarray(value, dtype=dtype)
        return self.module.asarray(value, dtype=dtype)

    def to_numpy(self, array: Any) -> np.ndarray:
        """A NumPy array with the values of a device array, or of anything that NumPy reads."""
        return array.get() if hasattr(array, "get") else np.asarray(array)


# ufunc.reduce is what the NumPy functions call in the end, without 1 us of Python around it.
_NUMPY_FUNCTIONS = {
    "sum": "np.add.reduce",
    "max": "np.maximum.reduce",
    "min": "np.minimum.reduce",
    "prod": "np.multiply.reduce",
    "any": "np.logical_or.reduce",
    "all": "np.logical_and.reduce",
}
NUMPY = Device("numpy", np, _NUMPY_FUNCTIONS, slices=True)

_current = NUMPY


def current() -> Device:
    """The device on which arrays are made now."""
    return _current


def on_host() -> bool:
    """Whether arrays are made in ordinary memory, as NumPy's."""
    return _current.module is np


def cupy() -> Device:
    """The GPU, through CuPy.

    Raises:
        ImportError: if cupy is not installed (`pip install keras-lite[gpu]`).
    """
    return Device("cupy", import_module("cupy"), literals=True)


@contextmanager
def use(device: Device) -> Iterator[None]:
    """Makes arrays on `device` inside."""
    global _current
    before, _current = _current, device
    try:
        yield
    finally:
        _current = before
