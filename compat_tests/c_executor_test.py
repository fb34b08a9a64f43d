"""Programs in C beside the same programs on NumPy: operations, models, and bits."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from keras_lite.engine import c_tile_functions, c_tiles, compiler, kernels, matrices
from keras_lite.engine.c_text import CText
from keras_lite.engine.compiled import Compiled
from keras_lite.engine.emit_c import Declined, emit_c
from keras_lite.engine.op import OPS, Example
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.primitives import op_kit_test as kit

HAS_COMPILER = compiler.find() is not None
needs_compiler = pytest.mark.skipif(not HAS_COMPILER, reason="needs a C compiler")

# What C does not run: NumPy does.
WITHOUT_A_FORM = set(
    "argsort cumprod cumsum left_shift linalg random_integers random_normal"
    " random_uniform_steps random_normal_steps right_shift sort truncated_normal".split()
) | {"with_ones", "kept", "beside", "column_sums"}  # come in by rewrites for NumPy only


@dataclass
class Case:
    """One row of the op kit with its slopes, as a program."""

    name: str
    example: Example
    dtype: str
    program: Program
    text: CText | None = None
    declined: str = ""


def _program(example: Example, dtype: str) -> Program:
    arrays = kit._arrays(example, dtype)
    with Trace() as trace:
        wanted = kit._differentiable(example, arrays)
        slopes = kit._slopes(example.op, kit._specs(example, arrays), wanted, trace, None)
        for i, slope in slopes:
            trace.output(f"slope{i}", slope)
    return Program(trace.graph(), "an operation")


def _cases() -> list[Case]:
    cases = []
    for parameter in kit.CASES:
        example, dtype = parameter.values
        cases.append(Case(str(parameter.id), example, dtype, _program(example, dtype)))
    return [laid_out for case in cases for laid_out in _emitted(case)]


def _emitted(case: Case) -> Iterator[Case]:
    """The case with the batch axis outermost, innermost, and with products as for large ones."""
    for layout, least, largest in (
        ("rows", kit.N + 1, 10**9),
        ("columns", 1, 10**9),
        ("tiles", 1, 0),
        ("blas", 1, 0),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kernels, "ROWS_INNERMOST_FROM", least)
            patch.setattr(matrices, "LARGEST_PRODUCT", largest)
            patch.setattr(matrices, "SMALLEST_BESIDE", 0)
            patch.setattr(c_tiles, "are_quick", lambda quick=layout == "tiles": quick)
            name = f"{case.name}-{layout}"
            try:
                text = emit_c(case.program.graph, name, kit.N)
                if " @ " in text.source or layout in ("rows", "columns"):
                    yield replace(case, name=name, text=text)
            except Declined as reason:
                yield replace(case, name=name, declined=str(reason))


CASES = _cases() if HAS_COMPILER else []


_KINDS = (["float32", "float64"], ["float32"], ["float64"])
_PRODUCTS = [c_tile_functions.head(kinds) for kinds in _KINDS]


def _apart(source: str, number: int) -> str:
    """The text with every function of its own under a name of its own, but for products."""
    for head in _PRODUCTS:
        source = source.replace(head, "")
    own = r"\w+_(?:float|double)|draw_words|write_blocks|two_to|place_of"
    source = re.sub(rf"\b({own})\(", rf"\1_{number}(", source)
    return source.replace("long run(", f"long run_{number}(")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All rows of the kit in one library: a compiler takes longest to start."""
    texts = [_apart(c.text.source, i) for i, c in enumerate(CASES) if c.text is not None]
    path = tmp_path_factory.mktemp("kit") / "kit.so"
    (path.parent / "program.c").write_text("\n".join(["#include <string.h>", _PRODUCTS[0], *texts]))
    found = compiler.find()
    assert found is not None
    compiler.start(found, path)
    return ctypes.CDLL(str(path))


def _same(found: np.ndarray, expected: np.ndarray, dtype: str) -> None:
    assert found.dtype == expected.dtype
    if found.dtype.kind != "f":
        np.testing.assert_array_equal(found, expected)
        return
    exact_to = 1e-6 if found.dtype == "float32" or dtype == "float32" else 1e-14
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected))))
    np.testing.assert_allclose(found, expected, rtol=exact_to, atol=exact_to * scale)


@pytest.mark.slow
@needs_compiler
@pytest.mark.parametrize(
    "number", [pytest.param(i, id=c.name) for i, c in enumerate(CASES) if c.text is not None]
)
def test_operations_and_slopes(number: int, library: Any) -> None:
    """Two steps at once, each as NumPy computes it."""
    case = CASES[number]
    assert case.text is not None
    arrays = kit._arrays(case.example, case.dtype)
    result = np.asarray(kit._forward(kit._bound(case.example.op), kit.NUMPY, arrays))
    g = np.random.default_rng(1).normal(size=result.shape).astype(result.dtype)
    inputs = [np.stack([a, a]) for a in (*arrays, g)]
    outputs = [
        [np.zeros((2, *kit.shape_at(o.spec.shape, kit.N)), o.spec.dtype) for _ in range(2)]
        for o in case.program.graph.outputs.values()
    ]
    case.program.run(kit.N, *inputs, *(o[0] for o in outputs))
    function = compiler.typed(getattr(library, f"run_{number}"), case.text.pointers)
    Compiled(case.text, function, kit.N).run([], [*inputs, *(o[1] for o in outputs)])
    for expected, found in outputs:
        _same(found, expected, case.dtype)


@needs_compiler
def test_what_has_no_form_in_c_is_known() -> None:
    """Of the others at least one row is compiled."""
    tried = {c.example.op.name for c in CASES}
    compiled = {c.example.op.name for c in CASES if c.text is not None}
    assert tried - compiled == WITHOUT_A_FORM & set(OPS)
