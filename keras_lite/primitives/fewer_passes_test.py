from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives.arithmetic import add, multiply, negative
from keras_lite.primitives.reduce import sum

N = 11
Function = Callable[..., Any]
CASES: dict[str, tuple[Function, str, str]] = {
    "sign of a sum": (lambda x, a: negative(x), "sum(a_add, ", "negative(a_add, "),
    "difference": (lambda x, a: add(x, negative(x * a)), "subtract(", "negative("),
    "the other way": (lambda x, a: add(negative(x * a), x), "subtract(", "negative("),
    "twice": (lambda x, a: multiply(a, multiply(2.0, x)), "multiply(number_1, ", "(2, 100, n)"),
    "a third": (
        lambda x, a: multiply(a, multiply(x, 1 / 3)),
        "multiply(a_add, number_1",
        "nothing",
    ),
}


def _program(function: Function) -> tuple[Program, Variable]:
    """A step whose values depend on what steps before have made, so that none can wait."""
    with Trace() as trace:
        held = Variable(np.arange(200).reshape(2, 100) / 7 - 9, dtype="float32", name="held")
        x = trace.input("x", Spec((BATCH, 2, 100), "float32"))
        total = sum(function(x + held, held), 0)
        held.assign(held * 0.5 + total)
    return Program(trace.graph(), "a function"), held


@pytest.mark.parametrize("name", CASES)
def test_no_bit_is_changed(name: str) -> None:
    function, there, gone = CASES[name]
    x = np.random.default_rng(0).normal(size=(3, N, 2, 100)).astype("float32")
    program, held = _program(function)
    program.run(N, x)
    text = program.source("fast")
    assert there in text
    assert gone not in text
    plain, expected = _program(function)
    step = plain.step("plain", N)
    for batch in x:
        step(batch)
    assert np.array_equal(held.numpy(), expected.numpy())
