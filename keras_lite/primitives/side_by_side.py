"""What several layers need alike is computed at once, of values that lie one below the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate
from types import ModuleType

from keras_lite.engine.ir import BATCH, Graph, Node, Spec
from keras_lite.engine.op import Array, Example, Name, Op
from keras_lite.engine.simplify import whole_step
from keras_lite.primitives.cast import Cast
from keras_lite.primitives.compare import Greater
from keras_lite.primitives.layouts import WithOnes
from keras_lite.primitives.quick_calls import number
from keras_lite.primitives.slicing import Range, Slice


class Beside(Op):
    """y = the inputs, one below the other."""

    places_inputs = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.concatenate(inputs)

    def spec(self, *inputs: Spec) -> Spec:
        rows = sum(_rows(s) for s in inputs)
        return Spec((rows, *inputs[0].shape[1:]), inputs[0].dtype)

    def places(self, out: Name, *inputs: Spec) -> Sequence[str]:
        return [f"{out}[{start}:{end}]" for start, end in _ranges(inputs)]

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        places = self.places(out, *(x.spec for x in inputs))
        return [f"copyto({place}, {x})" for place, x in zip(places, inputs, strict=True)]

    def expression(self, *inputs: Name) -> str:
        return f"np.concatenate([{', '.join(inputs)}])"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((3, BATCH), (1, BATCH)), differentiable=())]


def _rows(spec: Spec) -> int:
    (rows, *_) = spec.shape
    assert isinstance(rows, int)
    return rows


def _ranges(specs: Sequence[Spec]) -> list[tuple[int, int]]:
    """Where each of several arrays starts and ends when they lie one below the other."""
    ends = list(accumulate(map(_rows, specs)))
    return list(zip([0, *ends], ends, strict=False))


@whole_step
def factors_at_once(graph: Graph, kept: Collection[Node]) -> Graph:
    """The slopes of all layers where they bend, by two calls for all layers.

    Their values lie one below the other, with the ones that stand beside them for the biases.
    """
    users: dict[Node, list[Node]] = {}
    for node in graph.nodes:
        for source in dict.fromkeys(node.inputs):
            users.setdefault(source, []).append(node)
    fixed = {*graph.results(), *kept}
    groups: dict[tuple[Op, str], list[tuple[Node, Node]]] = {}
    for node in graph.nodes:
        lying = _lying(node, users, fixed)
        if lying is not None:
            groups.setdefault((node.inputs[0].inputs[1].op, node.spec.dtype), []).append(
                (node, lying)
            )
    group = max(groups.values(), key=len, default=[])
    return _joined(graph, group, users) if len(group) > 1 else graph


def _lying(factors: Node, users: dict[Node, list[Node]], fixed: Collection[Node]) -> Node | None:
    """What the truth values behind factors are about, if it may lie beside others of its kind."""
    above = factors.inputs[0] if isinstance(factors.op, Cast) else None
    if above is None or not isinstance(above.op, Greater) or users[above] != [factors]:
        return None
    y, z = above.inputs
    if number(z) is None or y.spec.rank != 2 or y.spec.shape[1] != BATCH:
        return None
    if y.op.is_view or not y.inputs or y in fixed or not isinstance(y.spec.shape[0], int):
        return None
    lying, *others = [user for user in users[y] if user.op.places_inputs] or [y]
    if others or lying in fixed or not (lying is y or isinstance(lying.op, WithOnes)):
        return None
    if any(user.op.places_inputs for user in users[lying]):
        return None
    return lying


def _joined(graph: Graph, group: list[tuple[Node, Node]], users: dict[Node, list[Node]]) -> Graph:
    """The graph with the factors of a group computed at once, if all values are there in time."""
    position = {node: i for i, node in enumerate(graph.nodes)}
    lying = [value for _, value in group]
    last = max(lying, key=lambda node: position[node])
    wanted = [user for factors, _ in group for user in users[factors]]
    if position[last] > min(position[user] for user in wanted):
        return graph
    first, specs = group[0][0], [value.spec for value in lying]
    shape, dtype = (sum(map(_rows, specs)), BATCH), first.spec.dtype
    z = first.inputs[0].inputs[1]
    beside = Node(Beside(), lying, Spec(shape, dtype), (), "values", first.phase)
    above = Node(Greater(), [beside, z], Spec(shape, "bool"), (), "above", first.phase)
    factors = Node(Cast(dtype), [above], Spec(shape, dtype), (), "factors", first.phase)
    new: dict[Node, Node] = {}
    parts = []
    for (old, _), (start, _) in zip(group, _ranges(specs), strict=True):
        part = Slice((Range(start, start + _rows(old.spec)), Range()))
        new[old] = Node(part, [factors], old.spec, old.scope, old.role, old.phase)
        parts.append(new[old])
    gone = {n for old, _ in group for n in (old, old.inputs[0])}
    nodes = []
    for node in graph.nodes:
        if node in gone:
            continue
        inputs = tuple(new.get(i, i) for i in node.inputs)
        if inputs != node.inputs:
            new[node] = node = node.replaced(node.op, inputs)
        nodes.append(node)
        if node is last:
            nodes += [beside, above, factors, *parts]
    return Graph(
        nodes,
        graph.inputs,
        {k: new.get(n, n) for k, n in graph.outputs.items()},
        graph.reads,
        {k: new.get(n, n) for k, n in graph.writes.items()},
        graph.owners,
    )
