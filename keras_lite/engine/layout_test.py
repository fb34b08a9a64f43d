from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.layout import NARROW
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable, flatten_together
from keras_lite.primitives.arithmetic import maximum, multiply
from keras_lite.primitives.compare import where
from keras_lite.primitives.matmul import matmul
from keras_lite.primitives.nonlinear import exp
from keras_lite.primitives.reduce import argmax, argmin, max, sum
from keras_lite.primitives.shape import broadcast_to, concatenate, reshape, transpose

Function = Callable[..., Any]
N = 6
W = np.random.default_rng(1).normal(size=(3, 4)).astype("float32")


def _program(function: Function, *shapes: tuple[Any, ...]) -> tuple[Program, Variable]:
    """A program that keeps what the function returns, as training keeps its state."""
    with Trace() as trace:
        y = function(*(trace.input(f"x{i}", Spec(s, "float32")) for i, s in enumerate(shapes)))
        kept = Variable(np.zeros(y.shape, y.dtype), dtype=y.dtype, name="kept")
        kept.assign(y)
    return Program(trace.graph(), "a function"), kept


def _both(function: Function, *arrays: np.ndarray) -> tuple[str, Any, Any]:
    """The text that runs, what it computes, and what the readable level computes."""
    program, kept = _program(function, *((BATCH, *a.shape[1:]) for a in arrays))
    program.run(len(arrays[0]), *(a[None] for a in arrays))
    fast = kept.numpy().copy()
    program.step("plain", len(arrays[0]))(*arrays)
    return program.source("fast"), fast, kept.numpy()


def _batch(*sizes: int) -> list[np.ndarray]:
    random = np.random.default_rng(0)
    return [random.normal(size=(N, size)).astype("float32") for size in sizes]


CASES: dict[str, Function] = {
    "product": lambda x, z: sum(matmul(x, W) * 2.0, 0),
    "bias": lambda x, z: sum(matmul(x, W) + W[0], 0),
    "softmax": lambda x, z: sum(exp(x - max(x, 1, True)) / sum(exp(x), 1, True), 0),
    "merged": lambda x, z: sum(concatenate([x, x * z], 1), 0),
    "column": lambda x, z: sum(sum(x, 1, True) * x, 0),
    "vector": lambda x, z: sum(reshape(sum(x, 1), (-1, 1)) * x, 0),
    "chosen": lambda x, z: sum(where(x > z, x, z), 0),
    "repeated": lambda x, z: sum(broadcast_to(z[:, :1], tuple(x.shape)) * x, 0),
    "slopes": lambda x, z: matmul(transpose(x + z), x * z),
    "parts": lambda x, z: sum(x[:, 1:] * z[:, :2], 0),
    "row of a matrix": lambda x, z: sum(x * W[:1, :3] + z * W.T[:1], 0),
}


@pytest.mark.parametrize("name", CASES)
def test_the_layout_changes_no_value(name: str) -> None:
    _, fast, plain = _both(CASES[name], *_batch(3, 3))
    np.testing.assert_allclose(fast, plain, rtol=2e-6, atol=1e-6)


def test_inner_loops_run_along_the_batch() -> None:
    text, _, _ = _both(CASES["product"], *_batch(3, 3))
    assert " empty((4, n)" in text
    assert " empty((n, 4)" not in text


@pytest.mark.parametrize("sizes", [(NARROW + 1, 4), (NARROW + 1, NARROW + 1)])
def test_long_rows_stay_rows_and_so_does_what_they_meet(sizes: tuple[int, int]) -> None:
    kernel = np.ones(sizes, "float32")
    text, fast, plain = _both(
        lambda x, z: sum(maximum(matmul(x, kernel) - z, 0), 0), *_batch(*sizes)
    )
    assert f" empty((n, {sizes[1]})" in text
    assert np.array_equal(fast, plain)


def test_what_keeps_nothing_stays_as_it_comes() -> None:
    """Predictions are made of single rows too, and come out the same in any batch."""
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        trace.output("y", matmul(x, W) + W[0])
    source = Program(trace.graph(), "a call").source("fast")
    assert "matmul(x, " in source or "dot(x, " in source


def _layer() -> tuple[Variable, Variable]:
    kernel = Variable(W, dtype="float32", name="kernel")
    bias = Variable(W[1], dtype="float32", name="bias")
    flatten_together([kernel, bias], "weights")
    return kernel, bias


def test_biases_are_a_row_of_the_kernel() -> None:
    kernel, bias = _layer()
    text, fast, plain = _both(lambda x: sum(multiply(matmul(x, kernel) + bias, 2.0), 0), *_batch(3))
    assert "with_ones" in text
    assert "add(" not in text
    np.testing.assert_allclose(fast, plain, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("function", [argmax, argmin])
def test_the_place_of_two(function: Function) -> None:
    nan, inf = np.nan, np.inf
    values = [0.0, 1.0, -1.0, nan, inf, -inf]
    pairs = np.array([(a, b) for a in values for b in values], "float32")
    weights = np.arange(len(pairs), dtype="int32")
    text, fast, _ = _both(lambda x, w: sum(multiply(function(x, 1), w), 0), pairs, weights)
    assert "argm" not in text
    assert fast == np.sum(getattr(np, function.__name__)(pairs, axis=1) * weights)
