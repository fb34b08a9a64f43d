"""Functions at the ends of their range, and the wholes that turn into plain steps."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.primitives.nonlinear import (
    erf,
    exp,
    floor,
    logaddexp,
    relu,
    round,
    sigmoid,
    softplus,
    trunc,
)

ENDS = np.array([-np.inf, -1000.0, -80.0, -1.0, 0.0, 1.0, 80.0, 1000.0, np.inf, np.nan], "float32")


def test_sigmoid_at_the_ends() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = sigmoid(ENDS)
    exact = [0, 0, 1 / (1 + math.exp(80)), 1 / (1 + math.e), 0.5, 1 / (1 + math.exp(-1)), 1, 1, 1]
    np.testing.assert_allclose(y[:-1], exact, rtol=3e-7)
    assert np.isnan(y[-1])


def test_softplus_at_the_ends() -> None:
    exact = [0, 0, math.exp(-80), math.log1p(math.exp(-1)), math.log(2), math.log1p(math.e)]
    y = softplus(ENDS)
    np.testing.assert_allclose(y[:-1], [*exact, 80, 1000, np.inf], rtol=3e-7)
    assert np.isnan(y[-1])
    assert logaddexp(1000.0, 1000.0) == pytest.approx(1000 + math.log(2))


def test_relu_lets_nan_through() -> None:
    np.testing.assert_array_equal(relu(ENDS), [0, 0, 0, 0, 0, 1, 80, 1000, np.inf, np.nan])
    assert relu(np.int32([-1, 2])).tolist() == [0, 2]


def test_slopes_at_the_bends(slopes: Any) -> None:
    x = np.array([-1.0, 0.0, 2.0])
    assert slopes(relu, x)[0].tolist() == [0, 0, 1]
    np.testing.assert_allclose(slopes(sigmoid, ENDS[1:-2])[0][[0, 3, 5]], [0, 0.25, 0], atol=1e-30)
    np.testing.assert_allclose(slopes(softplus, x)[0], sigmoid(x))


def test_slope_of_a_slope(slopes: Any) -> None:
    """Wholes are differentiated twice: the second derivative of the sigmoid is s(1-s)(1-2s)."""
    from keras_lite.engine.autodiff import gradients
    from keras_lite.primitives.reduce import sum

    def slope(v: Any) -> Any:
        (found,) = gradients(v.trace, sum(sigmoid(v)), [v])
        return found

    x = np.array([-0.5, 0.3, 2.0])
    s = 1 / (1 + np.exp(-x))
    np.testing.assert_allclose(slopes(slope, x)[0], s * (1 - s) * (1 - 2 * s))


@pytest.mark.parametrize("function", [relu, sigmoid, softplus])
def test_programs_know_the_plain_steps_only(function: Any) -> None:
    with Trace() as trace:
        trace.output("y", function(trace.input("x", Spec((BATCH,), "float32"))))
    names = {n.op.name for n in Program(trace.graph()).graph.nodes}
    assert names <= {
        "input",
        "constant",
        "maximum",
        "negative",
        "exp",
        "add",
        "divide",
        "logaddexp",
    }
    assert function.__name__ in Program(trace.graph()).source("plain")


def test_error_function() -> None:
    x = np.concatenate([np.linspace(-7, 7, 20001), [0.0, -0.0, np.inf, -np.inf]])
    exact = np.array([math.erf(v) for v in x])
    np.testing.assert_allclose(erf(x), exact, rtol=4.5e-16)
    single = x.astype("float32")
    exact = np.array([math.erf(v) for v in single])
    np.testing.assert_allclose(erf(single), exact, rtol=2.7e-7)
    half = np.array([-9.0, -1.0, 0.5, 9.0], "float16")
    assert erf(half).dtype == "float16"
    np.testing.assert_allclose(erf(half), [math.erf(v) for v in half], rtol=1e-3)
    assert np.isnan(erf(np.nan))


def test_rounding() -> None:
    assert round([0.5, 1.5, 2.5, -0.5]).tolist() == [0, 2, 2, 0]
    assert trunc([1.7, -1.7]).tolist() == [1, -1]
    assert (round(np.int32([3])).dtype, floor(np.int32([3])).dtype) == ("int32", "float32")
    assert exp(0).dtype == "float32"
