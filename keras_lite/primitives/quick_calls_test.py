from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives.arithmetic import maximum, minimum, multiply, subtract
from keras_lite.primitives.compare import greater, where
from keras_lite.primitives.nonlinear import exp, relu
from keras_lite.primitives.reduce import sum
from keras_lite.primitives.shape import transpose

Function = Callable[..., Any]
N = 37
SPECIAL = np.array([0.0, -0.0, 1.0, -2.0, np.nan, np.inf, -np.inf, 1e-40, -1e-40])


def _both(function: Function, width: int, dtype: str = "float32") -> tuple[str, Any, Any]:
    """The text that runs, what it computes in a step, and what the readable level computes.

    What is kept is read by every step, so that all of it is computed step by step.
    """
    random = np.random.default_rng(0)
    x = random.normal(size=(N, width)).astype(dtype)
    g = random.normal(size=(N, width)).astype(dtype)
    x.flat[: SPECIAL.size * 4], g.flat[: SPECIAL.size * 4] = (
        np.tile(SPECIAL, 4),
        np.repeat(SPECIAL, 4),
    )
    made = []
    for level in ("fast", "plain"):
        with Trace() as trace:
            held = Variable(np.zeros((width,)), dtype=dtype, name="held")
            kept = Variable(np.zeros((width, width)), dtype=dtype, name="kept")
            a, b = (trace.input(k, Spec((BATCH, width), dtype)) for k in "xg")
            y = function(a + held, b + held)
            trace.output("y", y)
            kept.assign(transpose(y) @ y)
            held.assign(held * kept[0])
        program = Program(trace.graph(), "a function")
        if level == "fast":
            result = np.empty((1, N, *y.shape[1:]), y.dtype)
            program.run(N, x[None], g[None], result)
            made += [program.source("fast"), result[0]]
        else:
            with np.errstate(all="ignore"):
                made.append(np.array(program.step("plain", N)(x, g)))
    return made[0], made[1], made[2]


EXACT: dict[str, tuple[Function, str]] = {
    "kept": (lambda x, g: where(greater(g, 0), x, 0.0), '.view("int'),
    "left out": (lambda x, g: where(greater(g, 0), 0.0, x), '.view("int'),
    "limit": (lambda x, g: maximum(x, 0.5), "np.full("),
    "limit from above": (lambda x, g: minimum(-1.0, x), "np.full("),
    "relu": (lambda x, g: relu(x), "np.full("),
    "kept of two": (lambda x, g: where(greater(x, 0), x, g), "where="),
    "negative zero": (lambda x, g: where(greater(x, 0), x, -0.0), "where="),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("width", [3, 200])
@pytest.mark.parametrize("name", EXACT)
def test_no_bit_is_changed(name: str, width: int, dtype: str) -> None:
    function, shown = EXACT[name]
    text, fast, plain = _both(function, width, dtype)
    assert shown in text
    whole = "int32" if dtype == "float32" else "int64"
    numbers = ~np.isnan(plain)
    assert np.array_equal(np.isnan(fast), ~numbers)
    assert np.array_equal(fast.view(whole)[numbers], plain.view(whole)[numbers])


def test_sums_are_repeated_by_a_product() -> None:
    def shares(x: Any, g: Any) -> Any:
        e = exp(minimum(maximum(x, -5.0), 5.0))
        return e / sum(e, 1, keepdims=True)

    for width, repeated in ((2, True), (5, True), (40, False)):
        text, fast, plain = _both(shares, width)
        assert ("a_ones" in text) == repeated
        rounding = np.finfo(np.float32).eps  # once for each term, and for the quotient
        np.testing.assert_allclose(fast, plain, rtol=(width + 1) * rounding)


def test_what_waits_is_left_as_it_is() -> None:
    """What is computed once for a slice of steps gains nothing by it."""
    with Trace() as trace:
        total = Variable(np.zeros(()), dtype="float32", name="total")
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        e = exp(subtract(x, maximum(x, 0.0)))
        total.assign(total + sum(multiply(e, 1 / sum(e, 1, keepdims=True))))
    text = Program(trace.graph(), "a sum").source("fast")
    assert "np.full(" not in text
    assert "ones" not in text
