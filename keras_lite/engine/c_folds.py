"""Folds and searches as C source: many elements made one, then what joined their loops."""

from __future__ import annotations

from collections.abc import Sequence

from keras_lite.engine import c_products, c_tiles
from keras_lite.engine.bound import Bound
from keras_lite.engine.c_blocks import block_lines
from keras_lite.engine.c_draws import drawing_lines
from keras_lite.engine.c_loops import SIMD, Loop, Printer, count, loops_over, nest
from keras_lite.engine.c_numbers import VALUE_TYPES
from keras_lite.engine.forms import Fold, Search
from keras_lite.engine.kernels import Kernel, Lowered

_SUMMED_INSIDE = 64
"""A fold of at most so many terms is written inside the loop over rows, and unrolled there."""

_UNROLLED = 16
"""Longer ones are unrolled only when asked to be."""

_ROWS = 8
"""Fewer elements than this are not worth a loop of their own innermost."""


def lines_of(kernel: Kernel, lowered: Lowered, names: dict[Bound, str]) -> list[str]:
    """The loops of a kernel; `names` are those of values within the loops."""
    if kernel.product is not None:
        if c_tiles.are_quick():
            return c_tiles.product_lines(kernel.product, lowered)
        return c_products.product_lines(kernel.product, lowered)
    if kernel.words is not None:
        return drawing_lines(kernel.words, lowered)
    if kernel.blocks is not None:
        return block_lines(kernel.blocks, lowered)
    form = lowered.form(kernel.nodes[0]) if kernel.nodes else None
    if isinstance(form, Fold):
        return _Folds(kernel, lowered, names).fold(form)
    if isinstance(form, Search):
        return _Folds(kernel, lowered, names).search(form)
    return Printer(kernel, lowered, names).lines()


class _Folds(Printer):
    def _term(self, node: Bound, form: Fold, index: Sequence[str]) -> str:
        inputs = []
        for source, axes in zip(node.inputs, form.axes, strict=True):
            where = ["0" if s == 1 else index[a] for s, a in zip(source.shape, axes, strict=True)]
            inputs.append(self.element_at(source, where))
        return form.term.format(*inputs)

    def _updated(self, node: Bound, form: Fold, total: str, index: Sequence[str]) -> list[str]:
        """Lines that fold one more term into a total."""
        term = self._term(node, form, index)
        if form.update.count("{1}") == 1:
            return [f"{total} = {form.update.format(total, term)};"]
        new = f"{self.names[node]}_next"
        kind = VALUE_TYPES[node.inputs[0].dtype]
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

    def fold(self, form: Fold) -> list[str]:
        node = self.kernel.nodes[0]
        rank = len(self.kernel.shape)
        loops = loops_over(self.kernel.shape, self.last())
        inner = loops_over(form.sizes, None, taken=len(loops))
        inner = self._rows_named(node, form, inner)
        outer = self.ordered(loops)
        index = [loop.variable for loop in [*loops, *inner]]
        folded = [loop for loop in inner if loop.size != 1]
        across = loops.index(outer[-1]) if outer else None
        along = self._best_to_fold(node, form, folded, inner, rank)
        together = across is not None and self._runs_along(node, form.axes, across)
        if (
            together
            and along is not None
            and outer[-1].size < _ROWS
            and along.size > outer[-1].size
        ):
            together = False
        if not together and along is None and across is not None and not form.is_sum:
            together = True
        if together and count(folded) <= (_SUMMED_INSIDE if len(folded) == 1 else _UNROLLED):
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
        name, kind = self.names[node], VALUE_TYPES[node.dtype]
        update = self._updated(node, form, name, index)
        terms = nest(folded, update, simd=False)
        if len(folded) == 1 and folded[0].size > _UNROLLED:
            # Or gcc computes one row after another.
            terms.insert(0, f"#pragma GCC unroll {folded[0].size}")
        body = [f"{kind} {name} = {form.start};", *terms]
        body += self.body(self.kernel.nodes[1:], index)
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
        name, kind, rows = self.names[node], VALUE_TYPES[node.dtype], outer[-1]
        total = f"{name}_all[{rows.variable}]"
        update = self._updated(node, form, total, index)
        lines = [f"{kind} {name}_all[{rows.size}];"]
        lines += nest([rows], [f"{total} = {form.start};"])
        lines += nest([*folded, rows], update)
        body = [f"const {kind} {name} = {total};", *self.body(self.kernel.nodes[1:], index)]
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
        name, kind = self.names[node], VALUE_TYPES[node.dtype]
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
        lines += self.body(self.kernel.nodes[1:], index)
        return nest(outer, lines, simd=False, block=True)

    def search(self, form: Search) -> list[str]:
        node = self.kernel.nodes[0]
        (source,) = node.inputs
        loops = loops_over(self.kernel.shape, self.last())
        name, kind = self.names[node], VALUE_TYPES[source.dtype]
        index = [loop.variable for loop in loops]

        def element(place: str) -> str:
            where = [*index, place]
            return self.element_at(
                source,
                ["0" if s == 1 else where[a] for s, a in zip(source.shape, form.axes, strict=True)],
            )

        body = [f"{VALUE_TYPES[node.dtype]} {name} = 0;", f"{kind} {name}_best = {element('0')};"]
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
        body += self.body(self.kernel.nodes[1:], index)
        return nest(self.ordered(loops), body)


def _summed(loop: Loop, total: str, update: str) -> list[str]:
    """A sum whose terms may be added in any order."""
    return [f"{SIMD} reduction(+:{total})", loop.head(), f"    {total} = {update};"]
