from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives.reduce import sum


def _program(shape: tuple[Any, ...], dtype: str, **how: Any) -> Program:
    """Sums y of values to which the sum of the last step is added, so that no step can wait."""
    with Trace() as trace:
        last = Variable(np.zeros(()), dtype=dtype, name="last")
        x = trace.input("x", Spec(shape, dtype))
        total = sum(x + last, **how)
        trace.output("y", total)
        last.assign(sum(total))
    return Program(trace.graph(), "sums")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 7, 200])
def test_columns_are_summed_by_a_product(dtype: str, n: int) -> None:
    x = np.random.default_rng(0).normal(size=(3, n, 50)).astype(dtype)
    program, found = _program((BATCH, 50), dtype, axis=0), np.empty((3, 50), dtype)
    assert "dot(a_ones, " in program.source("fast")
    assert "dot(" not in program.source("plain")
    program.run(n, x, found)
    last = size = np.longdouble(0)
    for batch, sums in zip(x.astype("longdouble"), found, strict=True):
        expected, sizes = (batch + last).sum(0), (np.abs(batch) + size).sum(0)
        assert (np.abs(sums - expected) <= 3 * (n + 51) * np.finfo(dtype).eps * sizes).all()
        last, size = expected.sum(), sizes.sum()


def test_values_that_are_no_numbers_stay_so() -> None:
    x = np.ones((1, 9, 4), "float32")
    x[0, 3] = [np.inf, np.nan, -np.inf, 1.0]
    found = np.empty((1, 4), "float32")
    _program((BATCH, 4), "float32", axis=0).run(9, x, found)
    np.testing.assert_array_equal(found, [[np.inf, np.nan, -np.inf, 9.0]])


@pytest.mark.parametrize(
    ("shape", "axis"), [((BATCH, 5, 6), (0, 1)), ((BATCH, 2, 3, 4), (0, 1, 2)), ((8, 50), 0)]
)
@pytest.mark.parametrize("keepdims", [False, True])
def test_all_axes_but_the_last_are_summed_so(
    shape: tuple[Any, ...], axis: Any, keepdims: bool
) -> None:
    program = _program(shape, "float64", axis=axis, keepdims=keepdims)
    assert "dot(a_ones, " in program.source("fast")
    x = np.random.default_rng(0).normal(size=(1, *(8 if s is BATCH else s for s in shape)))
    expected = x[0].sum(axis, keepdims=keepdims)
    found = np.empty((1, *expected.shape))
    program.run(8, x, found)
    np.testing.assert_allclose(found[0], expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    ("shape", "dtype", "axis"),
    [
        ((BATCH, 50), "int32", 0),
        ((BATCH, 5, 10), "float32", 0),
        ((BATCH, 5), "float32", 1),
        ((BATCH, 1), "float32", 0),
    ],
)
def test_other_sums_stay(shape: tuple[Any, ...], dtype: str, axis: int) -> None:
    assert "dot(" not in _program(shape, dtype, axis=axis).source("fast")
