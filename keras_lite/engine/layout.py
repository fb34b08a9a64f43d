"""Layout: narrow batches are held features first, (k, n) instead of (n, k).

The innermost loop of an array call runs along the last axis. Along the batch it is long; along a
few features it is as short as they are, and is begun anew for each row: adding four biases to 100
rows takes NumPy 1.4 us, features first 0.5 us. Products take either layout as it comes.

The driver turns every operation it has a rule for; the primitives register the rules. Where a
value is wanted as it was recorded, it is a view of the turned one. Values that meet in elementwise
operations are turned together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable

from keras_lite.engine.ir import BATCH, Graph, Node, Spec
from keras_lite.engine.leaves import Input
from keras_lite.engine.op import OPS

NARROW = 128
"""Rows with more numbers than this stay rows: the inner loop is long enough as it is."""

Turned = Callable[[Node], Node]
Rule = Callable[[Node, Turned], "Node | None"]
_RULES: dict[str, Rule] = {}
_REFUSALS: dict[str, Callable[[Node], bool]] = {}


def turning(*names: str) -> Callable[[Rule], Rule]:
    """Registers how operations of these names are computed features first.

    The function gets a node of shape (n, k) and `turned`, which gives any node of rank 2 features
    first. It returns a node of shape (k, n), or `None` if it has no way.
    """

    def register(function: Rule) -> Rule:
        for name in names:
            _RULES[name] = function
        return function

    return register


def refusing(name: str) -> Callable[[Callable[[Node], bool]], Callable[[Node], bool]]:
    """Registers a function that says of a node of this name that it had better stay as it is."""

    def register(function: Callable[[Node], bool]) -> Callable[[Node], bool]:
        _REFUSALS[name] = function
        return function

    return register


def features_first(graph: Graph) -> Graph:
    """The same graph with narrow batches held features first; sums may round differently."""
    return _Turner(graph).run()


class _Turner:
    """Attributes: for each old node, the new one with its value as recorded, or turned."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: list[Node] = []
        self._recorded: dict[Node, Node] = {}
        self._turned: dict[Node, Node] = {}
        self._staying = _staying(graph)

    def run(self) -> Graph:
        for node in self.graph.nodes:
            form = self._form(node)
            if form is not None:
                self._turned[node] = self._add(form)
                continue
            self._recorded[node] = self._as_recorded(node)
        new = self.recorded
        return Graph(
            self.nodes,
            {k: new(v) for k, v in self.graph.inputs.items()},
            {k: new(v) for k, v in self.graph.outputs.items()},
            {k: new(v) for k, v in self.graph.reads.items()},
            {k: new(v) for k, v in self.graph.writes.items()},
            self.graph.owners,
        )

    def recorded(self, node: Node) -> Node:
        """The value of a node, laid out as it was recorded."""
        if node not in self._recorded:
            self._recorded[node] = self._view(self._turned[node])
        return self._recorded[node]

    def turned(self, node: Node) -> Node:
        """The value of a node of rank 2, with its axes exchanged."""
        if node not in self._turned:
            view = self._view(self.recorded(node))
            if isinstance(node.op, Input) and is_narrow(node.spec):
                # What comes in is turned for good, for all steps of a slice at once.
                role = f"{node.op.key}_turned"
                view = self._add(Node(OPS["copy"](), [view], view.spec, (), role, node.phase))
            self._turned[node] = view
        return self._turned[node]

    def _as_recorded(self, node: Node) -> Node:
        if node.op == OPS["transpose"]((1, 0)) and is_narrow(node.inputs[0].spec):
            return self.turned(node.inputs[0])
        inputs = [self.recorded(i) for i in node.inputs]
        same = inputs == list(node.inputs)
        return self._add(node if same else node.replaced(node.op, inputs))

    def _form(self, node: Node) -> Node | None:
        """What computes the value of a node turned, if that is worth it and there is a way."""
        if not is_narrow(node.spec) or not any(_is_batch(i.spec) for i in node.inputs):
            return None
        if node in self._staying:
            return None
        if node.op.is_elementwise:
            inputs = [self._spread(i) for i in node.inputs]
            return node.replaced(node.op, inputs, _exchanged(node.spec))
        rule = _RULES.get(node.op.name)
        return None if rule is None else rule(node, self.turned)

    def _spread(self, node: Node) -> Node:
        """An input of an elementwise operation, so that it broadcasts as before."""
        if node.spec.rank == 2:
            return self.turned(node)
        value = self.recorded(node)
        if node.spec.rank == 0:
            return value
        column = Spec((*node.spec.shape, 1), node.spec.dtype)
        op = OPS["reshape"](column.shape)
        return self._add(Node(op, [value], column, node.scope, None, node.phase))

    def _view(self, node: Node) -> Node:
        op = OPS["transpose"]((1, 0))
        spec = _exchanged(node.spec)
        return self._add(Node(op, [node], spec, node.scope, None, node.phase))

    def _add(self, node: Node) -> Node:
        self.nodes.append(node)
        return node


def _staying(graph: Graph) -> set[Node]:
    """What is not turned: nodes that refuse, and what they meet in elementwise operations."""
    meeting: dict[Node, list[Node]] = {}
    for node in graph.nodes:
        if node.op.is_elementwise and is_narrow(node.spec):
            for other in node.inputs:
                if other.spec.shape == node.spec.shape:
                    meeting.setdefault(node, []).append(other)
                    meeting.setdefault(other, []).append(node)
    refusals = ((n, _REFUSALS.get(n.op.name)) for n in graph.nodes)
    stack = [node for node, refuses in refusals if refuses is not None and refuses(node)]
    staying: set[Node] = set()
    while stack:
        node = stack.pop()
        if node not in staying:
            staying.add(node)
            stack += meeting.get(node, ())
    return staying


def _is_batch(spec: Spec) -> bool:
    return spec.rank == 2 and spec.shape[0] == BATCH and isinstance(spec.shape[1], int)


def is_narrow(spec: Spec) -> bool:
    """Whether a value is a batch of rows with few numbers each."""
    return _is_batch(spec) and spec.shape[1] <= NARROW


def _exchanged(spec: Spec) -> Spec:
    return Spec(spec.shape[::-1], spec.dtype)
