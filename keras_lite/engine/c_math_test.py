"""The functions of our own: near the exact values everywhere, and right at every edge."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite.engine import compiler
from keras_lite.engine.c_math import HEAD, with_own_functions

pytestmark = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")

NAMES = ("exp", "log", "log1p", "tanh")
EDGES = np.array(
    [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-45, -1e-45, 1e-40, 1.17549435e-38,
     3.4e38, -3.4e38, 88.72283, 88.7229, 89.5, -87.33, -87.34, -100.0, -103.97, -104.5, 1e-20,
     -1e-20, 0.625, -0.625, 20.0, -20.0],
    "float32",
)  # fmt: skip


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, np.ndarray], np.ndarray]:
    folder: Path = tmp_path_factory.mktemp("math")
    lines = [f"const float {name}_y = {name}(x[i]);" for name in NAMES]
    lines, functions = with_own_functions(lines)
    loops = [
        f"void all_{name}(long n, const float *restrict x, float *restrict y) {{\n"
        f"#pragma omp simd\nfor (long i = 0; i < n; i++) {{ {line} y[i] = {name}_y; }} }}"
        for name, line in zip(NAMES, lines, strict=True)
    ]
    (folder / "program.c").write_text("\n".join([HEAD, *functions, *loops]))
    found = compiler.find()
    assert found is not None
    compiler.start(found, folder / "math.so")
    library: Any = ctypes.CDLL(str(folder / "math.so"))

    def run(name: str, x: np.ndarray) -> np.ndarray:
        y = np.empty_like(x)
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (x, y)]
        getattr(library, f"all_{name}")(ctypes.c_long(x.size), *pointers)
        return y

    return run


def _exact(name: str, x: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray(getattr(np, name)(x.astype("float64")))


RANGES = {
    "exp": ([-87.0, 88.7],),
    "log": ([1e-3, 10.0], [0.7, 1.5], [1e30, 3e38], [1.2e-38, 1e-30]),
    "log1p": ([-0.999, 10.0], [-1e-3, 1e-3], [1e-30, 1e-6], [1e10, 3e38]),
    "tanh": ([-10.0, 10.0], [-1.0, 1.0], [-1e-3, 1e-3]),
}
WITHIN = {"exp": 1e-7, "log": 1e-7, "log1p": 3e-7, "tanh": 2e-7}
"""Relative. A float is known to 6e-8; the last two are made of the first two."""


@pytest.mark.parametrize(("name", "limits"), [(n, r) for n in NAMES for r in RANGES[n]])
def test_near_the_exact_values(computed: Any, name: str, limits: list[float]) -> None:
    x = np.linspace(*limits, 400_003).astype("float32")
    expected = _exact(name, x)
    found = computed(name, x).astype("float64")
    wrong = np.abs(found - expected) / np.maximum(np.abs(expected), 1e-300)
    assert np.max(wrong[expected != 0]) <= WITHIN[name]


@pytest.mark.parametrize("name", NAMES)
def test_edges_are_those_of_numpy(computed: Any, name: str) -> None:
    """Infinities, NaN, signs of zero, overflow, and numbers too small to be normal."""
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(EDGES)
    found = computed(name, EDGES)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    finite = np.isfinite(expected)
    np.testing.assert_array_equal(
        found[~finite & ~np.isnan(expected)], expected[~finite & ~np.isnan(expected)]
    )
    np.testing.assert_array_equal(np.signbit(found[finite]), np.signbit(expected[finite]))
    np.testing.assert_allclose(found[finite], expected[finite], rtol=3e-7, atol=1.5e-45)


def test_denormal_results_of_exp(computed: Any) -> None:
    x = np.linspace(-104.0, -87.0, 100_001).astype("float32")
    expected = _exact("exp", x)
    assert np.max(np.abs(computed("exp", x) - expected)) <= 1.5e-45
