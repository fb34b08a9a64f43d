"""Calls are written as NumPy is quicker at them."""

from __future__ import annotations

import pytest

from keras_lite.engine.emit import _quickly

CALLS = [
    ("add(a, b, out=c)", "add(a, b, c)"),
    ("multiply(g, greater(y, z), out=out[1:])", "multiply(g, greater(y, z), out[1:])"),
    ('add(k, x.view("int32"), out=c.view("int32"))', 'add(k, x.view("int32"), c.view("int32"))'),
    ("dot(a, b.T, out=c)", "dot(a, b.T, c)"),
    ("maximum(a, b, out=c)", None),
    ("sum(x, axis=0, out=c)", None),
    ('copyto(c, a, casting="unsafe")', "c[...] = a"),
    ("copyto(c[:, 1:2], f(a, b).T)", "c[:, 1:2] = f(a, b).T"),
    ("copyto(c, a, where=b)", None),
    ("copyto(c[rows[0]], a)", None),
    ('copyto(c, argmax(a, axis=1), casting="unsafe")', None),
    ("take(x, rows, axis=0, out=c)", None),
    ("c = add(a, b, out=c)", None),
]


@pytest.mark.parametrize(("told", "written"), CALLS)
def test_calls_are_written_as_numpy_is_quicker(told: str, written: str | None) -> None:
    assert _quickly(told) == (written or told)
