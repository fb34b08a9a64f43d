"""Products of large matrices as C source: calls of the functions that compute them by tiles."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace

from keras_lite.engine.c_loops import loops_over, nest, place_in
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.c_tile_functions import TALL
from keras_lite.engine.kernels import Lowered
from keras_lite.engine.matrices import Product, apart, turned
from keras_lite.engine.strided import Strided

BLOCK = 48 << 10
"""Bytes of a result that is used up at once, where one is."""

OTHER = 256 << 10
"""Bytes of the part of the right matrix that is multiplied meanwhile."""

ROWS = 768 << 10
"""Bytes of whole rows of a result that are used up at once, where it is a large one."""

ROOM = (1088 << 10) + max(2 * BLOCK + OTHER, ROWS)
"""Bytes that a thread needs beside the matrices, for copies of what it is at."""


def are_quick() -> bool:
    """Whether they are known to be as quick as a BLAS for this kind of processor."""
    return platform.machine() in ("x86_64", "AMD64")


@dataclass(frozen=True)
class Matrix:
    """Source of where a matrix lies.

    Attributes:
        place: of its first element.
        down: elements from row to row.
        along: elements from one of a row to the next.
        text: what it is called in comments.
    """

    place: str
    down: int
    along: int
    text: str = ""

    @property
    def turned(self) -> Matrix:
        return replace(self, down=self.along, along=self.down)

    def at(self, row: str, column: str) -> Matrix:
        """What begins at one of its elements."""
        steps = [(self.down, row), (self.along, column)]
        terms = [i if step == 1 else f"{step} * {i}" for step, i in steps if i != "0"]
        return replace(self, place=" + ".join([self.place, *terms]))

    def __str__(self) -> str:
        return f"{self.place}, {self.down}, {self.along}"


def matrices(product: Product, lowered: Lowered, index: Sequence[str] = ()) -> list[Matrix]:
    """The left one, the right one, and the result; `index`: which of many."""
    nodes = (product.left, product.right, product.node)
    return [_matrix(lowered.seen(node), index) for node in nodes]


def call(
    dtype: str,
    sizes: tuple[str, str, str],
    left: Matrix,
    right: Matrix,
    result: Matrix,
    turned: bool = False,
) -> list[str]:
    """A call that multiplies matrices of so many rows, columns, and terms of a sum.

    Args:
        dtype: of the numbers.
        sizes: rows and columns of the result, terms of a sum, as source.
        left: how the matrix on the left lies.
        right: the one on the right.
        result: their product.
        turned: whether the turned result is computed: c' = b' a'.
    """
    rows, columns, terms = sizes
    if turned:
        rows, columns = columns, rows
        left, right, result = right.turned, left.turned, result.turned
    function = f"{C_TYPES[dtype]}_matmul("
    return [
        f"{function}{rows}, {columns}, {terms}, {left}, {right},",
        f"{' ' * len(function)}{result}, room);",
    ]


def _is_turned(product: Product, lowered: Lowered) -> bool:
    """Whether it is better to compute the turned result.

    Rows of the right matrix that do not lie along memory are copied, turned. Of the turned result
    the turned left matrix stands on the right, and rows lie in columns: both are turned, too.
    """
    rows, columns = product.node.shape[-2:]
    turns = product.terms * columns, product.terms * rows + rows * columns
    return apart(lowered.seen(product.right)) is None and turns[1] < turns[0]


def product_lines(product: Product, lowered: Lowered) -> list[str]:
    """A call for the product, in loops if there are many matrices."""
    node = product.node
    loops = loops_over(node.shape[:-2], None)
    left, right, result = matrices(product, lowered, [loop.variable for loop in loops])
    rows, columns = map(str, node.shape[-2:])
    sizes = rows, columns, str(product.terms)
    lines = call(node.dtype, sizes, left, right, result, _is_turned(product, lowered))
    around = [loop for loop in loops if loop.size != 1]
    return [_said(left, right, result), *(nest(around, lines, simd=False) if around else lines)]


def part_lines(product: Product, lowered: Lowered, axis: int) -> list[str]:
    """A call for the rows (axis 0) or columns (1) of the result from `start` to `stop`."""
    left, right, result = matrices(product, lowered)
    row, column = ("start", "0") if axis == 0 else ("0", "start")
    rows, columns = ("stop - start" if a == axis else str(product.node.shape[a]) for a in (0, 1))
    sizes = rows, columns, str(product.terms)
    places = left.at(row, "0"), right.at("0", column), result.at(row, column)
    lines = call(product.node.dtype, sizes, *places, turned=_is_turned(product, lowered))
    return [_said(left, right, result), *lines]


def half_lines(product: Product, lowered: Lowered, rest: str) -> list[str]:
    """Calls for the sums of the first or the second half of the terms, `start` to `stop` of two.

    Args:
        product: what is computed.
        lowered: where values lie.
        rest: memory for the second sums.
    """
    left, right, result = matrices(product, lowered)
    rows, columns = map(str, product.node.shape)
    middle = product.terms // 2 // TALL * TALL
    lines = [f"/* {result.text} and {rest} = {left.text} @ {right.text}, half of it each */"]
    for half, begin, terms, to in (
        (0, "0", middle, result),
        (1, str(middle), product.terms - middle, replace(result, place=rest)),
    ):
        places = left.at("0", begin), right.at(begin, "0"), to
        lines += [f"if (start <= {half} && stop > {half})"]
        lines += _indented(call(product.node.dtype, (rows, columns, str(terms)), *places))
    return lines


def grain(product: Product, lowered: Lowered, axis: int) -> str:
    """How many rows or columns of a result are computed at once, as source."""
    along_rows = axis == (1 if _is_turned(product, lowered) else 0)
    return "TALL" if along_rows else f"{C_TYPES[product.node.dtype]}_WIDE"


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _said(left: Matrix, right: Matrix, result: Matrix) -> str:
    return f"/* {result.text} = {left.text} @ {right.text} */"


def _matrix(seen: Strided, index: Sequence[str]) -> Matrix:
    leading = seen.shape[:-2]
    own = index[len(index) - len(leading) :] if leading else []
    where = ["0" if size == 1 else i for size, i in zip(leading, own, strict=True)]
    place, text = place_in(seen, [*where, "0", "0"]), seen.buffer.text
    as_it_is = apart(seen)
    if as_it_is is not None:
        return Matrix(place, as_it_is, 1, text)
    turned_apart = apart(turned(seen))
    assert turned_apart is not None
    return Matrix(place, 1, turned_apart, f"{text}.T")
