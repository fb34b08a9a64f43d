"""How often each value changes: once per batch size, per slice of steps, or per step.

A slice is a run of consecutive steps. What a step hands on to the next one has to be computed step
by step: weights, and whatever they are made of. Two kinds of values need not be:

* *before* the steps: what depends only on counters (state that grows by a fixed amount) and on
  values handed in. All steps of the slice are computed at once, as arrays with a leading axis.
* *after* the steps: what is only added up (losses, metrics). The values it is made of are kept for
  every step, and the rest is computed at once.

Neither changes a bit of any result, so the length of slices is free.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lite.engine.dtypes import is_integer
from keras_lite.engine.ir import Dim, Graph, Node, Spec, size_at
from keras_lite.engine.leaves import Constant, Input, State
from keras_lite.engine.op import Op

_Counters = dict[int, tuple[Node, Node]]

_KEPT_PER_ROW = 256
"""A value with more elements per row than this is not kept for every step."""


class Rates:
    """A graph, split by rates.

    Attributes:
        step: what is computed at every step. Values computed before are inputs of it, values
            needed afterwards are outputs.
        counters: state key -> (node of its value, node of what is added at every step).
        before: nodes computed for all steps at once, in order.
        after: likewise, afterwards.
        sums: state key -> node of what is added at every step.
        inner_inputs: input name of `step` -> node in `before`.
        inner_outputs: output name of `step` -> node that `after` reads.
    """

    def __init__(self, step: Graph) -> None:
        self.step = step
        self.counters: dict[int, tuple[Node, Node]] = {}
        self.before: list[Node] = []
        self.after: list[Node] = []
        self.sums: dict[int, Node] = {}
        self.inner_inputs: dict[str, Node] = {}
        self.inner_outputs: dict[str, Node] = {}


def known_when_bound(graph: Graph) -> set[Node]:
    """Nodes that depend on fixed values and the batch size only: computed once."""
    known: set[Node] = set()
    for node in graph.nodes:
        if isinstance(node.op, Constant) or (node.inputs and all(i in known for i in node.inputs)):
            known.add(node)
    return known


def stacked_op(op: Op) -> Op | None:
    """The operation for inputs with a leading axis of steps, if there is one."""
    return op if op.is_elementwise else op.stacked()


def split(graph: Graph) -> Rates:
    """Splits a graph by rates."""
    return _Splitter(graph).run()


def every_step(graph: Graph) -> set[Node]:
    """The nodes that `split` has computed at every step."""
    return _Splitter(graph).parts()[-1]


class _Splitter:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.bound = known_when_bound(graph)
        self.readers: dict[Node, list[Node]] = {}
        for node in graph.nodes:
            for source in node.inputs:
                self.readers.setdefault(source, []).append(node)

    def parts(self) -> tuple[_Counters, set[Node], dict[int, Node], set[Node]]:
        """Counters, what is computed before the steps, sums, and what is computed at every step."""
        counters = dict(self._growing(counting=True))
        before = self._before(counters)
        sums = {k: v for k, (_, v) in self._growing(counting=False) if k not in counters}
        return counters, before, sums, self._core(before, sums, counters)

    def run(self) -> Rates:
        counters, before, sums, core = self.parts()
        after = [
            n
            for n in self.graph.nodes
            if n not in core
            and n not in before
            and n not in self.bound
            and n.inputs
            and not self._is_sum(n, sums)
        ]
        return self._assemble(counters, before, sums, core, after)

    # Counters and sums ------------------------------------------------------------------------

    def _growing(self, counting: bool) -> Iterable[tuple[int, tuple[Node, Node]]]:
        """State whose new value is the old one plus something, and that something."""
        writes = list(self.graph.writes.values())
        handed_out = set(self.graph.outputs.values())
        for key, new in self.graph.writes.items():
            if new in handed_out or writes.count(new) > 1:
                continue
            old = self.graph.reads[key]
            if not new.op.accumulates or old not in new.inputs:
                continue
            added = new.inputs[1] if new.inputs[0] is old else new.inputs[0]
            if added is old:
                continue
            if counting:
                if added in self.bound and is_integer(old.spec.dtype) and old.spec.rank <= 1:
                    yield key, (old, added)
            elif self.readers.get(old) == [new] and not self.readers.get(new):
                yield key, (old, added)

    def _is_sum(self, node: Node, sums: dict[int, Node]) -> bool:
        return any(self.graph.writes[key] is node for key in sums)

    def _before(self, counters: dict[int, tuple[Node, Node]]) -> set[Node]:
        before = {read for read, _ in counters.values()}
        before |= set(self.graph.inputs.values())
        handed_out = set(self.graph.outputs.values())
        for node in self.graph.nodes:
            if (
                node.inputs
                and node not in handed_out
                and node not in self.bound
                and all(i in before or i in self.bound for i in node.inputs)
                and _is_small(node.spec)
                and self._stackable(node)
            ):
                before.add(node)
        return before

    def _stackable(self, node: Node) -> bool:
        op = stacked_op(node.op)
        if op is None or any(isinstance(i.op, State) and i.spec.rank > 1 for i in node.inputs):
            return False
        return node.op.is_elementwise or not any(i in self.bound for i in node.inputs)

    # What must be done step by step -----------------------------------------------------------

    def _core(
        self, before: set[Node], sums: dict[int, Node], counters: dict[int, tuple[Node, Node]]
    ) -> set[Node]:
        roots = self._step_results(sums, counters)
        core: set[Node] = set()
        self._add_with_sources(roots, core, before)
        while True:
            stuck = [n for n in self._others(core, before, sums) if not self._may_wait(n, core)]
            if not stuck:
                return core
            self._add_with_sources(stuck, core, before)

    def _step_results(self, sums: dict[int, Node], counters: dict[int, Any]) -> list[Node]:
        """What every step must have computed."""
        results = list(self.graph.outputs.values())
        return results + [
            n for k, n in self.graph.writes.items() if k not in sums and k not in counters
        ]

    def _others(self, core: set[Node], before: set[Node], sums: dict[int, Node]) -> list[Node]:
        return [
            n
            for n in self.graph.nodes
            if n.inputs
            and n not in core
            and n not in before
            and n not in self.bound
            and not self._is_sum(n, sums)
        ]

    def _add_with_sources(self, roots: list[Node], core: set[Node], before: set[Node]) -> None:
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node in core or node in before or node in self.bound:
                continue
            core.add(node)
            stack.extend(node.inputs)

    def _may_wait(self, node: Node, core: set[Node]) -> bool:
        """Whether a node can be computed for all steps at once, after them."""
        if not self._stackable(node) or any(isinstance(i.op, State) for i in node.inputs):
            return False
        return all(i not in core or i.op.is_leaf or _is_small(i.spec) for i in node.inputs)

    # Putting the parts together ---------------------------------------------------------------

    def _assemble(
        self,
        counters: dict[int, tuple[Node, Node]],
        before: set[Node],
        sums: dict[int, Node],
        core: set[Node],
        after: list[Node],
    ) -> Rates:
        results = self._step_results(sums, counters)
        used_before = self._needed(before, core, after, sums, results)
        rates = Rates(self.graph)
        rates.counters, rates.after, rates.sums = dict(counters), after, sums
        rates.before = [n for n in self.graph.nodes if n in used_before]
        replaced: dict[Node, Node] = {}
        inputs = dict(self.graph.inputs)
        for node in rates.before:
            in_steps = node in results or any(r in core for r in self.readers.get(node, ()))
            if in_steps and not isinstance(node.op, Input):
                name = f"before_{len(rates.inner_inputs)}"
                rates.inner_inputs[name] = node
                replaced[node] = inputs[name] = Node(
                    Input(name, node.spec), (), node.spec, node.scope, node.role, node.phase
                )
        kept: dict[str, Node] = {}
        wanted = [i for n in after for i in n.inputs] + list(sums.values())
        for node in dict.fromkeys(wanted):
            if node in core and not isinstance(node.op, Input):
                kept[f"after_{len(kept)}"] = node
        rates.inner_outputs = kept
        rates.step = self._step_graph(core, inputs, replaced, kept, sums, counters)
        return rates

    def _needed(
        self,
        before: set[Node],
        core: set[Node],
        after: list[Node],
        sums: dict[int, Node],
        results: list[Node],
    ) -> set[Node]:
        needed: set[Node] = set()
        stack = [i for n in core for i in n.inputs if i in before]
        stack += [i for n in after for i in n.inputs if i in before]
        stack += [n for n in [*sums.values(), *results] if n in before]
        while stack:
            node = stack.pop()
            if node not in needed:
                needed.add(node)
                stack.extend(i for i in node.inputs if i in before)
        return needed

    def _step_graph(
        self,
        core: set[Node],
        inputs: dict[str, Node],
        replaced: dict[Node, Node],
        kept: dict[str, Node],
        sums: dict[int, Node],
        counters: dict[int, tuple[Node, Node]],
    ) -> Graph:
        nodes = [n for n in inputs.values() if n not in self.graph.inputs.values()]
        for node in self.graph.nodes:
            if node in self.bound or isinstance(node.op, (Input, State)):
                nodes.append(node)
            elif node in core:
                new = [replaced.get(i, i) for i in node.inputs]
                if new != list(node.inputs):
                    replaced[node] = node.replaced(node.op, new)
                nodes.append(replaced.get(node, node))
        outputs = {**self.graph.outputs, **kept}
        return Graph(
            nodes,
            inputs,
            {k: replaced.get(n, n) for k, n in outputs.items()},
            self.graph.reads,
            {
                k: replaced.get(n, n)
                for k, n in self.graph.writes.items()
                if k not in sums and k not in counters
            },
            self.graph.owners,
        )


def _is_small(spec: Spec) -> bool:
    size = spec.size
    if isinstance(size, Dim):
        return size_at(size, 1 << 20) <= _KEPT_PER_ROW << 20
    return size <= _KEPT_PER_ROW
