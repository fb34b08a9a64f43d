"""A graph for one batch size: every size a number, and what is known by then computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lite.engine.ir import Dim, Graph, Node, Spec, shape_at, size_at
from keras_lite.engine.leaves import Constant
from keras_lite.engine.op import OPS, Op
from keras_lite.record import Record

_FOLDED_UP_TO = 1 << 16
"""Elements of a value that is computed beforehand; a larger one would only take up memory."""


@dataclass(eq=False)
class Bound:
    """A node with every size a number.

    Attributes:
        op: its operation, with numbers for sizes.
        inputs: what it reads.
        spec: shape and dtype.
        node: where it comes from: scope, role and phase.
        batch_axis: which axis grows with the batch size, if one does.
        value: what it is, if that is known.
    """

    op: Op
    inputs: tuple[Bound, ...]
    spec: Spec
    node: Node
    batch_axis: int | None = None
    value: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.spec.shape  # type: ignore[return-value]

    @property
    def dtype(self) -> str:
        return self.spec.dtype

    @property
    def number(self) -> Any:
        """The Python number that all its elements are; `None` if there is none."""
        if self.value is None or not self.value.size:
            return None
        flat = self.value.reshape(-1)
        same = flat.tobytes() == flat[:1].tobytes() * flat.size
        return flat[0].item() if same else None


@dataclass
class BoundGraph:
    """A graph for one batch size; as `Graph`, where nodes are `Bound`."""

    n: int
    nodes: list[Bound]
    inputs: dict[str, Bound]
    outputs: dict[str, Bound]
    reads: dict[int, Bound]
    writes: dict[int, Bound]


def bind(graph: Graph, n: int) -> BoundGraph:
    """The graph for batch size `n`.

    State that becomes what is stored elsewhere already (a leaf, a view) is copied, so that every
    new state is a value of its own.
    """
    found: dict[Node, Bound] = {}
    nodes = []
    for node in graph.nodes:
        found[node] = _bound(node, n, found)
        nodes.append(found[node])
    writes: dict[int, Bound] = {}
    for key, node in graph.writes.items():
        new = found[node]
        if new.op.is_leaf or new.op.is_view or new.value is not None or new in writes.values():
            new = Bound(OPS["copy"](), (new,), new.spec, node, new.batch_axis)
            nodes.append(new)
        writes[key] = new
    return BoundGraph(
        n,
        nodes,
        {k: found[v] for k, v in graph.inputs.items()},
        {k: found[v] for k, v in graph.outputs.items()},
        {k: found[v] for k, v in graph.reads.items()},
        writes,
    )


def _bound(node: Node, n: int, found: dict[Node, Bound]) -> Bound:
    spec = Spec(shape_at(node.spec.shape, n), node.spec.dtype)
    inputs = tuple(found[i] for i in node.inputs)
    axes = [a for a, size in enumerate(node.spec.shape) if isinstance(size, Dim)]
    result = Bound(at_size(node.op, n), inputs, spec, node, axes[-1] if axes else None)
    if isinstance(node.op, Constant):
        result.value = node.op.at(n)
    elif inputs and all(i.value is not None for i in inputs) and spec.size <= _FOLDED_UP_TO:
        with np.errstate(all="ignore"):
            value = result.op.forward(np, *(i.value for i in inputs))
        result.value = np.ascontiguousarray(value).reshape(spec.shape)
    return result


def at_size(value: Any, n: int) -> Any:
    """An operation, or one of its parameters, for batch size `n`."""
    if isinstance(value, Dim):
        return size_at(value, n)
    if isinstance(value, tuple):
        return tuple(at_size(v, n) for v in value)
    if isinstance(value, Constant) or (isinstance(value, Op) and value.is_leaf):
        return value
    if isinstance(value, Record):
        return value.but(**{f: at_size(getattr(value, f), n) for f in value._fields})
    return value
