"""Dtype names and the promotion of mixed dtypes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from keras_lite import config

_FLOATS = ("float16", "float32", "float64")
_SIGNED = ("int8", "int16", "int32", "int64")
_UNSIGNED = ("uint8", "uint16", "uint32", "uint64")


@cache
def dtype_name(dtype: Any) -> str:
    """The NumPy name of a dtype given as a name, a type or a dtype."""
    name: str = np.dtype(dtype).name
    return name


def is_float(dtype: str) -> bool:
    return dtype in _FLOATS


def is_integer(dtype: str) -> bool:
    return dtype in _SIGNED or dtype in _UNSIGNED


def result_type(*dtypes: Any) -> str:
    """The common dtype of values and Python numbers.

    Args:
        *dtypes: dtype names, or the types `bool`, `int`, `float` for Python numbers, which give
            way to any dtype of their own kind.

    Integers met by floats give way to the float dtype whatever their width (int64 and float16
    give float16), as Keras has it; NumPy would widen.
    """
    strong = [d for d in dtypes if isinstance(d, str)]
    weak = [d for d in dtypes if not isinstance(d, str)]
    result = strong[0] if strong else None
    for dtype in strong[1:]:
        result = _promote(result, dtype)  # type: ignore[arg-type]
    for kind in weak:
        result = _promote_weak(result, kind)
    return result or config.floatx()


def _promote(a: str, b: str) -> str:
    if a == b or b == "bool":
        return a
    if a == "bool":
        return b
    if is_float(a) and is_float(b):
        return max(a, b, key=_FLOATS.index)
    if is_float(a) or is_float(b):
        return a if is_float(a) else b
    if {a, b} & set(_SIGNED) and "uint64" in (a, b):
        # Keras 3.15: no integer holds both, so the default float does.
        return config.floatx()
    return np.promote_types(a, b).name


def _promote_weak(dtype: str | None, kind: type) -> str:
    if kind is bool:
        return dtype or "bool"
    if kind is int:
        return "int32" if dtype in (None, "bool") else dtype
    return dtype if dtype is not None and is_float(dtype) else config.floatx()
