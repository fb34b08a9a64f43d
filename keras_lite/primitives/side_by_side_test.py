from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from keras_lite.engine.autodiff import gradients
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable, flatten_together
from keras_lite.primitives.matmul import matmul
from keras_lite.primitives.nonlinear import relu
from keras_lite.primitives.reduce import sum

N = 9


def _network(widths: list[int], kept: bool = False) -> tuple[Program, list[Variable]]:
    """A step of a network with relu between its layers; `kept`: what they hand on is handed out."""
    random = np.random.default_rng(1)
    weights = []
    for a, b in pairwise(widths):
        weights.append(Variable(random.normal(size=(a, b)), dtype="float32", name="kernel"))
        weights.append(Variable(random.normal(size=b), dtype="float32", name="bias"))
    flatten_together(weights, "weights")
    with Trace() as trace:
        y: Any = trace.input("x", Spec((BATCH, widths[0]), "float32"))
        for number, (kernel, bias) in enumerate(zip(weights[::2], weights[1::2], strict=True)):
            y = relu(matmul(y, kernel) + bias)
            if kept:
                trace.output(f"y{number}", y)
        slopes = gradients(trace, sum(y * y), [trace.traced(w) for w in weights])
        for weight, slope in zip(weights, slopes, strict=True):
            weight.assign(weight - 0.01 * slope)
    return Program(trace.graph(), "a network"), weights


def _same_as_plain(widths: list[int], kept: bool = False) -> str:
    x = np.random.default_rng(0).normal(size=(N, widths[0])).astype("float32")
    ends = []
    for level in ("fast", "plain"):
        program, weights = _network(widths, kept)
        if level == "fast":
            outputs = [np.empty((1, N, w), "float32") for w in widths[1:]] if kept else []
            program.run(N, x[None], *outputs)
        else:
            with np.errstate(all="ignore"):
                program.step("plain", N)(x)
        ends.append([w.numpy() for w in weights])
    for fast, plain in zip(*ends, strict=True):
        np.testing.assert_allclose(fast, plain, rtol=1e-5, atol=1e-5)
    return program.source("fast")


def test_the_slopes_of_all_layers_are_found_at_once() -> None:
    text = _same_as_plain([3, 4, 5, 2])
    assert text.count("greater(") == 1
    assert "values = empty((13, n)" in text  # with a row of ones for each layer that follows


def test_rows_that_are_handed_out_are_copied() -> None:
    text = _same_as_plain([3, 4, 5, 2], kept=True)
    assert text.count("greater(") == 1
    assert "y0[...] = " in text


def test_long_rows_stay_as_they_are() -> None:
    text = _same_as_plain([3, 200, 200, 2])
    assert text.count("greater(") == 3
