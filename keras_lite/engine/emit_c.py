"""From a graph to C source: one function that runs a slice of steps, every size a constant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from keras_lite.engine import c_products, c_tile_functions, c_tiles
from keras_lite.engine.bound import Bound, BoundGraph, bind
from keras_lite.engine.c_folds import lines_of
from keras_lite.engine.c_fusion import fused
from keras_lite.engine.c_math import HEAD, PLACE_OF, with_own_functions
from keras_lite.engine.c_memory import bytes_of, lives, places
from keras_lite.engine.c_names import CNames, NumberedNames
from keras_lite.engine.c_numbers import C_TYPES, literal
from keras_lite.engine.c_parts import NAME, Cut, Sharing, Work
from keras_lite.engine.c_text import CText
from keras_lite.engine.c_threads import PARAMETER as SHARE
from keras_lite.engine.c_threads import TYPE as SHARING
from keras_lite.engine.emit import section_title
from keras_lite.engine.forms import form_of
from keras_lite.engine.host_values import HostValues
from keras_lite.engine.ir import Graph
from keras_lite.engine.kernels import Kernel, Lowered
from keras_lite.engine.strided import Buffer, Strided, in_order

_STACK_BYTES = 128 << 10
_WRITTEN_OUT = 64


class Declined(Exception):
    """A program that C does not run; the message says why, NumPy runs it."""


def emit_c(graph: Graph, title: str, n: int, to_read: bool = True) -> CText:
    """The program as C source for batches of `n` rows.

    Args:
        graph: what one step computes.
        title: first line of the source.
        n: batch size.
        to_read: whether the source says what layers are called. Without, names are numbers: equal
            programs have the same source, and are compiled once.

    The source defines `run(steps, order, <inputs>, <outputs>, <state>, <constants>, <products>,
    memory)`. It runs one step for each row of the input arrays (or takes their rows in an order)
    and returns 0, or the number of the step that named a place outside of an array.

    Raises:
        Declined: if an operation has no form in C, or NumPy would be faster.
    """
    host = HostValues(graph)
    bound = bind(host.graph, n)
    _check(bound)
    text = _Emitter(bound, title if to_read else None, set(host.wanted)).text()
    text.host = host if host.wanted else None
    return text


def _check(graph: BoundGraph) -> None:
    for node in [*graph.nodes, *graph.writes.values()]:
        if node.value is not None or not node.inputs:
            if node.dtype not in C_TYPES:
                raise Declined(f"numbers of dtype {node.dtype} have no type in C")
            continue
        if form_of(node.op, node.spec, [i.spec for i in node.inputs]) is None:
            raise Declined(f"{node.op.name} of {node.dtype} has no form in C")
        if 0 in node.shape:
            raise Declined("a value has no elements")


class _Emitter:
    def __init__(self, graph: BoundGraph, title: str | None, drawn: set[str]) -> None:
        self.graph = graph
        self.drawn = drawn
        self.title = title
        self.names = NumberedNames() if title is None else CNames()
        self.result = CText()
        # The model's own name stands before each of its layers; it need not be said every time.
        roots = {n.node.scope[0] for n in graph.nodes if len(n.node.scope) > 1}
        self.common = 1 if len(roots) == 1 else 0
        self.parameters: list[str] = []
        self.per_step: list[str] = []
        self.gathered: dict[str, Buffer] = {}
        self.heads: list[str] = []

    def text(self) -> CText:
        """Lays everything out and prints it."""
        memory, outputs = self._interface()
        lowered = Lowered(self.graph, self.names, memory, outputs).run()
        local = self._named_elements(lowered)
        sharing = Sharing(lowered)
        kernels = [self._gathering(sharing)] if self.gathered else []
        lowered.locals += self.gathered.values()
        steps = [Work([kernel], lines_of(kernel, lowered, local)) for kernel in lowered.kernels]
        for work in fused([work for work in steps if work.lines], lowered):
            if any("place_of(" in line for line in work.lines):
                # Before anything is made of what does not exist.
                work.lines += ["if (outside)", "    return step + 1;"]
            heading = _comment(self._heading(work.kernels))
            kernels.append(["", f"/* {heading} */", *sharing.of(work, heading)])
        self._constants(lowered)
        kinds = sorted({node.dtype for node in lowered.products})
        if kinds:
            self.result.products, self.result.is_tiled = kinds, c_tiles.are_quick()
            functions = c_tile_functions if self.result.is_tiled else c_products
            self.heads.append(functions.head(kinds))
            self.parameters += map(functions.parameter, kinds)
        self.result.is_shared = bool(sharing.functions)
        if self.result.is_shared:
            self.heads.append(SHARING)
            self.parameters.append(SHARE)
        self.result.source = self._source(lowered, kernels, sharing.functions)
        return self.result

    def _interface(self) -> tuple[dict[Bound, Strided], dict[str, Strided]]:
        memory: dict[Bound, Strided] = {}
        outputs: dict[str, Strided] = {}
        states = []
        for key, node in self.graph.reads.items():
            memory[node] = self._array(self.names.of(node.node), node, "state")
            const = "" if key in self.graph.writes else "const "
            states.append(f"{const}{C_TYPES[node.dtype]} *restrict {memory[node].buffer.name}")
            self.result.states.append(key)
        for name, node in self.graph.inputs.items():
            memory[node] = self._array(self.names.unique(name), node, "input")
            self._steps("const ", memory[node])
            if node.batch_axis == 0 and name not in self.drawn:
                self.result.batches.append(name)
                aside = self.names.unique(f"{memory[node].buffer.name}_gathered")
                self.gathered[memory[node].buffer.name] = replace(memory[node].buffer, name=aside)
            self.result.inputs.append(name)
            self.result.dtypes.append(node.dtype)
        for name, node in self.graph.outputs.items():
            outputs[name] = self._array(self.names.unique(name), node, "output")
            self._steps("", outputs[name])
            self.result.outputs.append(name)
            self.result.dtypes.append(node.dtype)
        self.parameters += states
        return memory, outputs

    def _gathering(self, sharing: Sharing) -> list[str]:
        """Lines that put the rows of a step together, if they are to be taken in an order."""
        n, title = self.graph.n, "the rows of this step, where there is an order to take them in"
        rows = Buffer("rows", "int64", n)
        lines = [f"const long long *rows = order + {_times(n, 'step')};"]
        for name, aside in self.gathered.items():
            aside.kind = "local"
            size = aside.size // n
            width = size * np.dtype(aside.dtype).itemsize
            source = replace(aside, name=f"{name}_steps", kind="input")
            copy = [
                "for (long i = start; i < stop; i++)",
                f"    memcpy({aside.name} + {_times(size, 'i')}, {source.name}"
                f" + {_times(size, 'rows[i]')}, {width});",
            ]
            work = Work([], [copy[0].replace("start", "0").replace("stop", str(n)), copy[1]])
            pieces = sharing.pieces_of_copy(n, n * width)
            if pieces > 1:
                work.cut = Cut(n, "1", pieces, copy, extra=[rows, source, aside])
            lines += [*sharing.of(work, title), f"{name} = {aside.name};"]
        return ["", f"/* {title} */", "if (order) {", *_indented(lines), "}"]

    def _array(self, name: str, node: Bound, kind: str) -> Strided:
        buffer = Buffer(name, node.dtype, int(np.prod(node.shape)), kind)
        return in_order(buffer, node.shape)

    def _steps(self, const: str, seen: Strided) -> None:
        """A parameter with the values of all steps, and a pointer to those of one."""
        name, kind, size = seen.buffer.name, C_TYPES[seen.buffer.dtype], seen.buffer.size
        self.parameters.append(f"{const}{kind} *restrict {name}_steps")
        self.per_step.append(f"{const}{kind} *{name} = {name}_steps + {_times(size, 'step')};")

    def _named_elements(self, lowered: Lowered) -> dict[Bound, str]:
        """Names of values within loops: `hidden_relu_i` is an element of `hidden_relu`."""
        found = {}
        for node in [node for kernel in lowered.kernels for node in kernel.nodes]:
            seen = lowered.memory.get(node)
            name = seen.buffer.name if seen else self.names.of(node.node)
            found[node] = self.names.unique(f"{name}_i")
        return found

    def _heading(self, kernels: list[Kernel]) -> str:
        if self.title is None:
            return "a part of a step"
        nodes = [node for kernel in kernels for node in kernel.nodes or [kernel.title]]
        found = dict.fromkeys(
            section_title(n.node.phase, n.node.scope[self.common :]) for n in nodes
        )
        return "; ".join(found)

    # The text ---------------------------------------------------------------------------------

    def _constants(self, lowered: Lowered) -> None:
        self.written_out: list[str] = []
        for name, value in lowered.constants.items():
            kind = C_TYPES[value.dtype.name]
            if value.size <= _WRITTEN_OUT:
                numbers = ", ".join(
                    literal(v, value.dtype.name) for v in value.reshape(-1).tolist()
                )
                self.written_out.append(
                    f"static const {kind} {name}[{value.size}] = {{{numbers}}};"
                )
            else:
                self.parameters.append(f"const {kind} *restrict {name}")
                self.result.constants.append(np.ascontiguousarray(value))

    def _source(self, lowered: Lowered, kernels: list[list[str]], parts: list[str]) -> str:
        body, functions = with_own_functions([*parts, *(line for k in kernels for line in k)])
        parts, body = body[: len(parts)], body[len(parts) :]
        checked = any("place_of(" in line for line in body)
        if checked:
            functions.append(PLACE_OF)
        functions += self.heads
        setup = [*self.written_out, *self._declarations(lowered, kernels)]
        if checked:
            setup.append("int outside = 0;")
        loop = [*self.per_step, *body]
        first = "long steps, const long long *order"
        parameters = ",\n         ".join([first, *self.parameters, "char *restrict memory"])
        lines = [
            f"/* {_comment(self.title or 'A program')}, for batches of {self.graph.n} rows. */",
            "",
            HEAD.rstrip(),
            "",
            *(line for function in functions for line in (function.rstrip(), "")),
            *parts,
            "/* Runs one step for each row of the arrays called ..._steps; state changes in place.",
            "   With an order, batches are made of the rows that it names instead.",
            "   Element (i, j) of an array with rows of 5 is array[5 * i + j]. */",
            f"long run({parameters})",
            "{",
            *_indented(setup),
            *([""] if setup else []),
            "    for (long step = 0; step < steps; step++) {",
            *_indented(_indented(loop)),
            "    }",
            "    return 0;",
            "}",
        ]
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _declarations(self, lowered: Lowered, kernels: list[list[str]]) -> Iterator[str]:
        """Arrays of this function's own: on the stack, or in the memory handed in."""
        parts, pointers = [*lowered.locals, *lowered.parts_of], len(self.per_step)
        own = [b for b in lowered.locals if b.parent is None]
        if sum(map(bytes_of, own)) <= _STACK_BYTES:
            for b in own:
                yield f"_Alignas(64) {C_TYPES[b.dtype]} {b.name}[{b.size}];"
        else:
            # No `restrict`: arrays whose time is over make room for others.
            roots = {b.name: b.root for b in parts} | self.gathered
            starts, self.result.memory = places(lives(roots, kernels))
            for b in own:
                if b in starts:
                    kind = C_TYPES[b.dtype]
                    yield f"{kind} *{b.name} = ({kind} *)(memory + {starts[b]});"
        if self.heads:
            yield f"char *room = memory + {self.result.memory};"
            self.result.memory += c_tiles.ROOM
        used = set(NAME.findall("\n".join(line for lines in kernels for line in lines)))
        for b in reversed(_parents_first(parts)):
            if b.parent is not None and not b.is_another_name and b.name in used:
                const = "const " if b in lowered.parts_of else ""
                used.add(b.parent.text)
                self.per_step.insert(
                    pointers, f"{const}{C_TYPES[b.dtype]} *{b.name} = {b.parent.text} + {b.shift};"
                )


def _times(size: int, place: str) -> str:
    return place if size == 1 else f"{size} * {place}"


def _comment(text: str) -> str:
    """Text that does not end the comment it stands in, whatever a layer is called."""
    return " ".join(text.replace("*/", "* /").replace("\\", "/").split())


def _parents_first(buffers: list[Buffer]) -> list[Buffer]:
    def depth(buffer: Buffer) -> int:
        return 0 if buffer.parent is None else 1 + depth(buffer.parent)

    return sorted(buffers, key=depth)


def _indented(lines: Any) -> Iterator[str]:
    return (f"    {line}" if line else "" for line in lines)
