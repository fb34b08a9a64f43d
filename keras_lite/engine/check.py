"""The grammar of graphs, checked after every stage."""

from __future__ import annotations

from collections.abc import Iterable

from keras_lite.engine.ir import Graph, Node
from keras_lite.engine.leaves import Input, State
from keras_lite.engine.schedule import Call, Schedule


class GraphError(AssertionError):
    """A stage of the engine broke a rule of the graph: a defect of keras_lite, not of the user."""


def check(graph: Graph, stage: str, known: Iterable[Node] = ()) -> Graph:
    """Checks that every node is well formed and comes after what it reads; returns the graph.

    Args:
        graph: What a stage made.
        stage: Its name.
        known: Nodes whose operation has said already what it makes of such inputs: those that were
            recorded, as that is how they got their specification, and those of stages before.

    Raises:
        GraphError: naming the stage and the node.
    """
    seen: set[Node] = set()
    known = set(known)
    for node in graph.nodes:
        if node in seen or not seen.issuperset(node.inputs) or node not in known:
            problem = _problem(node, seen)
            _require(problem is None, stage, node, problem)
        seen.add(node)
    for name, node in graph.inputs.items():
        _require(isinstance(node.op, Input), stage, node, f"is listed as the input {name!r}")
    for key, node in graph.reads.items():
        _require(isinstance(node.op, State), stage, node, f"is listed as the state {key}")
    for node in graph.results():
        _require(node in seen, stage, node, "is a result that is never computed")
    for key, node in graph.writes.items():
        before = graph.reads[key].spec
        _require(node.spec == before, stage, node, "does not fit the state that it replaces")
    return graph


def _problem(node: Node, seen: set[Node]) -> str | None:
    """What is wrong with a node that comes after those seen; the text is made only if needed."""
    if node in seen:
        return "stands in the graph twice"
    for source in node.inputs:
        if source not in seen:
            return f"reads {source}, which comes later"
    if node.op.is_leaf:
        return None
    if not node.inputs:
        return "has no inputs and is no leaf"
    expected = node.op.spec(*(i.spec for i in node.inputs))
    return None if expected == node.spec else f"should be {expected}"


def check_schedule(schedule: Schedule) -> Schedule:
    """Checks that every name is defined before it is used, and defined once."""
    known = {o.name for o in schedule.inputs.values()} | {o.name for o in schedule.outputs.values()}
    known |= {o.name for o in schedule.states.values()} | set(schedule.constants)
    _check_calls(schedule.setup, known)
    handed = [o for k, o in schedule.inputs.items() if k not in schedule.inner]
    known |= {o.steps_name for o in handed}
    _check_calls(schedule.before, known)
    _check_calls(schedule.step, known)
    known |= {o.steps_name for o in schedule.outputs.values()}
    _check_calls(schedule.after, known)
    return schedule


def _check_calls(calls: Iterable[Call], known: set[str]) -> None:
    """Checks calls that follow one another; adds what they define to the names known."""
    for call in calls:
        for operand in call.inputs:
            if operand.name not in known and (operand.literal is None or operand.kind == "stack"):
                raise GraphError(f"plan: {call} reads {operand.name!r} before it is defined.")
        if call.form in ("statement", "loop"):
            continue
        if call.form == "out":
            if call.out.name not in known:
                raise GraphError(f"plan: {call} writes {call.out.name!r}, which does not exist.")
        elif call.out.name in known:
            raise GraphError(f"plan: {call.out.name!r} is defined twice.")
        known.add(call.out.name)


def _require(condition: bool, stage: str, node: Node, problem: str | None) -> None:
    if not condition:
        raise GraphError(f"{stage}: {node} {problem}.")
