"""Which memory a result is computed into."""

from __future__ import annotations

from collections.abc import Sequence

from keras_lite.engine.ir import Graph, Node, Spec
from keras_lite.engine.names import Names
from keras_lite.engine.schedule import Call, Operand, Schedule
from keras_lite.record import Record

SETUP = ("setup", ())


class Liveness:
    """At which position the memory of a value is read for the last time."""

    def __init__(self, graph: Graph) -> None:
        self.position = {node: index for index, node in enumerate(graph.nodes)}
        self._base: dict[Node, Node] = {}
        self._last: dict[Node, int] = {}
        for index, node in enumerate(graph.nodes):
            self._base[node] = self._base[node.inputs[0]] if node.op.is_view else node
            for source in node.inputs:
                self._last[self._base[source]] = index
        for node in graph.results():
            self._last[self._base[node]] = len(graph.nodes)

    def last_read(self, node: Node) -> int:
        """Position of the last reader of `node` or of a view of it; -1 if there is none."""
        return self._last.get(self._base[node], -1)

    def base(self, node: Node) -> Node:
        """The node whose memory `node` is a view of."""
        return self._base[node]


class _Prescribed(Record):
    """Where a result must be computed: a state array, an output, or a part of a packed vector."""

    state: int | None = None
    output: str | None = None
    pack: Node | None = None
    part: int = 0


class Places:
    """Chooses memory: a prescribed place, an input's that is not needed any more, or a buffer."""

    def __init__(self, graph: Graph, live: Liveness, schedule: Schedule, names: Names) -> None:
        self.graph = graph
        self.live = live
        self.schedule = schedule
        self.names = names
        self._free: dict[Spec, list[Operand]] = {}
        self._owner: dict[int, Node] = {}
        self._memory: dict[Node, Operand] = {}
        self._packed: dict[Node, Operand] = {}
        self._parts: dict[Node, Sequence[str]] = {}
        self._prescribed: dict[Node, _Prescribed] = {}
        for key, node in graph.writes.items():
            self._prescribe_state(key, node)
        for name, node in graph.outputs.items():
            if node.inputs and not node.op.is_view:
                self._prescribed.setdefault(node, _Prescribed(output=name))
        for node in graph.nodes:
            if node.op.places_inputs:
                for part, source in enumerate(node.inputs):
                    if source.inputs and not source.op.is_view:
                        self._prescribed.setdefault(source, _Prescribed(pack=node, part=part))

    def _prescribe_state(self, key: int, node: Node) -> None:
        """Computes new state in place when nobody reads the old value afterwards.

        So are the values that it is made of by operations that may work in place.
        """
        read = self.graph.reads[key]
        while node not in self._prescribed and self._may_overwrite(read, node):
            self._prescribed[node] = _Prescribed(state=key)
            position = self.live.position[node]
            sources = [node.inputs[i] for i in node.op.reuses if i < len(node.inputs)]
            sources = [
                s for s in sources if s.spec == node.spec and self.live.last_read(s) == position
            ]
            if not sources or sources[0] is read:
                return
            node = sources[0]

    def _may_overwrite(self, read: Node, node: Node) -> bool:
        if not node.inputs or node.op.is_view or node.op.places_inputs or node.spec != read.spec:
            return False
        last, position = self.live.last_read(read), self.live.position[node]
        return last < position or (last == position and self._in_place_at(node, read))

    def _in_place_at(self, node: Node, source: Node) -> bool:
        """Whether `node` may be computed into the memory of its input `source`."""
        touching = {
            i for i, s in enumerate(node.inputs) if self.live.base(s) is self.live.base(source)
        }
        return all(node.inputs[i] is source and i in node.op.reuses for i in touching)

    # Choosing ---------------------------------------------------------------------------------

    def choose(self, index: int, node: Node, inputs: Sequence[Operand]) -> Operand:
        """The array that `node` is computed into."""
        if node.op.places_inputs:
            return self.packed(node)
        place = self._prescribed.get(node)
        if place is not None:
            return self._prescribed_place(node, place)
        for i in node.op.reuses:
            if i < len(inputs) and self._may_take(index, node, i, inputs[i]):
                return self._renamed(node, inputs[i].root)
        return self._renamed(node, self.temporary(node.spec))

    def _prescribed_place(self, node: Node, place: _Prescribed) -> Operand:
        if place.state is not None:
            return self.schedule.states[place.state]
        if place.output is not None:
            return self.schedule.outputs[place.output]
        assert place.pack is not None
        return self.part(place.pack, place.part, self.names.of(node))

    def _may_take(self, index: int, node: Node, i: int, operand: Operand) -> bool:
        source = node.inputs[i]
        return (
            operand.root.kind == "buffer"
            and operand.spec == operand.root.spec == node.spec
            and operand.contiguous
            and self._owner.get(id(operand.root)) is self.live.base(source)
            and self.live.last_read(source) == index
            and self._in_place_at(node, source)
        )

    def _renamed(self, node: Node, memory: Operand) -> Operand:
        """A name of its own for memory that may have served another value before."""
        self._owner[id(memory)] = node
        self._memory[node] = memory
        if memory.name == "":
            memory.name = self.names.of(node)
            return memory
        operand = Operand(self.names.of(node), node.spec, "value", root=memory)
        self.schedule.setup.append(Call(None, (), operand, "expression", SETUP, memory.name))
        return operand

    def temporary(self, spec: Spec, name: str = "") -> Operand:
        """Memory that nobody uses now."""
        free = self._free.get(spec)
        if free:
            return free.pop()
        memory = Operand(name, spec, "buffer")
        self.schedule.setup.append(Call(None, (), memory, "allocate", SETUP))
        return memory

    def release(self, index: int, node: Node, scratch: Sequence[Operand]) -> None:
        """Gives memory back that is not read after `index`."""
        for memory in scratch:
            self._free.setdefault(memory.spec, []).append(memory)
        for base in {self.live.base(source) for source in node.inputs}:
            held = self._memory.get(base)
            if held is None or self.live.last_read(base) > index:
                continue
            del self._memory[base]
            if self._owner[id(held)] is base:  # nobody has taken it over in place
                del self._owner[id(held)]
                self._free.setdefault(held.spec, []).append(held)

    # Packed vectors ---------------------------------------------------------------------------

    def packed(self, node: Node) -> Operand:
        """The vector that the inputs of `node` are computed into."""
        if node not in self._packed:
            place = self._prescribed.get(node)
            if place is not None and place.pack is not None:
                memory = self.part(place.pack, place.part, self.names.of(node))
            else:
                memory = Operand(self.names.of(node), node.spec, "buffer")
                self.schedule.setup.append(Call(None, (), memory, "allocate", SETUP))
            for line in node.op.prepare(memory.text):
                self.schedule.setup.append(Call(None, (), memory, "statement", SETUP, line))
            self._packed[node] = memory
            self._parts[node] = node.op.places(memory.text, *(i.spec for i in node.inputs))
        return self._packed[node]

    def part(self, pack: Node, index: int, name: str) -> Operand:
        """The view of a packed vector where its input number `index` lies."""
        memory = self.packed(pack)
        operand = Operand(name, pack.inputs[index].spec, "value", root=memory.root)
        source = self._parts[pack][index]
        self.schedule.setup.append(Call(None, (), operand, "expression", SETUP, source))
        return operand

    def is_placed(self, pack: Node, index: int) -> bool:
        """Whether input number `index` is computed right where it will lie."""
        return self._prescribed.get(pack.inputs[index]) == _Prescribed(pack=pack, part=index)
