"""Nests of loops as C source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keras_lite.engine.bound import Bound
from keras_lite.engine.c_numbers import C_TYPES, literal
from keras_lite.engine.forms import Fold, Picked, Pointwise, Search, Spread
from keras_lite.engine.kernels import Kernel, Lowered
from keras_lite.engine.strided import Strided

_SUMMED_IN_PLACE = 16
"""A sum of at most so many terms is written inside the loop over rows."""

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
    terms = [
        (i if stride == 1 else f"{stride} * {_factor(i)}")
        for i, stride in zip(index, seen.strides, strict=True)
        if stride and i != "0"
    ]
    if seen.offset or not terms:
        terms.insert(0, str(seen.offset))
    return f"{seen.buffer.text}[{' + '.join(terms)}]"


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
        form = self.lowered.form(kernel.nodes[0])
        if isinstance(form, Fold):
            return self._fold(form)
        if isinstance(form, Search):
            return self._search(form)
        loops = loops_over(kernel.shape, self._last())
        index = [loop.variable for loop in loops]
        ordered = self._ordered(loops)
        if len(ordered) > 1 and self._is_flat(ordered, loops):
            index = ["i" if loop is ordered[-1] else "0" for loop in loops]
            ordered = [Loop("i", _count(ordered))]
        return nest(ordered, self._body(kernel.nodes, index))

    # Places -----------------------------------------------------------------------------------

    def _last(self) -> int | None:
        axis = self.kernel.batch_axis
        return axis if self.lowered.rows_last else None

    def _ordered(self, loops: Sequence[Loop]) -> list[Loop]:
        """Loops from the outermost to the innermost, without those of length 1."""
        last = self._last()
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

    def _body(self, nodes: Sequence[Bound], index: Sequence[str]) -> list[str]:
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
        else:
            assert isinstance(form, Picked)
            source = form.element(
                tuple(index), lambda i, where: self._element_at(node.inputs[i], where)
            )
        return f"const {C_TYPES[node.dtype]} {self.names[node]} = {source};"

    def _element(self, source: Bound, node: Bound, index: Sequence[str]) -> str:
        """Source of the element of an input at the place of the result."""
        number = self.lowered.number(source)
        if number is not None:
            return literal(number, source.dtype)
        if self.lowered.read(source) in self.here:
            return self.names[self.lowered.read(source)]
        return at(self.lowered.seen(source).spread(node.shape), index)

    def _element_at(self, source: Bound, index: Sequence[str]) -> str:
        number = self.lowered.number(source)
        if number is not None:
            return literal(number, source.dtype)
        return at(self.lowered.seen(source), index)

    # Folds ------------------------------------------------------------------------------------

    def _term(self, node: Bound, form: Fold, index: Sequence[str]) -> str:
        inputs = []
        for source, axes in zip(node.inputs, form.axes, strict=True):
            where = ["0" if s == 1 else index[a] for s, a in zip(source.shape, axes, strict=True)]
            inputs.append(self._element_at(source, where))
        return form.term.format(*inputs)

    def _updated(self, node: Bound, form: Fold, total: str, index: Sequence[str]) -> list[str]:
        """Lines that fold one more term into a total."""
        term = self._term(node, form, index)
        if form.update.count("{1}") == 1:
            return [f"{total} = {form.update.format(total, term)};"]
        new = f"{self.names[node]}_next"
        kind = C_TYPES[node.inputs[0].dtype]
        return [
            f"const {kind} {new} = {term};",
            f"{total} = {form.update.format(total, new)};",
        ]

    def _runs_along(self, node: Bound, axes: Sequence[Sequence[int]], axis: int) -> bool:
        """Whether all inputs lie along an axis, or do not depend on it."""
        for source, own in zip(node.inputs, axes, strict=True):
            if self.lowered.number(source) is not None:
                continue
            seen = self.lowered.seen(source)
            steps = [
                t
                for t, a, s in zip(seen.strides, own, seen.shape, strict=True)
                if a == axis and s != 1
            ]
            if any(t not in (0, 1) for t in steps):
                return False
        return True

    def _fold(self, form: Fold) -> list[str]:
        node = self.kernel.nodes[0]
        rank = len(self.kernel.shape)
        loops = loops_over(self.kernel.shape, self._last())
        inner = loops_over(form.sizes, None, taken=len(loops))
        inner = self._rows_named(node, form, inner)
        outer = self._ordered(loops)
        index = [loop.variable for loop in [*loops, *inner]]
        folded = [loop for loop in inner if loop.size != 1]
        across = loops.index(outer[-1]) if outer else None
        along = self._best_to_fold(node, form, folded, inner, rank)
        together = across is not None and self._runs_along(node, form.axes, across)
        if together and along is not None and outer[-1].size < ROWS and along.size > outer[-1].size:
            together = False
        if not together and along is None and across is not None and form.is_sum is False:
            together = True
        if together and _count(folded) <= _SUMMED_IN_PLACE:
            return self._folded_inside(node, form, outer, folded, index)
        if together:
            return self._folded_side_by_side(node, form, outer, folded, index)
        if along is not None:
            folded = [loop for loop in folded if loop is not along] + [along]
        return self._folded_alone(node, form, outer, folded, index)

    def _rows_named(self, node: Bound, form: Fold, inner: list[Loop]) -> list[Loop]:
        """The loop over rows is called `row` in folds, too."""
        rank = len(self.kernel.shape)
        for source, axes in zip(node.inputs, form.axes, strict=True):
            axis = source.batch_axis
            if axis is not None and axes[axis] >= rank and inner[axes[axis] - rank].size != 1:
                place = axes[axis] - rank
                inner = [*inner]
                inner[place] = Loop("row", inner[place].size)
                break
        return inner

    def _best_to_fold(
        self, node: Bound, form: Fold, folded: list[Loop], inner: list[Loop], rank: int
    ) -> Loop | None:
        """The longest vanishing axis along which all inputs lie."""
        good = [o for o in folded if self._runs_along(node, form.axes, rank + inner.index(o))]
        return max(good, key=lambda loop: loop.size, default=None)

    def _folded_inside(
        self,
        node: Bound,
        form: Fold,
        outer: list[Loop],
        folded: list[Loop],
        index: list[str],
    ) -> list[str]:
        name, kind = self.names[node], C_TYPES[node.dtype]
        update = self._updated(node, form, name, index)
        body = [f"{kind} {name} = {form.start};", *nest(folded, update, simd=False)]
        body += self._body(self.kernel.nodes[1:], index)
        return nest(outer, body)

    def _folded_side_by_side(
        self,
        node: Bound,
        form: Fold,
        outer: list[Loop],
        folded: list[Loop],
        index: list[str],
    ) -> list[str]:
        """One total for each row, in an array of their own."""
        name, kind, rows = self.names[node], C_TYPES[node.dtype], outer[-1]
        total = f"{name}_all[{rows.variable}]"
        update = self._updated(node, form, total, index)
        lines = [f"{kind} {name}_all[{rows.size}];"]
        lines += nest([rows], [f"{total} = {form.start};"])
        lines += nest([*folded, rows], update)
        body = [f"const {kind} {name} = {total};", *self._body(self.kernel.nodes[1:], index)]
        return nest(outer[:-1], [*lines, *nest([rows], body)], simd=False, block=True)

    def _folded_alone(
        self,
        node: Bound,
        form: Fold,
        outer: list[Loop],
        folded: list[Loop],
        index: list[str],
    ) -> list[str]:
        """One total after another, each along the memory of the inputs."""
        name, kind = self.names[node], C_TYPES[node.dtype]
        term = self._term(node, form, index)
        lines = [f"{kind} {name} = {form.start};"]
        if form.is_sum and len(folded) > 1:
            part = f"{name}_part"
            inside = [
                f"{kind} {part} = 0;",
                *_summed(folded[-1], part, form.update.format(part, term)),
                f"{name} += {part};",
            ]
            lines += nest(folded[:-1], inside, simd=False, block=True)
        elif form.is_sum and folded:
            lines += _summed(folded[-1], name, form.update.format(name, term))
        else:
            lines += nest(folded, self._updated(node, form, name, index), simd=False)
        lines += self._body(self.kernel.nodes[1:], index)
        return nest(outer, lines, simd=False, block=True)

    def _search(self, form: Search) -> list[str]:
        node = self.kernel.nodes[0]
        (source,) = node.inputs
        loops = loops_over(self.kernel.shape, self._last())
        name, kind = self.names[node], C_TYPES[source.dtype]
        index = [loop.variable for loop in loops]

        def element(place: str) -> str:
            where = [*index, place]
            return self._element_at(
                source,
                ["0" if s == 1 else where[a] for s, a in zip(source.shape, form.axes, strict=True)],
            )

        body = [f"{C_TYPES[node.dtype]} {name} = 0;", f"{kind} {name}_best = {element('0')};"]
        if form.size > 1:
            better = form.better.format(f"{name}_best", f"{name}_next")
            body += [
                Loop("place", form.size).head(1) + " {",
                f"    const {kind} {name}_next = {element('place')};",
                f"    const _Bool {name}_better = {better};",
                f"    {name} = {name}_better ? place : {name};",
                f"    {name}_best = {name}_better ? {name}_next : {name}_best;",
                "}",
            ]
        body += self._body(self.kernel.nodes[1:], index)
        return nest(self._ordered(loops), body)

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
        place = form.place(index, lambda i, where: self._element_at(node.inputs[i], where))
        # Every place is worked out once, before the old value is read and the new one written.
        named = [p if p.isidentifier() or p.isdigit() else "place" for p in place]
        element = at(target, named)
        update = form.update.format(element, self._element_at(updates, index))
        found = [f"const long place = {p};" for p in place if not (p.isidentifier() or p.isdigit())]
        lines = self._copy(target, node.inputs[0])
        body = [*found, f"{element} = {update};"]
        return lines + nest(
            [loop for loop in loops if loop.size != 1], body, simd=False, block=True
        )


ROWS = 8
"""Fewer elements than this are not worth a loop of their own innermost."""


def _count(loops: Sequence[Loop]) -> int:
    count = 1
    for loop in loops:
        count *= loop.size
    return count


def _summed(loop: Loop, total: str, update: str) -> list[str]:
    """A sum whose terms may be added in any order."""
    return [f"{SIMD} reduction(+:{total})", loop.head(), f"    {total} = {update};"]


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
