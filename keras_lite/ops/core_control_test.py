from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import ConcreteValueError


def traced(function: Any, x: np.ndarray) -> Any:
    """The value of a function whose code sees no values, computed by a second, eager trace."""
    with Trace() as trace:
        function(trace.input("x", Spec(x.shape, x.dtype.name)))
    with Trace(eager=True) as trace:
        y = function(trace.input("x", Spec(x.shape, x.dtype.name), x))
        return trace.values[trace.traced(y).node]


def test_a_choice_by_a_known_value_runs_one_branch() -> None:
    ran = []
    ops.cond(np.array(False), lambda: ran.append("true"), lambda: ran.append("false"))
    assert ran == ["false"]


def test_a_choice_by_a_traced_value_computes_both() -> None:
    ran = []

    def function(x: Any) -> Any:
        return ops.cond(ops.sum(x) > 0, lambda: ran.append(1) or x * 2, lambda: ran.append(2) or x)

    with Trace() as trace:
        assert function(trace.input("x", Spec((2,), "float32"))).spec == Spec((2,), "float32")
    assert ran == [1, 2]
    assert traced(function, np.array([1.0, 2.0])).tolist() == [2.0, 4.0]
    assert traced(function, np.array([-1.0, -2.0])).tolist() == [-1.0, -2.0]


@pytest.mark.parametrize(
    ("index", "expected"), [(-3, 1.0), (0, 1.0), (1, 10.0), (2, 100.0), (9, 100.0)]
)
def test_switch(index: int, expected: float) -> None:
    branches = [lambda x: x, lambda x: x * 10, lambda x: x * 100]
    assert ops.switch(index, branches, np.array(1.0)) == expected
    found = traced(lambda i: ops.switch(i, branches, np.array(1.0)), np.array(index))
    assert found == expected


def test_a_choice_by_a_traced_number_is_part_of_the_program() -> None:
    with Trace() as trace:
        index = trace.input("index", Spec((), "int32"))
        found = ops.switch(index, [lambda: np.array(1.0), lambda: np.array(2.0)])
        assert found.spec == Spec((), "float64") and index.node in _sources(found.node)


def _sources(node: Any) -> set[Any]:
    return {node}.union(*(_sources(i) for i in node.inputs))


def test_scan_carries_structures_and_skips_missing_results() -> None:
    def step(carried: Any, x: Any) -> Any:
        return {"sum": carried["sum"] + x[0], "n": carried["n"] + 1}, None

    xs = (np.array([1.0, 2.0, 4.0]), np.zeros(3))
    carried, results = ops.scan(step, {"sum": 0.0, "n": 0}, xs)
    assert (carried["sum"].tolist(), carried["n"].tolist(), results) == (7.0, 3, None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.scan(lambda c, x: (c, x), 0), "neither `xs` nor `length`"),
        (lambda: ops.scan(lambda c, x: (c, x), 0, [1, 2], length=3), "`length` is 3, but 2"),
        (lambda: ops.map(lambda x: x, (np.ones(2), np.ones(3))), "first axes have the lengths"),
    ],
)
def test_bad_lengths(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_loops_need_a_function() -> None:
    for call in (lambda: ops.scan(3, 0, [1]), lambda: ops.associative_scan(3, [1])):
        with pytest.raises(TypeError, match="`f` is 3, but a function"):
            call()


def test_while_loop_stops_in_time() -> None:
    found = ops.while_loop(lambda i, x: True, lambda i, x: (i + 1, x * 2), (0, 1.0), 4)
    assert [value.tolist() for value in found] == [4, 16.0]


def test_what_depends_on_values_says_so_while_tracing() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 2), "float32"))
        with pytest.raises(ConcreteValueError, match="while_loop"):
            ops.while_loop(lambda y: ops.sum(y) < 1, lambda y: y + 1, x)
        with pytest.raises(ConcreteValueError, match="map goes along the batch"):
            ops.map(lambda row: row, x)
