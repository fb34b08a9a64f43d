"""NumPy's own BLAS as a function that compiled programs call: large products are left to it.

Programs call it as `cblas_gemm` with whole numbers of 64 bits. The wheels of NumPy bring OpenBLAS
with just that function; where there is none, or it computes something else than NumPy, a function
of the same kind calls `numpy.matmul`, which costs some microseconds more.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

BY_ROWS, AS_IT_IS, TURNED = 101, 111, 112
"""The numbers by which `cblas_gemm` is told how matrices lie."""

_PREFIXES = {"float32": "s", "float64": "d"}
_REALS = {"float32": ctypes.c_float, "float64": ctypes.c_double}


def _signature(dtype: str) -> list[Any]:
    flag, size, real, place = ctypes.c_int, ctypes.c_longlong, _REALS[dtype], ctypes.c_void_p
    matrices = [place, size, place, size, real, place, size]
    return [flag, flag, flag, size, size, size, real, *matrices]


@cache
def function(dtype: str) -> Any:
    """The function for products of a dtype; whoever calls it keeps it."""
    signature = _signature(dtype)
    for path in _libraries():
        try:
            found = getattr(ctypes.CDLL(str(path)), f"scipy_cblas_{_PREFIXES[dtype]}gemm64_")
        except (OSError, AttributeError):
            continue
        found.argtypes, found.restype = signature, None
        if _is_right(found, dtype):
            return found
    return ctypes.CFUNCTYPE(None, *signature)(_by_numpy(dtype))


def address(dtype: str) -> int:
    """Where that function lies."""
    return ctypes.cast(function(dtype), ctypes.c_void_p).value or 0


def _libraries() -> list[Path]:
    """What NumPy's wheels bring along and NumPy has loaded already."""
    package = Path(np.__file__).parent
    folders = (package.with_name("numpy.libs"), package / ".dylibs")
    return [path for folder in folders for path in sorted(folder.glob("*scipy_openblas64_*"))]


def _is_right(found: Any, dtype: str) -> bool:
    """Whether it multiplies as NumPy does, whichever way the matrices lie."""
    random = np.random.default_rng(0)
    for turned_a in (False, True):
        for turned_b in (False, True):
            a = random.normal(size=(3, 5)[:: -1 if turned_a else 1]).astype(dtype)
            b = random.normal(size=(5, 2)[:: -1 if turned_b else 1]).astype(dtype)
            c = np.full((3, 2), np.nan, dtype)
            flags = [TURNED if turned else AS_IT_IS for turned in (turned_a, turned_b)]
            places = [a.ctypes.data, a.shape[1], b.ctypes.data, b.shape[1], 0.0, c.ctypes.data, 2]
            found(BY_ROWS, *flags, 3, 2, 5, 1.0, *places)
            expected = (a.T if turned_a else a) @ (b.T if turned_b else b)
            if not np.allclose(c, expected, rtol=1e-5, atol=1e-5):
                return False
    return True


def _by_numpy(dtype: str) -> Any:
    real = _REALS[dtype]

    def matrix(place: int, rows: int, columns: int, apart: int, flag: int) -> np.ndarray:
        if flag == TURNED:
            return matrix(place, columns, rows, apart, AS_IT_IS).T
        count = (rows - 1) * apart + columns
        memory = np.ctypeslib.as_array((real * count).from_address(place))
        item = memory.itemsize
        return np.lib.stride_tricks.as_strided(memory, (rows, columns), (apart * item, item))

    def gemm(
        order: int, flag_a: int, flag_b: int, m: int, n: int, k: int, alpha: float,
        a: int, apart_a: int, b: int, apart_b: int, beta: float, c: int, apart_c: int,
    ) -> None:  # fmt: skip
        left, right = matrix(a, m, k, apart_a, flag_a), matrix(b, k, n, apart_b, flag_b)
        np.matmul(left, right, out=matrix(c, m, n, apart_c, AS_IT_IS))

    return gemm
