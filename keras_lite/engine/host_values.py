"""Values that C has no form for and that are known before a step: Python computes them.

Random numbers are functions of a counter, so those of every step of a slice can be drawn before it.
They are drawn by the same functions as on NumPy, and are the same to the bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from keras_lite.engine.bound import at_size
from keras_lite.engine.forms import is_known
from keras_lite.engine.ir import Graph, Node, Spec
from keras_lite.engine.leaves import Constant, Input
from keras_lite.engine.rates import Rates, known_when_bound, split, stacked_op
from keras_lite.engine.simplify import without_dead_nodes


class HostValues:
    """What is taken out of a graph, and how it is computed for a slice of steps.

    Args:
        graph: a graph; nodes without a form in C become inputs where counters, numbers handed in
            and fixed values tell what they are.

    Attributes:
        graph: the rest of it.
        wanted: input name in the rest -> node of the original.
    """

    def __init__(self, graph: Graph) -> None:
        self.rates: Rates = split(graph)
        self.nodes = graph.nodes
        self.bound = known_when_bound(graph)
        self.counters = {read: key for key, (read, _) in self.rates.counters.items()}
        early = set(self.counters) | {n for n in graph.inputs.values() if n.spec.rank == 0}
        for node in graph.nodes:
            if node.inputs and all(i in early or i in self.bound for i in node.inputs):
                early.add(node)
        self.wanted: dict[str, Node] = {}
        for node in graph.nodes:
            if node in early and node.inputs and node not in self.bound and not is_known(node.op):
                self.wanted[f"drawn_{len(self.wanted)}"] = node
        self.graph = self._rest(graph) if self.wanted else graph

    def _rest(self, graph: Graph) -> Graph:
        names = {node: name for name, node in self.wanted.items()}
        replaced: dict[Node, Node] = {}
        for node in graph.nodes:
            if node in names:
                op = Input(names[node], node.spec)
                replaced[node] = node.replaced(op, ())
            elif any(i in replaced for i in node.inputs):
                replaced[node] = node.replaced(node.op, [replaced.get(i, i) for i in node.inputs])
        rest = Graph(
            [replaced.get(n, n) for n in graph.nodes],
            {**graph.inputs, **{name: replaced[n] for name, n in self.wanted.items()}},
            {k: replaced.get(n, n) for k, n in graph.outputs.items()},
            graph.reads,
            {k: replaced.get(n, n) for k, n in graph.writes.items()},
            graph.owners,
        )
        return without_dead_nodes(rest)

    def compute(
        self, n: int, steps: int, inputs: Mapping[str, Any], states: Mapping[int, np.ndarray]
    ) -> list[np.ndarray]:
        """The wanted values of each step.

        Args:
            n: batch size.
            steps: length of the slice.
            inputs: for each input an array with the values of all steps.
            states: state before the slice.
        """
        found: dict[Node, np.ndarray] = {}
        for node in self._needed():
            op = node.op
            if isinstance(op, Input):
                found[node] = np.asarray(inputs[op.key])
            elif node in self.counters:
                found[node] = self._counted(node, n, steps, states)
            elif node in self.bound:
                found[node] = _fixed(node, n, found)
            else:
                found[node] = self._computed(node, n, steps, found)
        return [found[node] for node in self.wanted.values()]

    def _needed(self) -> list[Node]:
        needed: set[Node] = set()
        stack = [*self.wanted.values()]
        while stack:
            node = stack.pop()
            if node not in needed:
                needed.add(node)
                stack.extend(node.inputs)
        return [node for node in self.nodes if node in needed]

    def _counted(
        self, node: Node, n: int, steps: int, states: Mapping[int, np.ndarray]
    ) -> np.ndarray:
        key = self.counters[node]
        added = _value(self.rates.counters[key][1], n)
        numbers = np.arange(steps).reshape((-1, *(1,) * node.spec.rank))
        return np.asarray((states[key] + numbers * added).astype(node.spec.dtype))

    def _computed(
        self, node: Node, n: int, steps: int, found: Mapping[Node, np.ndarray]
    ) -> np.ndarray:
        """All steps at once where the operation can, else one after another."""
        fixed = [i in self.bound for i in node.inputs]
        op = stacked_op(node.op)
        values = [found[i] for i in node.inputs]
        if op is not None and (node.op.is_elementwise or not any(fixed)):
            aligned = [
                v if f or not node.op.is_elementwise else _aligned(v, i.spec, node.spec)
                for v, f, i in zip(values, fixed, node.inputs, strict=True)
            ]
            return np.asarray(at_size(op, n).forward(np, *aligned))
        op = at_size(node.op, n)
        each = [
            op.forward(np, *(v if f else v[i] for v, f in zip(values, fixed, strict=True)))
            for i in range(steps)
        ]
        return np.stack(each)


def _aligned(values: np.ndarray, source: Spec, result: Spec) -> np.ndarray:
    """Values of all steps, with axes of length 1 put in behind the axis of steps."""
    missing = result.rank - source.rank
    return values.reshape((len(values), *(1,) * missing, *values.shape[1:]))


def _fixed(node: Node, n: int, found: Mapping[Node, np.ndarray]) -> np.ndarray:
    if isinstance(node.op, Constant):
        return node.op.at(n)
    op = at_size(node.op, n)
    return np.asarray(op.forward(np, *(found[i] for i in node.inputs)))


def _value(node: Node, n: int) -> np.ndarray:
    """A fixed value, computed from scratch."""
    return _fixed(node, n, {i: _value(i, n) for i in node.inputs})
