"""Derivatives: the chain rule over a recorded graph, recorded in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from keras_lite.engine.dtypes import is_float
from keras_lite.engine.ir import Node, Shape
from keras_lite.engine.names import role_of
from keras_lite.engine.op import call
from keras_lite.engine.trace import Trace, phase, scopes_set
from keras_lite.engine.values import Traced


def gradients(trace: Trace, of: Traced, wrt: Sequence[Traced]) -> list[Traced | None]:
    """Slopes of the scalar `of` along each of `wrt`; `None` where it does not depend on it.

    Args:
        trace: the trace that recorded `of`.
        of: a value without axes.
        wrt: values of the same trace.

    Raises:
        ValueError: if `of` has axes.
    """
    if of.shape != ():
        raise ValueError(f"gradients: a scalar is expected, {of.spec} arrived. Sum it first.")
    nodes = list(trace.nodes)
    targets = {w.node for w in wrt}
    active = _depending_on(nodes, targets)
    slopes: dict[Node, Traced] = {of.node: trace.constant(np.ones((), of.dtype))}
    with phase("backward"):
        for node in reversed(nodes):
            if node in slopes and node in active and node.inputs and node not in targets:
                _propagate(trace, node, slopes, active)
    return [slopes.get(w.node) for w in wrt]


def _depending_on(nodes: Iterable[Node], targets: set[Node]) -> set[Node]:
    active = set(targets)
    for node in nodes:
        if any(i in active for i in node.inputs):
            active.add(node)
    return active


def _propagate(trace: Trace, node: Node, slopes: dict[Node, Traced], active: set[Node]) -> None:
    """Adds what `node` contributes to the slopes of its inputs."""
    before = len(trace.nodes)
    with scopes_set(node.scope):
        inputs = [Traced(trace, i) for i in node.inputs]
        parts = node.op.grad(slopes[node], Traced(trace, node), *inputs)
        for source, part in zip(node.inputs, parts, strict=True):
            if part is None or source not in active or not is_float(source.spec.dtype):
                continue
            part = sum_to_shape(trace.traced(part), source.spec.shape)
            total = call("add", slopes[source], part) if source in slopes else part
            slopes[source] = total
            if total.node in trace.nodes[before:] and source.inputs:
                total.node.role = f"d_{role_of(source)}"
    for recorded in trace.nodes[before:]:
        if recorded.role is None and not recorded.op.is_view:
            recorded.role = f"d_{role_of(node)}"


def sum_to_shape(value: Traced, shape: Shape) -> Traced:
    """Undoes broadcasting: sums a slope over the axes along which its input was repeated."""
    if value.shape == shape:
        return value
    extra = value.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(
        axis + extra
        for axis, size in enumerate(shape)
        if size == 1 and value.shape[axis + extra] != 1
    )
    if axes:
        value = call("sum", value, axis=axes, keepdims=False)
    if value.shape != shape:
        value = call("reshape", value, shape=shape)
    return value
