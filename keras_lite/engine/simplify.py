"""Rewriting: constants folded, repeated work shared, rules of the primitives applied.

The engine holds the driver. The rules are registered by the primitives they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from keras_lite.engine.ir import Graph, Node
from keras_lite.engine.leaves import Constant, Input, State

Rule = Callable[[Node], "Node | None"]
_Rules = dict[str, list[Rule]]
_RULES: _Rules = {}
_LAST_RULES: _Rules = {}
_STEP_RULES: _Rules = {}
Pass = Callable[[Graph, Collection[Node]], Graph]
_STEP_PASSES: list[Pass] = []


def rule(*names: str, last: bool = False, step: bool = False) -> Callable[[Rule], Rule]:
    """Registers a rewrite of nodes whose operation has one of the names.

    The function returns a node to stand for the one it is given (its inputs may be new nodes), or
    `None`. It must compute the same value, to the bit unless it says why not.

    Args:
        *names: names of operations.
        last: the rule serves speed and not the reader: it is applied to what runs, after layout.
        step: it serves the speed of NumPy's calls: it is applied last of all, and only to what is
            computed at every step.
    """
    table = _STEP_RULES if step else _LAST_RULES if last else _RULES

    def register(function: Rule) -> Rule:
        for name in names:
            table.setdefault(name, []).append(function)
        return function

    return register


def whole_step(function: Pass) -> Pass:
    """Registers a rewrite of all that is computed at every step, after its rules are applied.

    The function gets the graph and the nodes whose values are kept for what comes after the steps.
    """
    _STEP_PASSES.append(function)
    return function


def simplify(graph: Graph, last: bool = False) -> Graph:
    """The graph without dead, repeated or constant work, after the rules of the primitives."""
    return _Rewriter(graph, (_RULES, _LAST_RULES) if last else (_RULES,)).run()


def quicken(graph: Graph, step: Collection[Node]) -> Graph:
    """The graph with those of its nodes that are computed at every step made of quicker calls."""
    rewriter = _Rewriter(graph, (_STEP_RULES,), step)
    waiting = (node for node in graph.nodes if node not in step)
    kept = {source for node in waiting for source in node.inputs if source in step}
    graph = rewriter.run()
    kept = {rewriter.replaced[node] for node in kept}
    for function in _STEP_PASSES:
        graph = function(graph, kept)
    return graph


class _Rewriter:
    """Attributes: the nodes that rules are applied to; all of them if there is no choice."""

    def __init__(
        self, graph: Graph, tables: Sequence[_Rules], chosen: Collection[Node] | None = None
    ) -> None:
        self.graph = graph
        self.tables = tables
        self.chosen = chosen
        self.nodes: list[Node] = []
        self.known: dict[Any, Node] = {}
        self.replaced: dict[Node, Node] = {}

    def run(self) -> Graph:
        for node in self.graph.nodes:
            self.replaced[node] = self.visit(node)
        new = self.replaced
        graph = Graph(
            self.nodes,
            {k: new[v] for k, v in self.graph.inputs.items()},
            {k: new[v] for k, v in self.graph.outputs.items()},
            {k: new[v] for k, v in self.graph.reads.items()},
            {k: new[v] for k, v in self.graph.writes.items()},
            self.graph.owners,
        )
        return without_dead_nodes(graph)

    def visit(self, node: Node, chosen: bool | None = None) -> Node:
        """The node that stands for `node`, with everything it reads already in place."""
        known = self.replaced.get(node)
        if known is not None:
            return known
        if chosen is None:
            chosen = self.chosen is None or node in self.chosen
        inputs = tuple([self.replaced.get(i) or self.visit(i) for i in node.inputs])
        if node.inputs != inputs:
            node = node.replaced(node.op, inputs)
        node = _folded(node)
        for table in self.tables if chosen else ():
            for rewrite in table.get(node.op.name, ()):
                better = rewrite(node)
                if better is not None:
                    return self.visit(better, chosen)
        key = (node.op, node.inputs)
        if key in self.known:
            return self.known[key]
        self.known[key] = node
        self.nodes.append(node)
        self.replaced[node] = node
        return node


def _folded(node: Node) -> Node:
    """A constant, where all inputs are."""
    if not node.inputs:
        return node
    values = []
    for source in node.inputs:
        if not isinstance(source.op, Constant) or source.op.dim is not None:
            return node
        values.append(source.op.array)
    if any(not isinstance(s, int) for s in node.spec.shape):
        return node
    with np.errstate(all="ignore"):
        value = node.op.forward(np, *values)
    return node.replaced(Constant.of(value, node.spec.dtype), ())


def without_dead_nodes(graph: Graph) -> Graph:
    """Keeps what results need, and all inputs and state."""
    needed: set[Node] = set()
    stack = list(graph.results())
    while stack:
        node = stack.pop()
        if node not in needed:
            needed.add(node)
            stack.extend(node.inputs)
    reads = {k: v for k, v in graph.reads.items() if v in needed or k in graph.writes}
    state = set(reads.values())
    kept = [
        n
        for n in graph.nodes
        if (n in state if isinstance(n.op, State) else n in needed or isinstance(n.op, Input))
    ]
    return Graph(kept, graph.inputs, graph.outputs, reads, graph.writes, graph.owners)
