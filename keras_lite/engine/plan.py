"""Planning: from a graph to operations in order, with an explicit array for each.

The emitters only print what is decided here: what is done once, what at every step, which
results share memory, and where state is updated in place.
"""

from __future__ import annotations

from collections.abc import Sequence

from keras_lite.engine import aligned
from keras_lite.engine.blocks import block_long_chains
from keras_lite.engine.check import check
from keras_lite.engine.ir import BATCH, Graph, Node, Spec
from keras_lite.engine.layout import features_first
from keras_lite.engine.leaves import Constant, Input, State
from keras_lite.engine.names import Names
from keras_lite.engine.op import OPS
from keras_lite.engine.places import SETUP, Liveness, Places
from keras_lite.engine.rates import Rates, every_step, known_when_bound, split
from keras_lite.engine.schedule import Call, Operand, Schedule
from keras_lite.engine.simplify import quicken, simplify
from keras_lite.engine.slices import numbers, plan_slices


def plan(
    graph: Graph, title: str = "", level: str = "fast", sliced: bool = True, alone: bool = False
) -> Schedule:
    """Orders the graph and gives every value an array.

    Args:
        graph: a graph whose nodes are in a valid order; that order is kept.
        title: first line of the program.
        level: "fast" computes into buffers that are made once and shared where lifetimes allow;
            "plain" names every value by the expression that makes it, for reading.
        sliced: whether (fast) what can wait is computed once per slice of steps, and long chains
            block by block; neither helps a GPU.
        alone: whether every slice is one step long, so that nothing gains by waiting.
    """
    rates = Rates(graph)
    if sliced and level == "fast":
        rates = _split(_arranged(graph), alone)
    planner = _Planner(_with_copies(rates.step, level), rates, title, level)
    planner.leaves()
    for index, node in enumerate(planner.graph.nodes):
        planner.place(index, node)
    planner.finish()
    if sliced and level == "fast":
        planner.schedule.support += [aligned.empty] if alone else [aligned.empty, numbers]
        block_long_chains(planner.schedule, planner.names)
    plan_slices(rates, planner.schedule, planner.names, planner.operands)
    return planner.schedule


def _arranged(graph: Graph) -> Graph:
    """The graph in the layout in which it runs fastest.

    A program that keeps nothing (predictions) is run for single rows as often as for many. Turning
    those costs more than it saves; and rows that stay apart come out the same in any batch.
    """
    if not graph.writes:
        return graph
    arranged = simplify(features_first(graph), last=True)
    return check(arranged, "layout", known=graph.nodes)


def _split(graph: Graph, alone: bool) -> Rates:
    """The graph split by rates, what is done at every step in the calls that NumPy is quick at."""
    if not graph.writes:
        return Rates(graph) if alone else split(graph)
    core = set(graph.nodes) if alone else every_step(graph)
    quick = check(quicken(graph, core), "quick calls", known=graph.nodes)
    return Rates(quick) if alone else split(quick)


def _with_copies(graph: Graph, level: str) -> Graph:
    """Inserts the copies that sharing of memory makes necessary.

    New state must be an array of its own when it is handed in or a view, and a view that renames
    elements (reshape) needs an input whose elements lie in order.
    """
    copy = OPS["copy"]
    nodes: list[Node] = []
    replaced: dict[Node, Node] = {}
    contiguous: dict[Node, bool] = {}
    new_state = set(graph.writes.values())
    for node in graph.nodes:
        inputs = [replaced.get(i, i) for i in node.inputs]
        if node.op.is_view and node.op.needs_contiguous and not contiguous[inputs[0]]:
            inner = Node(copy(), inputs[:1], inputs[0].spec, node.scope, node.role, node.phase)
            nodes.append(inner)
            contiguous[inner] = True
            inputs[0] = inner
        if list(node.inputs) != inputs:
            replaced[node] = node.replaced(node.op, inputs)
        current = replaced.get(node, node)
        nodes.append(current)
        contiguous[current] = not node.op.is_view or (
            node.op.needs_contiguous and contiguous[inputs[0]]
        )
        if node in new_state and (node.op.is_view or isinstance(node.op, (Input, State))):
            outer = Node(copy(), [current], node.spec, node.scope, node.role, node.phase)
            nodes.append(outer)
            contiguous[outer] = True
            graph.writes.update({k: outer for k, w in graph.writes.items() if w is node})
    return Graph(
        nodes,
        {k: replaced.get(v, v) for k, v in graph.inputs.items()},
        {k: replaced.get(v, v) for k, v in graph.outputs.items()},
        graph.reads,
        {k: replaced.get(v, v) for k, v in graph.writes.items()},
        graph.owners,
    )


class _Planner:
    def __init__(self, graph: Graph, rates: Rates, title: str, level: str) -> None:
        self.graph = graph
        self.rates = rates
        self.plain = level == "plain"
        self.schedule = Schedule(title)
        self.names = Names()
        self.operands: dict[Node, Operand] = {}
        self.bits: dict[str, Operand] = {}
        self.bound = known_when_bound(graph)
        self.live = Liveness(graph)
        self.places = None if self.plain else Places(graph, self.live, self.schedule, self.names)

    # Leaves -----------------------------------------------------------------------------------

    def leaves(self) -> None:
        """Names inputs, outputs and state first, so that they have the plainest names."""
        inner = {**self.rates.inner_inputs, **self.rates.inner_outputs}
        self.schedule.inner.update(inner)
        for key, node in self.graph.reads.items():
            operand = Operand(self.names.of(node), node.spec, "state")
            self.operands[node] = operand
            self.schedule.states[key] = operand
        for name, node in self.graph.inputs.items():
            wanted = self.names.of(inner[name]) if name in inner else self.names.unique(name)
            operand = Operand(wanted, node.spec, "input", every_step=True)
            self.operands[node] = self.schedule.inputs[name] = operand
        for name, node in self.graph.outputs.items():
            wanted = self.names.of(inner[name]) if name in inner else self.names.unique(name)
            operand = Operand(wanted, node.spec, "output", every_step=True)
            self.schedule.outputs[name] = operand

    def _constant(self, node: Node) -> Operand:
        op = node.op
        assert isinstance(op, Constant)
        if op.dim is not None:
            name = "rows" if op.dim == BATCH else "length"
            operand = Operand(self.names.unique(name), node.spec, "value")
            source = f'np.asarray({op.dim}, dtype="{op.dtype}")'
            self.schedule.setup.append(Call(op, (), operand, "expression", SETUP, source))
        elif op.scalar is not None:
            operand = Operand("", node.spec, "scalar", literal=_literal(op.scalar))
        else:
            operand = Operand(self.names.of(node), node.spec, "constant")
            self.schedule.constants[operand.name] = node
        return operand

    # Operations -------------------------------------------------------------------------------

    def place(self, index: int, node: Node) -> None:
        """Decides where the result of one node lies, and schedules its computation."""
        if isinstance(node.op, (Input, State)):
            return
        if isinstance(node.op, Constant):
            self.operands[node] = self._constant(node)
            return
        inputs = [self.operands[i] for i in node.inputs]
        if node in self.bound:
            self._value(node, inputs, self.schedule.setup)
        elif node.op.is_view:
            early = not inputs[0].every_step and not self.plain
            self._value(node, inputs, self.schedule.setup if early else self.schedule.step)
        elif self.plain:
            self._value(node, inputs, self.schedule.step)
        else:
            self._computed(index, node, inputs)
        self._collect_support(node)

    def _value(self, node: Node, inputs: Sequence[Operand], target: list[Call]) -> None:
        """A new name for a view or (readable level) for the value of an expression."""
        view = node.op.is_view
        if view and self.plain and node.role is None:
            # `x.T @ g` reads better than a name for each view.
            text = node.op.expression(*(i.text for i in inputs))
            self.operands[node] = Operand(inputs[0].name, node.spec, "view", literal=text)
            return
        name = f"{inputs[0].name}_{node.op.name}" if view and node.role is None else None
        operand = Operand(
            self.names.unique(name) if name else self.names.of(node),
            node.spec,
            "value",
            root=inputs[0].root if view else None,
            contiguous=node.op.needs_contiguous or not view,
            every_step=target is self.schedule.step,
        )
        self.operands[node] = operand
        section = SETUP if target is self.schedule.setup else (node.phase, node.scope)
        target.append(Call(node.op, inputs, operand, "expression", section))

    def _computed(self, index: int, node: Node, inputs: Sequence[Operand]) -> None:
        """A result with memory of its own, computed by array calls."""
        assert self.places is not None
        section = (node.phase, node.scope)
        out = self.places.choose(index, node, inputs)
        self.operands[node] = out
        if node.op.places_inputs:
            self._copy_unplaced(node, inputs)
        else:
            scratch = [
                self.places.temporary(node.spec, self.names.unique(f"{out.name}_scratch"))
                for _ in range(node.op.scratch)
            ]
            result = out
            if node.op.on_bits:
                inputs, result = [self._bits(i, section) for i in inputs], self._bits(out, section)
            call = Call(node.op, [*inputs, *scratch], result, "out", section)
            self.schedule.step.append(call)
            self.places.release(index, node, scratch)

    def _bits(self, operand: Operand, section: tuple[str, tuple[str, ...]]) -> Operand:
        """A float array as integers of the same bits.

        Values that use the same memory one after another get the same view of it: NumPy looks
        closer, and takes twice as long, where it is to write over what it reads through another.
        """
        if operand.root.spec == operand.spec:
            operand = operand.root
        wide = {"float32": "int32", "float64": "int64"}.get(operand.spec.dtype)
        if wide is None or operand.kind == "scalar":
            return operand
        found = self.bits.get(operand.name)
        if found is None:
            found = Operand(
                self.names.unique(f"{operand.name}_bits"),
                Spec(operand.spec.shape, wide),
                "value",
                root=operand.root,
                contiguous=operand.contiguous,
                every_step=operand.every_step,
            )
            self.bits[operand.name] = found
            target = self.schedule.step if operand.every_step else self.schedule.setup
            source = f'{operand.name}.view("{wide}")'
            where = section if operand.every_step else SETUP
            target.append(Call(None, (operand,), found, "expression", where, source))
        return found

    def _copy_unplaced(self, node: Node, inputs: Sequence[Operand]) -> None:
        assert self.places is not None
        for part, value in enumerate(inputs):
            if not self.places.is_placed(node, part):
                target = self.places.part(node, part, self.names.unique(f"{value.name}_part"))
                copy = OPS["copy"]()
                self.schedule.step.append(
                    Call(copy, (value,), target, "out", (node.phase, node.scope))
                )

    def _collect_support(self, node: Node) -> None:
        for function in node.op.support:
            if function not in self.schedule.support:
                self.schedule.support.append(function)

    # The end of a step ------------------------------------------------------------------------

    def finish(self) -> None:
        """Puts outputs and new state where they belong, unless they were computed there."""
        copy = OPS["copy"]()
        results: tuple[str, tuple[str, ...]] = ("results", ())
        for name, node in self.graph.outputs.items():
            target, value = self.schedule.outputs[name], self.operands[node]
            if value is not target:
                self.schedule.step.append(Call(copy, (value,), target, "out", results))
        for key, node in self.graph.writes.items():
            target, value = self.schedule.states[key], self.operands[node]
            if value is not target:
                section = results if self.plain else (node.phase, node.scope)
                self.schedule.step.append(Call(copy, (value,), target, "out", section))


def _literal(value: object) -> str:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")'
    return repr(value)
