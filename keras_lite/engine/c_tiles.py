"""Products of large matrices as C source: tiles of the result are summed in registers.

The scheme is that of K. Goto and R. van de Geijn, "Anatomy of high-performance matrix
multiplication", ACM TOMS 34 (2008). Every element of a result is summed in the same order, whatever
rows and columns are asked for at once: the number of threads changes no bit.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace

from keras_lite.engine.c_loops import loops_over, nest, place_in
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.kernels import Lowered
from keras_lite.engine.matrices import Product, apart, turned
from keras_lite.engine.strided import Strided

TALL = 6
"""Rows of a tile."""

BLOCK = 48 << 10
"""Bytes of a result that is used up at once, where one is."""

OTHER = 256 << 10
"""Bytes of the part of the right matrix that is multiplied meanwhile."""

ROOM = (1088 << 10) + 2 * BLOCK + OTHER
"""Bytes that a thread needs beside the matrices, for copies of what it is at."""

_SIZES = """\
/* Vectors of the processor: their bytes, and how many of them side by side make a tile. */
#if defined __AVX512F__
enum { VECTOR = 64, VECTORS = 4 };
#elif defined __AVX__
enum { VECTOR = 32, VECTORS = 2 };
#else
enum { VECTOR = 16, VECTORS = 2 };
#endif
/* Rows of a tile, terms that are summed at once; bytes of copies: of a part of the right matrix, of
   one of the left matrix, of one of the result. Behind them is room for whoever calls. */
enum { TALL = @TALL, DEEP = 256, RIGHT = 64 << 10, LEFT = 512 << 10, RESULT = 512 << 10 };
enum { HERE = RIGHT + LEFT + RESULT };
#define INLINED static inline __attribute__((always_inline))
""".replace("@TALL", str(TALL))

_FUNCTIONS = """\
typedef KIND KIND_vector __attribute__((vector_size(VECTOR), aligned(sizeof(KIND)), may_alias));
enum { KIND_LANES = VECTOR / sizeof(KIND), KIND_WIDE = VECTORS * KIND_LANES };

/* Sets a tile of c to a sum of products of elements of a and rows of b, or adds that to it. */
INLINED void KIND_tile(const long rows, const long vectors, long terms, const KIND *a, long a_down,
                       long a_along, const KIND *b, long b_down, KIND *c, long c_down, int adds)
{
    KIND_vector sums[TALL][VECTORS];
#pragma GCC unroll 6
    for (long i = 0; i < rows; i++)
#pragma GCC unroll 4
        for (long j = 0; j < vectors; j++)
            sums[i][j] = (KIND_vector){0};
    for (long k = 0; k < terms; k++) {
        KIND_vector right[VECTORS];
#pragma GCC unroll 4
        for (long j = 0; j < vectors; j++)
            right[j] = *(const KIND_vector *)(b + b_down * k + KIND_LANES * j);
#pragma GCC unroll 6
        for (long i = 0; i < rows; i++) {
            const KIND left = a[a_down * i + a_along * k];
#pragma GCC unroll 4
            for (long j = 0; j < vectors; j++)
                sums[i][j] += left * right[j];
        }
    }
#pragma GCC unroll 6
    for (long i = 0; i < rows; i++)
#pragma GCC unroll 4
        for (long j = 0; j < vectors; j++) {
            KIND_vector *place = (KIND_vector *)(c + c_down * i + KIND_LANES * j);
            if (adds)
                *place += sums[i][j];
            else
                *place = sums[i][j];
        }
}

/* The same for any number of rows. TALL rows of a lie `a_tall` after the TALL before. Meanwhile
   rows of `next`, if it is there, are fetched into the cache. */
INLINED void KIND_tiles(long rows, const long vectors, long terms, const KIND *a, long a_tall,
                        long a_down, long a_along, const KIND *b, long b_down, KIND *c, long c_down,
                        int adds, const KIND *next, long next_down)
{
    for (; rows >= TALL; rows -= TALL, a += a_tall, c += TALL * c_down) {
        for (long r = 0; next && r < TALL; r++, next += next_down)
            for (long j = 0; j < KIND_WIDE; j += 64 / sizeof(KIND))
                __builtin_prefetch(next + j, 0, 2);
        KIND_tile(TALL, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds);
    }
    for (; rows >= 2; rows -= 2, a += 2 * a_down, c += 2 * c_down)
        KIND_tile(2, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds);
    if (rows)
        KIND_tile(1, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds);
}

/* Copies TALL rows of a beside each other, then the next ones. */
static void KIND_copy_left(long rows, long terms, const KIND *a, long a_down, long a_along,
                           KIND *copy)
{
    for (; rows > 0; rows -= TALL, a += TALL * a_down, copy += TALL * terms)
        for (long k = 0; k < terms; k++)
            if (rows >= TALL && a_down == 1)
                memcpy(copy + TALL * k, a + a_along * k, TALL * sizeof(KIND));
            else
                for (long r = 0; r < TALL && r < rows; r++)
                    copy[TALL * k + r] = a[a_down * r + a_along * k];
}

/* Copies rows of b, as wide as a tile, one after another. */
static void KIND_copy_right(long terms, long columns, const KIND *b, long b_down, long b_along,
                            KIND *copy)
{
    if (b_along == 1)
        for (long k = 0; k < terms; k++)
            memcpy(copy + KIND_WIDE * k, b + b_down * k, columns * sizeof(KIND));
    else
        for (long j = 0; j < columns; j++)
            for (long k = 0; k < terms; k++)
                copy[KIND_WIDE * k + j] = b[b_down * k + b_along * j];
}

/* c = a b, where a has m rows and k columns and b has k rows and n columns. In memory rows lie so
   many elements `down` from each other, elements of a row so many `along`. */
static void KIND_matmul(long m, long n, long k, const KIND *a, long a_down, long a_along,
                         const KIND *b, long b_down, long b_along, KIND *c, long c_down,
                         long c_along, char *room)
{
    KIND *right = (KIND *)room, *left = (KIND *)(room + RIGHT);
    KIND *aside = (KIND *)(room + RIGHT + LEFT);
    const int copies_left = a_along != 1;
    const long depth = copies_left ? DEEP : k;
    const long height = LEFT / sizeof(KIND) / (copies_left ? DEEP : KIND_WIDE) / TALL * TALL;
    for (long begin = 0; begin < k; begin += depth)
        for (long i = 0; i < m; i += height) {
            const long rows = m - i < height ? m - i : height;
            const long end = k - begin < depth ? k : begin + depth;
            const KIND *rows_of_a = a + a_down * i + a_along * begin;
            if (copies_left)
                KIND_copy_left(rows, end - begin, rows_of_a, a_down, a_along, left);
            for (long j = 0; j < n; j += KIND_WIDE) {
                const long columns = n - j < KIND_WIDE ? n - j : KIND_WIDE;
                const int is_whole = columns == KIND_WIDE, is_direct = is_whole && c_along == 1;
                /* A few rows do not pay for a copy, unless its lines got into each other's way. */
                const int copies_right = !is_whole || b_along != 1 || rows > 48 ||
                                         (rows > TALL && b_down * sizeof(KIND) >= 2048);
                KIND *to = is_direct ? c + c_down * i + j : aside;
                const long to_down = is_direct ? c_down : KIND_WIDE;
                for (long p = begin; p < end; p += DEEP) {
                    const long terms = end - p < DEEP ? end - p : DEEP;
                    const KIND *row = b + b_down * p + b_along * j;
                    const long row_down = copies_right ? KIND_WIDE : b_down;
                    const KIND *next = copies_right && b_along == 1 ? row + b_down * DEEP : 0;
                    if (copies_right) {
                        KIND_copy_right(terms, columns, row, b_down, b_along, right);
                        row = right;
                    }
                    const int adds = p > (is_direct ? 0 : begin);
                    const KIND *first = copies_left ? left : rows_of_a + (p - begin);
                    const long tall = TALL * (copies_left ? terms : a_down);
                    const long down = copies_left ? 1 : a_down, along = copies_left ? TALL : 1;
                    if (is_whole)
                        KIND_tiles(rows, VECTORS, terms, first, tall, down, along, row, row_down,
                                   to, to_down, adds, next, b_down);
                    for (long s = 0; !is_whole && s < columns; s += KIND_LANES)
                        KIND_tiles(rows, 1, terms, first, tall, down, along, row + s, row_down,
                                   to + s, to_down, adds, 0, 0);
                }
                for (long s = 0; !is_direct && s < columns; s++)
                    for (long r = 0; r < rows; r++) {
                        KIND *place = c + c_down * (i + r) + c_along * (j + s);
                        *place = begin ? *place + aside[KIND_WIDE * r + s]
                                       : aside[KIND_WIDE * r + s];
                    }
            }
        }
}
"""


def are_quick() -> bool:
    """Whether they are known to be as quick as a BLAS for this kind of processor."""
    return platform.machine() in ("x86_64", "AMD64")


def head(dtypes: Sequence[str]) -> str:
    """The functions for products of these dtypes."""
    kinds = [_FUNCTIONS.replace("KIND", C_TYPES[dtype]) for dtype in dtypes]
    return "\n".join(["/* Products of matrices. */", _SIZES, *kinds])


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

    Where rows of the right matrix do not lie along memory, they are copied element by element; so
    are those of the turned left one, which then stands on the right, and may have fewer.
    """
    rows, columns = product.node.shape[-2:]
    return apart(lowered.seen(product.right)) is None and rows < columns


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
