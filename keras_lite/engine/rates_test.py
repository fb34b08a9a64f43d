from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.rates import split
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives.arithmetic import divide, power, square, subtract
from keras_lite.primitives.compare import equal
from keras_lite.primitives.nonlinear import exp
from keras_lite.primitives.reduce import argmax, mean, sum


class _Model:
    """Weights, a counter, and running sums, updated by one step."""

    def __init__(self) -> None:
        self.weights = Variable(np.linspace(-1, 1, 3), dtype="float32", name="weights")
        self.counter = Variable(0, dtype="int64", name="counter")
        self.pair = Variable(np.array([7, 0]), dtype="int64", name="pair")
        self.loss = Variable(0.0, dtype="float32", name="loss")
        self.rows = Variable(0.0, dtype="float32", name="rows")
        self.hits = Variable(0.0, dtype="float32", name="hits")
        self.all = [self.weights, self.counter, self.pair, self.loss, self.rows, self.hits]

    def program(self) -> Program:
        with Trace() as trace:
            x = trace.input("x", Spec((BATCH, 3), "float32"))
            rate = trace.input("rate", Spec((), "float32"))
            step = self.counter + 1
            decayed = divide(rate, subtract(1.0, power(np.float32(0.9), step)))
            y = x * self.weights
            loss = mean(square(y - exp(-x)))
            self.weights.assign(self.weights - sum(y, 0) * decayed * 0.01)
            self.loss.assign_add(loss * BATCH)
            self.rows.assign_add(BATCH)
            self.hits.assign_add(sum(equal(argmax(y, -1), argmax(x, -1))))
            self.pair.assign_add(np.array([0, 1]))
            self.counter.assign(step)
        return Program(trace.graph(), "step")

    def values(self) -> list[np.ndarray]:
        return [v.numpy() for v in self.all]


def _run(lengths: list[int]) -> list[np.ndarray]:
    model = _Model()
    program = model.program()
    x = np.random.default_rng(0).normal(size=(12, 5, 3)).astype("float32")
    rates = np.linspace(0.1, 0.2, 12, dtype="float32")
    start = 0
    for length in lengths:
        program.run(5, x[start : start + length], rates[start : start + length])
        start += length
    return model.values()


@pytest.mark.parametrize("lengths", [[12], [1, 11], [5, 4, 3], [2] * 6])
def test_the_length_of_slices_changes_no_bit(lengths: list[int]) -> None:
    for one, other in zip(_run([1] * 12), _run(lengths), strict=True):
        assert np.array_equal(one, other), (one, other)


def test_plain_steps_compute_the_same() -> None:
    model = _Model()
    step = model.program().step("plain", 5)
    x = np.random.default_rng(0).normal(size=(12, 5, 3)).astype("float32")
    for row, rate in zip(x, np.linspace(0.1, 0.2, 12, dtype="float32"), strict=True):
        step(row, rate)
    for one, other in zip(model.values(), _run([12]), strict=True):
        assert np.array_equal(one, other), (one, other)


def test_what_is_found() -> None:
    rates = split(_Model().program().graph)
    names = {node.op.name for node in rates.step.nodes}
    assert "power" not in names  # depends on the counter only: before the slice
    assert "square" not in names  # only added up: after the slice
    assert len(rates.counters) == 2
    assert len(rates.sums) == 3


def test_a_sum_that_is_read_is_no_sum() -> None:
    total = Variable(0.0, dtype="float32", name="total")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        total.assign_add(sum(x))
        trace.output("so_far", total.value)
    program = Program(trace.graph())
    assert not split(program.graph).sums
    out = np.empty(3, "float32")
    program.run(2, np.ones((3, 2), "float32"), out)
    assert out.tolist() == [2, 4, 6]


def test_large_values_are_not_kept_for_every_step() -> None:
    total: Any = Variable(0.0, dtype="float32", name="total")
    kept = Variable(np.zeros(1000), dtype="float32", name="kept")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 1000), "float32"))
        y = x * kept
        total.assign_add(sum(square(y)))
        kept.assign(kept + sum(y, 0))
    rates = split(Program(trace.graph()).graph)
    assert [n.spec.shape for n in rates.inner_outputs.values()] == [()]
