"""The C expression of every elementwise operation, compiled, computes what the operation does."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite.primitives  # noqa: F401 (registers the operations)
from keras_lite.engine.ir import shape_at
from keras_lite.engine.op import OPS, Example

TYPES = {"float32": "float", "float64": "double", "int32": "int", "bool": "_Bool"}
CASES = [
    (f"{name}_{number}_{dtype}", example, dtype)
    for name, op in sorted(OPS.items())
    if op.expression_c is not None
    for number, example in enumerate(op.examples())
    for dtype in example.dtypes
]
EXACT_TO = {"float32": 4e-7, "float64": 1e-15}
# Of a few units in the last place, where the array module and the C library round differently.
EXACT_TO_OF = {"erf": 5e-7}

pytestmark = pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")


def _arrays(example: Example, dtype: str) -> list[np.ndarray]:
    random = np.random.default_rng(0)
    low, high = example.low, example.high
    arrays = []
    for given in example.inputs:
        if isinstance(given, np.ndarray):
            array = given.astype(dtype) if given.dtype.kind == "f" else given
        elif low is None or high is None:
            array = random.normal(size=shape_at(given, 5)).astype(dtype)
        else:
            array = random.uniform(low, high, shape_at(given, 5)).astype(dtype)
        arrays.append(np.asarray(array))
    return [np.ascontiguousarray(a) for a in np.broadcast_arrays(*arrays)]


def _function(name: str, example: Example, arrays: list[np.ndarray], result: np.ndarray) -> str:
    assert example.op.expression_c is not None
    inputs = "".join(f", const {TYPES[a.dtype.name]} *x{i}" for i, a in enumerate(arrays))
    source = example.op.expression_c.format(*(f"x{i}[k]" for i in range(len(arrays))))
    return (
        f"void {name}(int count, {TYPES[result.dtype.name]} *y{inputs})"
        f" {{ for (int k = 0; k < count; k++) y[k] = {source}; }}"
    )


def _result(example: Example, arrays: list[np.ndarray]) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray(example.op.forward(np, *arrays))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("c")
    lines = ["#include <tgmath.h>"]
    for name, example, dtype in CASES:
        arrays = _arrays(example, dtype)
        lines.append(_function(name, example, arrays, _result(example, arrays)))
    (folder / "all.c").write_text("\n".join(lines))
    command = ["cc", "-O1", "-shared", "-fPIC", "-o", "all.so", "all.c", "-lm"]
    subprocess.run(command, cwd=folder, check=True)
    return ctypes.CDLL(str(folder / "all.so"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_compiled_expression(case: tuple[str, Example, str], library: Any) -> None:
    name, example, dtype = case
    arrays = _arrays(example, dtype)
    expected = _result(example, arrays)
    found = np.empty_like(expected)
    pointers = [ctypes.c_void_p(a.ctypes.data) for a in (found, *arrays)]
    getattr(library, name)(found.size, *pointers)
    if found.dtype.kind == "f":
        exact_to = EXACT_TO_OF.get(example.op.name, EXACT_TO[found.dtype.name])
        np.testing.assert_allclose(found, expected, rtol=exact_to, atol=exact_to / 10)
    else:
        np.testing.assert_array_equal(found, expected)


def test_special_numbers(library: Any) -> None:
    """What C's comparisons would lose: NaN passes through maxima, minima, signs."""
    special = np.array([np.nan, 1.0, -0.0, np.inf, -np.inf])
    other = np.array([1.0, np.nan, 0.0, np.nan, 1.0])
    for name in ("maximum", "minimum", "sign"):
        op = OPS[name]()
        inputs = [special, other][: 1 if name == "sign" else 2]
        found = np.empty(5)
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (found, *inputs)]
        getattr(library, f"{name}_0_float64")(5, *pointers)
        np.testing.assert_array_equal(found, op.forward(np, *inputs))  # type: ignore[arg-type]
