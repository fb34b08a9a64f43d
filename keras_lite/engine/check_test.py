"""Graphs and schedules that are not well formed are found, each by what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import keras_lite.primitives  # noqa: F401 (operations register themselves)
from keras_lite.engine.check import GraphError, check, check_schedule
from keras_lite.engine.ir import BATCH, Graph, Node, Spec
from keras_lite.engine.leaves import Input
from keras_lite.engine.op import OPS
from keras_lite.engine.schedule import Call, Operand, Schedule

ROWS = Spec((BATCH, 3), "float32")


def _input() -> Node:
    return Node(Input("x", ROWS), (), ROWS)


def _negative(x: Node, spec: Spec = ROWS) -> Node:
    return Node(OPS["negative"](), [x], spec)


def _graph(nodes: list[Node], **parts: dict[str, Node]) -> Graph:
    whole = {"inputs": {"x": nodes[0]}, "outputs": {}, **parts}
    return Graph(nodes, whole["inputs"], whole["outputs"], {}, {}, {})


def _twice() -> Graph:
    x = _input()
    return _graph([x, x])


def _too_early() -> Graph:
    x = _input()
    return _graph([_negative(x), x], inputs={"x": x})


def _without_inputs() -> Graph:
    return _graph([_input(), Node(OPS["negative"](), [], ROWS)])


def _of_another_shape() -> Graph:
    x = _input()
    return _graph([x, _negative(x, Spec((BATCH, 2), "float32"))])


def _no_input() -> Graph:
    x = _input()
    return _graph([x, _negative(x)], inputs={"x": _negative(x)})


def _never_computed() -> Graph:
    x = _input()
    return _graph([x], outputs={"y": _negative(x)})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_twice, "stands in the graph twice"),
        (_too_early, "reads .*, which comes later"),
        (_without_inputs, "has no inputs and is no leaf"),
        (_of_another_shape, r"should be float32\[n, 3\]"),
        (_no_input, "is listed as the input 'x'"),
        (_never_computed, "is a result that is never computed"),
    ],
)
def test_graphs(make: Callable[[], Graph], said: str) -> None:
    with pytest.raises(GraphError, match=f"plan: .*{said}"):
        check(make(), "plan")


def test_what_is_known_is_not_looked_at_again() -> None:
    x = _input()
    nodes = [x, _negative(x, Spec((BATCH, 2), "float32"))]
    assert check(_graph(nodes), "plan", known=nodes).nodes == nodes


def _operand(name: str) -> Operand:
    return Operand(name, ROWS, "buffer")


@pytest.mark.parametrize(
    ("inputs", "out", "form", "said"),
    [
        (["z"], "y", "out", "reads 'z' before it is defined"),
        (["x"], "z", "out", "writes 'z', which does not exist"),
        (["x"], "y", "expression", "'y' is defined twice"),
    ],
)
def test_schedules(inputs: list[str], out: str, form: str, said: str) -> None:
    schedule = Schedule("a step")
    schedule.inputs = {"x": _operand("x")}
    schedule.setup.append(Call(None, (), _operand("y"), "allocate", ("setup", ())))
    assert check_schedule(schedule) is schedule
    operands = [_operand(name) for name in inputs]
    schedule.step.append(Call(None, operands, _operand(out), form, ("forward", ()), "a line"))
    with pytest.raises(GraphError, match=said):
        check_schedule(schedule)


def test_what_is_done_around_the_steps() -> None:
    """Inputs and outputs are there as they are at every step, and for all steps of a slice."""
    schedule = Schedule("a step")
    schedule.inputs = {"x": _operand("x"), "drawn": _operand("drawn")}
    schedule.outputs = {"loss": _operand("loss")}
    schedule.inner = {"drawn", "loss"}
    section = ("forward", ())

    def made(name: str, *inputs: str) -> Call:
        return Call(None, [*map(_operand, inputs)], _operand(name), "expression", section, "a line")

    schedule.before.append(made("drawn_steps", "x_steps"))
    schedule.after.append(made("total", "loss_steps", "drawn_steps"))
    assert check_schedule(schedule) is schedule
    for calls, name in ((schedule.before, "loss_steps"), (schedule.after, "x_after")):
        calls.append(made("more", name))
        with pytest.raises(GraphError, match=f"reads '{name}' before"):
            check_schedule(schedule)
        calls.pop()
