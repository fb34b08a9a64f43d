"""From a graph to loops: which operations share a nest of loops, and which values are stored.

Elementwise operations join the loops that make their inputs, where the shapes are the same; a value
that only these loops read never reaches memory. The batch axis lies innermost, so that loops over
rows run along memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from keras_lite.engine.bound import Bound, BoundGraph
from keras_lite.engine.forms import (
    Drawn,
    Fold,
    Form,
    Parts,
    Picked,
    Pointwise,
    Search,
    Spread,
    View,
    form_of,
)
from keras_lite.engine.ir import Spec
from keras_lite.engine.matrices import Product, apart, large_products, turned
from keras_lite.engine.names import Names
from keras_lite.engine.op import OPS
from keras_lite.engine.small_products import Blocks, blocks_of, turned_copy
from keras_lite.engine.strided import Buffer, Strided, in_order

ROWS_INNERMOST_FROM = 8
"""Of fewer rows than this, values lie row by row, as they come."""

LINE = 16
"""Elements in a line of the cache; so many rows are a multiple of these in memory."""


@dataclass(eq=False)
class Kernel:
    """A nest of loops over all places of a shape.

    Attributes:
        shape: lengths of the loops.
        batch_axis: the axis over rows, if there is one.
        nodes: what is computed at each place, in order; the first may be a fold or a search.
        spread: a node that is made by spreading updates over a value instead.
        copies: memory to write and what to write there (a node), instead.
        words: random words that are drawn instead.
        product: what BLAS computes, instead.
        blocks: a product or a sum that is computed in blocks, instead.
        title: node that the loops are named after.
    """

    shape: tuple[int, ...]
    batch_axis: int | None
    title: Bound
    nodes: list[Bound] = field(default_factory=list)
    spread: Bound | None = None
    copies: list[tuple[Strided, Bound]] = field(default_factory=list)
    words: Bound | None = None
    product: Product | None = None
    blocks: Blocks | None = None

    @property
    def is_open(self) -> bool:
        """Whether elementwise operations may join."""
        return self.spread is None and not self.copies and bool(self.nodes)


class Lowered:
    """Kernels in order, and where values lie.

    Args:
        graph: every operation must have a form.
        names: hands out names.
        memory: where inputs and state lie.
        outputs: where outputs go.
    """

    def __init__(
        self,
        graph: BoundGraph,
        names: Names,
        memory: dict[Bound, Strided],
        outputs: dict[str, Strided],
    ) -> None:
        self.graph = graph
        self.names = names
        self.memory = memory
        self.outputs = outputs
        self.constants: dict[str, np.ndarray] = {}
        self.kernels: list[Kernel] = []
        self.locals: list[Buffer] = []
        self.parts_of: list[Buffer] = []
        self.forms: dict[Bound, Form] = {}
        self._kernel: dict[Bound, int] = {}
        self._copied: dict[Bound, Bound] = {}
        self._reads: dict[Bound, list[tuple[int, bool]]] = {}
        self.products = large_products(graph, self.form)
        self.rows_last = graph.n >= ROWS_INNERMOST_FROM and not self.products

    # Values -----------------------------------------------------------------------------------

    def form(self, node: Bound) -> Form:
        """The form of a node's operation."""
        if node not in self.forms:
            found = form_of(node.op, node.spec, [i.spec for i in node.inputs])
            assert found is not None
            self.forms[node] = found
        return self.forms[node]

    def number(self, node: Bound) -> object:
        """The number that all elements of a node are; `None` if there is none."""
        if node.value is None and node.inputs and isinstance(self.form(node), View):
            return self.number(node.inputs[0])
        return node.number

    def is_view(self, node: Bound) -> bool:
        return bool(node.inputs) and node.value is None and isinstance(self.form(node), View)

    def read(self, node: Bound) -> Bound:
        """What stands for a node where it is read: a copy, if one was made to be read."""
        return self._copied.get(node, node)

    def base(self, node: Bound) -> Bound:
        """The node whose memory a view shows."""
        node = self.read(node)
        while self.is_view(node):
            node = self.read(node.inputs[0])
        return node

    def seen(self, node: Bound) -> Strided:
        """Where a value lies; gives it memory if it has none yet."""
        node = self.read(node)
        if node not in self.memory:
            self.memory[node] = self._view(node) if self.is_view(node) else self._stored(node)
        return self.memory[node]

    def _stored(self, node: Bound) -> Strided:
        name = self.names.of(node.node)
        if node.value is not None:
            self.constants[name] = node.value
            return in_order(Buffer(name, node.dtype, _size(node.shape), "constant"), node.shape)
        return self._local(name, node, node.batch_axis if self.rows_last else None)

    def _local(self, name: str, node: Bound, last: int | None) -> Strided:
        """Memory for a value; each row of rows innermost begins where a line of the cache does."""
        size, room = _size(node.shape), None
        if last is not None and size > node.shape[last]:
            room = -(-node.shape[last] // LINE) * LINE
            size = size // node.shape[last] * room
        buffer = Buffer(name, node.dtype, size)
        self.locals.append(buffer)
        return in_order(buffer, node.shape, last, room=room)

    def innermost(self, node: Bound) -> int:
        """The axis along which a value lies in memory of its own."""
        last = node.batch_axis if self.rows_last else None
        return len(node.shape) - 1 if last is None else last

    def _view(self, node: Bound) -> Strided:
        form = self.form(node)
        assert isinstance(form, View)
        seen = form.seen(self.seen(node.inputs[0]))
        if seen is None:
            copy = self.copy(node.inputs[0], in_rows=True)
            self._copied[node] = Bound(node.op, (copy,), node.spec, node.node, node.batch_axis)
            node = self._copied[node]
            seen = form.seen(self.seen(copy))
            assert seen is not None
            self.memory[node] = seen
        if node.node.role and seen.buffer.kind in ("state", "constant") and not node.batch_axis:
            named = Buffer(
                self.names.of(node.node), node.dtype, _size(node.shape), seen.buffer.kind
            )
            named.parent, named.shift = seen.buffer, seen.offset
            self.parts_of.append(named)
            return Strided(named, 0, seen.shape, seen.strides)
        return seen

    def copy(self, node: Bound, in_rows: bool) -> Bound:
        """Schedules a copy of a value: row by row, or with the batch axis innermost."""
        if not node.inputs:
            # The copy stands for it from now on, so what is copied has a node of its own.
            source, node = node, Bound(node.op, (), node.spec, node.node, node.batch_axis)
            self.memory[node] = self.memory[source]
        result = Bound(OPS["copy"](), (node,), node.spec, node.node, node.batch_axis)
        name = self.seen(node).buffer.name + ("_in_rows" if in_rows else "_in_columns")
        last = None if in_rows else node.batch_axis
        self.memory[result] = self._local(self.names.unique(name), node, last)
        kernel = Kernel(node.shape, last, result, blocks=turned_copy(result, node, self))
        kernel.nodes += [] if kernel.blocks else [result]
        self._add(kernel, result)
        return result

    # Kernels ----------------------------------------------------------------------------------

    def run(self) -> Lowered:
        """Places every node, then outputs and new state."""
        for node in self.graph.inputs.values():
            rows_apart = node.batch_axis is not None and _size(node.shape) > self.graph.n
            if self.rows_last and rows_apart and node in self._used():
                self._copied[node] = self.copy(node, in_rows=False)
        nodes = [n for n in self.graph.nodes if n.value is None and n.inputs]
        drawn = [n for n in nodes if isinstance(self.form(n), Drawn)]
        for node in [n for n in drawn if not n.inputs[0].inputs]:
            self._draw(node)  # in front, so that what is made of the words can join any loops
        for node in nodes:
            if not self.is_view(node):
                self._place(node)
        self._finish()
        return self

    def _used(self) -> set[Bound]:
        return {i for node in self.graph.nodes for i in node.inputs}

    def _draw(self, node: Bound) -> None:
        """Schedules the drawing of words, of which the node is made from now on."""
        form = self.form(node)
        assert isinstance(form, Drawn)
        words = Bound(node.op, node.inputs, Spec(node.shape, form.words), node.node)
        block = 16 // np.dtype(form.words).itemsize
        size = -(-_size(node.shape) // block) * block
        name = self.names.unique(f"{self.names.of(node.node)}_words")
        self.locals.append(Buffer(name, form.words, size))
        self.memory[words] = in_order(self.locals[-1], node.shape)
        node.inputs, self.forms[node] = (words,), Pointwise(form.expression)
        self._add(Kernel(node.shape, None, words, words=words), words)

    def _place(self, node: Bound) -> None:
        if isinstance(self.form(node), Drawn):
            self._draw(node)
        form = self.form(node)
        if isinstance(form, Pointwise | Picked):
            first = max((self._earliest(node, i) for i in node.inputs), default=0)
            for kernel in self.kernels[first:]:
                same = (kernel.shape, kernel.batch_axis) == (node.shape, node.batch_axis)
                if same and kernel.is_open:
                    self._join(kernel, node)
                    return
        kernel = Kernel(node.shape, node.batch_axis, node, blocks=blocks_of(node, self))
        if kernel.blocks is not None:
            self.seen(node)
        elif node in self.products:
            kernel.product = Product(node, *map(self._matrix, node.inputs))
            self.seen(node)
        elif isinstance(form, Pointwise | Picked | Fold | Search):
            kernel.nodes.append(node)
        elif isinstance(form, Spread):
            kernel.spread = node
            self.seen(node)
        elif isinstance(form, Parts):
            kernel.copies = self._parts(node, form)
        self._add(kernel, node)

    def _earliest(self, node: Bound, source: Bound) -> int:
        """The first kernel in which a node can read one of its inputs."""
        if self.number(source) is None and source not in self.memory and self.is_view(source):
            self.seen(source)  # may schedule a copy
        base = self.base(source)
        if base not in self._kernel:
            return 0
        return self._kernel[base] + (0 if self._is_here(node, source) else 1)

    def _is_here(self, node: Bound, source: Bound) -> bool:
        """Whether a node reads an input at its own place only."""
        source = self.read(source)
        return (
            isinstance(self.form(node), Pointwise)
            and not self.is_view(source)
            and (source.shape, source.batch_axis) == (node.shape, node.batch_axis)
        )

    def _join(self, kernel: Kernel, node: Bound) -> None:
        kernel.nodes.append(node)
        self._note(self.kernels.index(kernel), node)

    def _add(self, kernel: Kernel, node: Bound) -> None:
        for source in node.inputs:
            if self.number(source) is None:
                self._earliest(node, source)  # copies that it needs come first
        self.kernels.append(kernel)
        self._note(len(self.kernels) - 1, node)

    def _note(self, place: int, node: Bound) -> None:
        self._kernel[node] = place
        for source in node.inputs:
            if self.number(source) is not None:
                continue
            base = self.base(source)
            here = self._is_here(node, source)
            self._reads.setdefault(base, []).append((place, here))
            if not (here and self._kernel.get(base) == place):
                self.seen(source)

    def _matrix(self, source: Bound) -> Bound:
        """A value, copied if its memory is no matrix that BLAS can read."""
        seen = self.seen(source)
        return source if apart(seen) or apart(turned(seen)) else self.copy(source, in_rows=True)

    def _parts(self, node: Bound, form: Parts) -> list[tuple[Strided, Bound]]:
        """What has to be copied; the other inputs are computed right where they belong."""
        copies = []
        for number, place in form.places(self.seen(node)):
            source = node.inputs[number]
            alone = form.apart and node.inputs.count(source) == 1 and self._may_move(source)
            if alone and self.seen(source).strides == place.strides:
                buffer = self.seen(source).buffer
                buffer.parent, buffer.shift = place.buffer, place.offset
            else:
                copies.append((place, source))
        return copies

    def _may_move(self, node: Bound) -> bool:
        """Whether the memory of a value can be a part of other memory instead."""
        node = self.read(node)
        if node not in self._kernel or self.number(node) is not None:
            return False
        seen = self.seen(node)
        return seen.buffer.kind == "local" and seen.buffer.parent is None and not seen.offset

    # The end of a step ------------------------------------------------------------------------

    def _finish(self) -> None:
        last: list[tuple[Strided, Bound]] = []
        for node in self.graph.outputs.values():
            if self.number(node) is None:
                self._reads.setdefault(self.base(node), []).append((len(self.kernels), False))
        for key, node in self.graph.writes.items():
            target = self.memory[self.graph.reads[key]]
            if self._in_place(self.graph.reads[key], node):
                self._move(node, target)
            else:
                last.append((target, node))
        for name, node in self.graph.outputs.items():
            target = self.outputs[name]
            if self._may_move(node) and self.seen(node).strides == target.strides:
                self._move(node, target)
            else:
                last.append((target, node))
        for target, node in last:
            if self.number(node) is None:
                self.seen(node)
            self.kernels.append(Kernel(node.shape, node.batch_axis, node, copies=[(target, node)]))

    def _move(self, node: Bound, target: Strided) -> None:
        buffer = self.seen(node).buffer
        buffer.parent, buffer.shift = target.buffer, target.offset

    def _in_place(self, old: Bound, new: Bound) -> bool:
        """Whether new state may be written where the old is: nobody reads that afterwards."""
        place = self._kernel.get(new)
        if place is None or not self._may_move(new):
            return False
        if new not in self.kernels[place].nodes:
            return False
        if self.seen(new).strides != self.memory[old].strides:
            return False
        return all(k < place or (k == place and here) for k, here in self._reads.get(old, ()))


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for length in shape:
        size *= length
    return size
