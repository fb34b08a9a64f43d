"""Several steps as one graph."""

from __future__ import annotations

import numpy as np

import keras_lite.primitives  # noqa: F401 (registers the operations)
from keras_lite.engine.chain import chain
from keras_lite.engine.check import check
from keras_lite.engine.ir import BATCH, Graph, Spec
from keras_lite.engine.op import call
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable


def _reset(total: Variable) -> Graph:
    with Trace() as trace:
        total.clear()
    return trace.graph()


def _add(total: Variable) -> Graph:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 2), "float32"))
        total.assign_add(call("sum", x, axis=(0,)))
    return trace.graph()


def _read(total: Variable) -> Graph:
    with Trace() as trace:
        trace.output("half", total.value * 0.5)
    return trace.graph()


def test_state_is_handed_on() -> None:
    total = Variable(np.array([5.0, 7.0], "float32"), name="total")
    x, half = np.ones((2, 3, 2), "float32"), np.empty((2, 2), "float32")
    once = Program(check(chain(_add(total), _read(total)), "chain"))
    once.run(3, x, half)
    np.testing.assert_array_equal(half, [[4.0, 5.0], [5.5, 6.5]])
    np.testing.assert_array_equal(total.array, [11.0, 13.0])


def test_what_is_overwritten_is_not_read() -> None:
    total = Variable(np.array([5.0, 7.0], "float32"), name="total")
    graph = check(chain(_reset(total), _add(total), _read(total)), "chain")
    assert len(graph.reads) == len(graph.writes) == 1
    program = Program(graph, alone=True)
    half = np.empty((1, 2), "float32")
    for rows in (3, 4):
        program.run(rows, np.ones((1, rows, 2), "float32"), half)
        np.testing.assert_array_equal(half, [[rows / 2, rows / 2]])
        np.testing.assert_array_equal(total.array, [rows, rows])


def test_state_that_becomes_a_fixed_number() -> None:
    total = Variable(np.array(5.0, "float32"), name="total")
    with Trace() as trace:
        trace.input("x", Spec((BATCH, 2), "float32"))
        total.assign_add(1.0)
    program = Program(chain(_reset(total), trace.graph()), alone=True)
    for _ in range(2):
        program.run(3, np.ones((1, 3, 2), "float32"))
        assert total.array == 1.0
