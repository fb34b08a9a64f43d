"""Types and numbers in C."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

C_TYPES = {
    "float32": "float",
    "float64": "double",
    "bool": "unsigned char",
    "int8": "signed char",
    "int16": "short",
    "int32": "int",
    "int64": "long long",
    "uint8": "unsigned char",
    "uint16": "unsigned short",
    "uint32": "unsigned int",
    "uint64": "unsigned long long",
}
"""C's name of each dtype in memory."""

VALUE_TYPES = {**C_TYPES, "bool": "_Bool"}
"""The same in the midst of loops. (Loops that read `_Bool` from memory are not vectorised.)"""

_SUFFIXES = {"float32": "f", "int64": "LL", "uint32": "U", "uint64": "ULL"}


def literal(value: Any, dtype: str) -> str:
    """A number as C source of a dtype: the shortest that is read back as the same bits."""
    if dtype == "bool":
        return str(int(value))
    if dtype not in ("float32", "float64"):
        if value == np.iinfo(dtype).min and value < 0:
            return f"({value + 1}{_SUFFIXES.get(dtype, '')} - 1)"
        text = f"{int(value)}{_SUFFIXES.get(dtype, '')}"
        return f"({text})" if value < 0 else text
    if math.isnan(value):
        return f"({C_TYPES[dtype]})NAN"
    if math.isinf(value):
        return f"({C_TYPES[dtype]})INFINITY" if value > 0 else f"(-({C_TYPES[dtype]})INFINITY)"
    text = repr(float(value)) if dtype == "float64" else str(np.float32(value))
    text = text if any(c in text for c in ".e") else f"{text}.0"
    text += _SUFFIXES.get(dtype, "")
    return f"({text})" if math.copysign(1.0, value) < 0 else text
