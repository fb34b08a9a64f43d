"""What is run differs from what is shown in how it is spelled, and in nothing else."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from keras_lite.engine.emit import _spelled_quickly

SHOWN_AND_RUN = [
    ("add(a, b, out=c)", "add(a, b, c)"),
    ("    multiply(g, greater(y, z), out=out[1:])", "    multiply(g, greater(y, z), out[1:])"),
    ('add(k, x.view("int32"), out=c.view("int32"))', 'add(k, x.view("int32"), c.view("int32"))'),
    ("dot(a, b.T, out=c)", "dot(a, b.T, c)"),
    ("maximum(a, b, out=c)", None),
    ("sum(x, axis=0, out=c)", None),
    ('copyto(c, a, casting="unsafe")', "c[...] = a"),
    ("    copyto(c[:, 1:2], f(a, b).T)", "    c[:, 1:2] = f(a, b).T"),
    ("copyto(c, a, where=b)", None),
    ("copyto(c[rows[0]], a)", None),
    ('copyto(c, argmax(a, axis=1), casting="unsafe")', None),
    ("take(x, rows, axis=0, out=c)", None),
    ("c = add(a, b, out=c)", None),
]


@pytest.mark.parametrize(("shown", "run"), SHOWN_AND_RUN)
def test_lines_are_spelled_as_numpy_is_quicker(shown: str, run: str | None) -> None:
    assert _spelled_quickly(f"\n{shown}\n", np) == f"\n{run or shown}\n"


def test_other_array_modules_run_what_is_shown() -> None:
    assert _spelled_quickly("add(a, b, out=c)", ModuleType("cupy")) == "add(a, b, out=c)"
