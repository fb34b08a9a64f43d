"""Products and sums in blocks, beside NumPy: every width, every rest, every way to lie."""

from __future__ import annotations

import ctypes
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite.engine import compiler
from keras_lite.engine.c_block_functions import functions_for
from keras_lite.engine.c_math import HEAD
from keras_lite.engine.small_products import columns_of, width_of

pytestmark = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")

KINDS = {"float": "float32", "double": "float64"}
SIZES = [
    *itertools.product((1, 3, 20), (7, 21, 35), (2, 33)),
    *itertools.product((3, 4, 6), (1, 5), (9, 100)),
]


def _calls(m: int, n: int, terms: int, kind: str) -> dict[str, list[str]]:
    """C source for c = a b, where a lies by rows or by columns and b by rows; and for dots."""
    least = 4 if kind == "float" else 2
    calls: dict[str, list[str]] = {"by_rows": [], "by_columns": [], "dots": [], "sums": []}
    for start, stop, width in columns_of(n, least) if n >= least else []:
        for way, steps in (("by_rows", f"{terms}, 1"), ("by_columns", f"1, {m}")):
            sizes = f"{m}, {stop - start}, {terms}"
            calls[way].append(
                f"multiply_{width}_{kind}({sizes}, a, {steps}, b + {start}, {n}, c + {start}, {n});"
            )
    if kind == "float" and min(m, terms) >= 4:
        calls["turn"] = [f"turn_4_float({m}, {terms}, a, {terms}, c, {m});"]
    if terms >= least:
        width = width_of(terms, least)
        sizes = f"{m}, {n}, {terms}"
        calls["dots"].append(f"dots_{width}_{kind}({sizes}, a, {terms}, b, {terms}, c, {n}, 1);")
        calls["sums"].append(f"sums_{width}_{kind}({m}, {terms}, a, {terms}, c, 1);")
    return {way: lines for way, lines in calls.items() if lines}


CASES = [
    (m, n, terms, kind, way, lines)
    for kind in KINDS
    for m, n, terms in SIZES
    for way, lines in _calls(m, n, terms, kind).items()
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All calls in one library: a compiler takes longest to start."""
    folder: Path = tmp_path_factory.mktemp("blocks")
    functions = functions_for([line for *_, lines in CASES for line in lines])
    runs = []
    for number, (*_, kind, _way, lines) in enumerate(CASES):
        head = f"void run_{number}(const {kind} *a, const {kind} *b, {kind} *c)"
        runs.append("\n".join([head, "{", *lines, "}"]))
    (folder / "program.c").write_text("\n".join([HEAD, *functions, *runs]))
    found = compiler.find()
    assert found is not None
    compiler.start(found, folder / "blocks.so")
    return ctypes.CDLL(str(folder / "blocks.so"))


@pytest.mark.slow
def test_as_numpy(library: Any) -> None:
    """Of whole numbers, so that the order of summation makes no difference."""
    random = np.random.default_rng(5)
    for number, (m, n, terms, kind, way, _) in enumerate(CASES):
        a = random.integers(-9, 9, (m, terms)).astype(KINDS[kind])
        b = random.integers(-9, 9, (terms, n)).astype(KINDS[kind])
        lying = np.ascontiguousarray(a.T if way == "by_columns" else a)
        right = np.ascontiguousarray(b.T if way == "dots" else b)
        expected = {"sums": a.sum(axis=1), "turn": a.T.reshape(-1)}.get(way, (a @ b).reshape(-1))
        c = np.full(m * max(n, terms) + 16, 77, KINDS[kind])  # what lies behind stays as it is
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in (lying, right, c)]
        getattr(library, f"run_{number}")(*pointers)
        said = f"{way} {m} x {n}, {terms} terms of {kind}"
        np.testing.assert_array_equal(c[: len(expected)], expected, err_msg=said)
        assert (c[len(expected) :] == 77).all(), said


def test_columns_are_all_there_and_few_twice() -> None:
    for count in range(4, 200):
        parts = columns_of(count, 4)
        places = {j for start, stop, _ in parts for j in range(start, stop)}
        assert places == set(range(count))
        assert all(stop - start >= width for start, stop, width in parts)
    assert columns_of(20, 4) == [(0, 16, 16), (16, 20, 4)]
    assert columns_of(10, 4) == [(0, 8, 8), (6, 10, 4)]
    assert columns_of(31, 4) == [(0, 31, 16)]
