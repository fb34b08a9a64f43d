from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives.reduce import sum
from keras_lite.primitives.shape import reshape


def _program(shape: tuple[Any, ...], dtype: str, **how: Any) -> tuple[Program, Variable]:
    """Sums of values that depend on the steps before, so that none can wait."""
    with Trace() as trace:
        held = Variable(np.zeros(shape[1:]), dtype=dtype, name="held")
        x = trace.input("x", Spec(shape, dtype))
        held.assign(reshape(sum(x + held, **how), shape[1:]))
    return Program(trace.graph(), "sums"), held


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 7, 200])
def test_columns_are_summed_by_a_product(dtype: str, n: int) -> None:
    x = np.random.default_rng(0).normal(size=(3, n, 50)).astype(dtype)
    program, held = _program((BATCH, 50), dtype, axis=0)
    assert "dot(a_ones, " in program.source("fast")
    assert "dot(" not in program.source("plain")
    program.run(n, x)
    expected, size = np.zeros(50), np.zeros(50)
    for batch in x.astype("longdouble"):
        expected, size = (batch + expected).sum(0), (np.abs(batch) + size).sum(0)
    error = np.abs(held.numpy() - expected)
    assert (error <= (n + 3) * np.finfo(dtype).eps * size).all()


def test_values_that_are_no_numbers_stay_so() -> None:
    x = np.ones((1, 9, 4), "float32")
    x[0, 3] = [np.inf, np.nan, -np.inf, 1.0]
    program, held = _program((BATCH, 4), "float32", axis=0)
    program.run(9, x)
    assert held.numpy().tolist()[0::2] == [np.inf, -np.inf]
    assert np.isnan(held.numpy()[1])
    assert held.numpy()[3] == 9


@pytest.mark.parametrize(
    ("shape", "dtype", "how"),
    [
        ((BATCH, 50), "int32", {"axis": 0}),
        ((BATCH, 5, 10), "float32", {"axis": 0}),
        ((BATCH, 50), "float32", {"axis": 0, "keepdims": True}),
        ((8, 50), "float32", {"axis": 0}),
    ],
)
def test_other_sums_stay(shape: tuple[Any, ...], dtype: str, how: dict[str, Any]) -> None:
    program, _ = _program(shape, dtype, **how)
    assert "dot(" not in program.source("fast")
