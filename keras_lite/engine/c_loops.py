"""Nests of loops as C source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keras_lite.engine.bound import Bound
from keras_lite.engine.c_numbers import VALUE_TYPES, literal
from keras_lite.engine.forms import Picked, Pointwise, Spread
from keras_lite.engine.kernels import Kernel, Lowered
from keras_lite.engine.strided import Strided

SIMD = "#pragma omp simd"


@dataclass(frozen=True)
class Loop:
    """`for (variable = 0; variable < size; variable++)`."""

    variable: str
    size: int

    def head(self, start: int = 0) -> str:
        v = self.variable
        return f"for (long {v} = {start}; {v} < {self.size}; {v}++)"


def at(seen: Strided, index: Sequence[str]) -> str:
    """Source of one element."""
    return f"{seen.buffer.text}[{' + '.join(_terms(seen, index) or ['0'])}]"


def place_in(seen: Strided, index: Sequence[str]) -> str:
    """Source of where one element lies."""
    return " + ".join([seen.buffer.text, *_terms(seen, index)])


def _terms(seen: Strided, index: Sequence[str]) -> list[str]:
    terms = [
        (i if stride == 1 else f"{stride} * {_factor(i)}")
        for i, stride in zip(index, seen.strides, strict=True)
        if stride and i != "0"
    ]
    return [str(seen.offset), *terms] if seen.offset else terms


def _factor(text: str) -> str:
    return text if text.isidentifier() or text.isdigit() else f"({text})"


def loops_over(sizes: Sequence[int], last: int | None, taken: int = 0) -> list[Loop]:
    """One loop for each axis; axes of length 1 have the place "0"."""
    letters = iter("ijklmpqrtuvw"[taken:])
    return [
        Loop("0" if size == 1 else "row" if a == last else next(letters), size)
        for a, size in enumerate(sizes)
    ]


class Printer:
    """Writes one kernel.

    Args:
        kernel: what is computed.
        lowered: where values lie.
        names: of values within the loops.
    """

    def __init__(self, kernel: Kernel, lowered: Lowered, names: dict[Bound, str]) -> None:
        self.kernel = kernel
        self.lowered = lowered
        self.names = names
        self.here = set(kernel.nodes)

    def lines(self) -> list[str]:
        """The loops as source."""
        kernel = self.kernel
        if kernel.spread is not None:
            return self._spread(kernel.spread)
        if kernel.copies or not kernel.nodes:
            return [line for copy in kernel.copies for line in self._copy(*copy)]
        loops = loops_over(kernel.shape, self.last())
        index = [loop.variable for loop in loops]
        ordered = self.ordered(loops)
        if len(ordered) > 1 and self._is_flat(ordered, loops):
            index = ["i" if loop is ordered[-1] else "0" for loop in loops]
            ordered = [Loop("i", count(ordered))]
        return nest(ordered, self.body(kernel.nodes, index))

    # Places -----------------------------------------------------------------------------------

    def last(self) -> int | None:
        axis = self.kernel.batch_axis
        return axis if self.lowered.rows_last else None

    def ordered(self, loops: Sequence[Loop]) -> list[Loop]:
        """Loops from the outermost to the innermost, without those of length 1."""
        last = self.last()
        order = [a for a in range(len(loops)) if a != last] + ([] if last is None else [last])
        return [loops[a] for a in order if loops[a].size != 1]

    def _is_flat(self, ordered: Sequence[Loop], loops: Sequence[Loop]) -> bool:
        """Whether everything touched lies one after another in the order of the loops."""
        expected, step = {}, 1
        for loop in reversed(ordered):
            expected[loops.index(loop)] = step
            step *= loop.size
        touched = [self.lowered.memory[n] for n in self.kernel.nodes if n in self.lowered.memory]
        for node in self.kernel.nodes:
            if not isinstance(self.lowered.form(node), Pointwise):
                return False
            for source in node.inputs:
                if self.lowered.read(source) in self.here:
                    continue
                if self.lowered.number(source) is None:
                    touched.append(self.lowered.seen(source).spread(node.shape))
        return all(
            all(seen.strides[a] == step for a, step in expected.items())
            or not any(seen.strides[a] for a in expected)
            for seen in touched
        )

    # Bodies -----------------------------------------------------------------------------------

    def body(self, nodes: Sequence[Bound], index: Sequence[str]) -> list[str]:
        index = index[: len(self.kernel.shape)]  # without the axes that vanish in a fold
        lines = [self._statement(node, index) for node in nodes]
        return [*lines, *self._stores(index)]

    def _stores(self, index: Sequence[str]) -> list[str]:
        """Values go to memory last, for that may be the memory of old state."""
        memory = self.lowered.memory
        return [
            f"{at(memory[node], index)} = {self.names[node]};"
            for node in self.kernel.nodes
            if node in memory
        ]

    def _statement(self, node: Bound, index: Sequence[str]) -> str:
        form = self.lowered.form(node)
        if isinstance(form, Pointwise):
            inputs = [self._element(i, node, index) for i in node.inputs]
            source = form.expression.format(*inputs)
            for of, text in zip(node.inputs, inputs, strict=True):
                number = self.lowered.number(of)
                if number is not None and number == number:  # it is not NaN
                    source = source.replace(f" || {text} != {text}", "")
        else:
            assert isinstance(form, Picked)
            source = form.element(
                tuple(index), lambda i, where: self.element_at(node.inputs[i], where)
            )
        return f"const {VALUE_TYPES[node.dtype]} {self.names[node]} = {source};"

    def _element(self, source: Bound, node: Bound, index: Sequence[str]) -> str:
        """Source of the element of an input at the place of the result."""
        number = self.lowered.number(source)
        if number is not None:
            return literal(number, source.dtype)
        if self.lowered.read(source) in self.here:
            return self.names[self.lowered.read(source)]
        return at(self.lowered.seen(source).spread(node.shape), index)

    def element_at(self, source: Bound, index: Sequence[str]) -> str:
        number = self.lowered.number(source)
        if number is not None:
            return literal(number, source.dtype)
        return at(self.lowered.seen(source), index)

    # Copies -----------------------------------------------------------------------------------

    def _copy(self, target: Strided, source: Bound) -> list[str]:
        loops = loops_over(target.shape, None)
        index = [loop.variable for loop in loops]
        number = self.lowered.number(source)
        if number is not None:
            value = literal(number, source.dtype)
        else:
            value = at(self.lowered.seen(source).spread(target.shape), index)
        line = f"{at(target, index)} = {value};"
        return nest([loop for loop in loops if loop.size != 1], [line])

    def _spread(self, node: Bound) -> list[str]:
        form = self.lowered.form(node)
        assert isinstance(form, Spread)
        target, updates = self.lowered.seen(node), node.inputs[-1]
        loops = loops_over(updates.shape, None)
        index = tuple(loop.variable for loop in loops)
        place = form.place(index, lambda i, where: self.element_at(node.inputs[i], where))
        # Every place is worked out once, before the old value is read and the new one written.
        named = [p if p.isidentifier() or p.isdigit() else "place" for p in place]
        element = at(target, named)
        update = form.update.format(element, self.element_at(updates, index))
        found = [f"const long place = {p};" for p in place if not (p.isidentifier() or p.isdigit())]
        lines = self._copy(target, node.inputs[0])
        body = [*found, f"{element} = {update};"]
        return lines + nest(
            [loop for loop in loops if loop.size != 1], body, simd=False, block=True
        )


def count(loops: Sequence[Loop]) -> int:
    count = 1
    for loop in loops:
        count *= loop.size
    return count


def nest(
    loops: Sequence[Loop], body: Sequence[str], simd: bool = True, block: bool = False
) -> list[str]:
    """Loops around lines; the innermost computes several places at once where `simd`."""
    if not loops:
        return ["{", *_indented(body), "}"] if block or len(body) > 1 else list(body)
    lines = list(body)
    for depth, loop in enumerate(reversed(loops)):
        pragma = [SIMD] if simd and depth == 0 and loop.size > 3 else []
        if len(lines) == 1:
            lines = [*pragma, loop.head(), *_indented(lines)]
        else:
            lines = [*pragma, loop.head() + " {", *_indented(lines), "}"]
    return lines


def _indented(lines: Sequence[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)
