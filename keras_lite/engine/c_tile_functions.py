"""Products of large matrices in C: tiles of the result are summed in registers.

The scheme is that of K. Goto and R. van de Geijn, "Anatomy of high-performance matrix
multiplication", ACM TOMS 34 (2008). Every element of a result is summed in the same order, whatever
rows and columns are asked for at once: the number of threads changes no bit.

A compiler takes as long for these functions as for all the rest of a program. So they are compiled
once, like a program, and handed to every other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from keras_lite.engine import compiler
from keras_lite.engine.c_numbers import C_TYPES

TALL = 6
"""Rows of a tile."""

TYPES = {
    f"{C_TYPES[dtype]}_matmul": f"{C_TYPES[dtype]}_multiply" for dtype in ("float32", "float64")
}
"""Name of each function -> its type."""

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
""".replace("@TALL", str(TALL))

_TYPE = """\
enum { KIND_LANES = VECTOR / sizeof(KIND), KIND_WIDE = VECTORS * KIND_LANES };
/* c = a b, where a has m rows and k columns and b has k rows and n columns. In memory rows lie so
   many elements `down` from each other, elements of a row so many `along`; one of both is 1. */
typedef void KIND_multiply(long m, long n, long k, const KIND *a, long a_down, long a_along,
                           const KIND *b, long b_down, long b_along, KIND *c, long c_down,
                           long c_along, char *room);
"""

_FUNCTIONS = """\
#define INLINED static inline __attribute__((always_inline))
typedef KIND KIND_vector __attribute__((vector_size(VECTOR), aligned(sizeof(KIND)), may_alias));

/* Sets a tile of c to a sum of products of elements of a and rows of b, or adds that to it. Writes
   the rows of b to `copy`, too, if it is there. */
INLINED void KIND_tile(const long rows, const long vectors, long terms, const KIND *a, long a_down,
                       long a_along, const KIND *b, long b_down, KIND *c, long c_down, int adds,
                       KIND *copy)
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
#pragma GCC unroll 4
        for (long j = 0; copy && j < vectors; j++)
            *(KIND_vector *)(copy + KIND_WIDE * k + KIND_LANES * j) = right[j];
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

/* The same for fewer than TALL rows. */
INLINED void KIND_few(long rows, const long vectors, long terms, const KIND *a, long a_down,
                      long a_along, const KIND *b, long b_down, KIND *c, long c_down, int adds)
{
    for (; rows >= 4; rows -= 4, a += 4 * a_down, c += 4 * c_down)
        KIND_tile(4, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds, 0);
    for (; rows >= 2; rows -= 2, a += 2 * a_down, c += 2 * c_down)
        KIND_tile(2, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds, 0);
    if (rows)
        KIND_tile(1, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds, 0);
}

/* Not inlined: that would gain nothing, and take compilers long. */
static __attribute__((noinline)) void KIND_rest(
    long rows, long vectors, long terms, const KIND *a, long a_down, long a_along, const KIND *b,
    long b_down, KIND *c, long c_down, int adds)
{
    if (vectors == VECTORS)
        KIND_few(rows, VECTORS, terms, a, a_down, a_along, b, b_down, c, c_down, adds);
    else
        KIND_few(rows, 1, terms, a, a_down, a_along, b, b_down, c, c_down, adds);
}

/* The same for any number of rows. TALL rows of a lie `a_tall` after the TALL before. The first of
   these copy rows of b, if there is a place for that: sums hide what it costs. Meanwhile rows of
   `next`, if it is there, are fetched into the cache. */
INLINED void KIND_tiles(long rows, const long vectors, long terms, const KIND *a, long a_tall,
                        long a_down, long a_along, const KIND *b, long b_down, KIND *c, long c_down,
                        int adds, KIND *copy, const KIND *next, long next_down)
{
    if (copy && rows >= TALL) {
        KIND_tile(TALL, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds, copy);
        rows -= TALL, a += a_tall, c += TALL * c_down;
        b = copy, b_down = KIND_WIDE;
    }
    for (; rows >= TALL; rows -= TALL, a += a_tall, c += TALL * c_down) {
        for (long r = 0; next && r < TALL; r++, next += next_down)
            for (long j = 0; j < KIND_WIDE; j += 64 / sizeof(KIND))
                __builtin_prefetch(next + j, 0, 2);
        KIND_tile(TALL, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds, 0);
    }
    if (rows)
        KIND_rest(rows, vectors, terms, a, a_down, a_along, b, b_down, c, c_down, adds);
}

/* Four by four numbers, turned in registers. */
typedef KIND KIND_4
    __attribute__((vector_size(4 * sizeof(KIND)), aligned(sizeof(KIND)), may_alias));
typedef PLACE KIND_4_places __attribute__((vector_size(4 * sizeof(KIND))));
#ifdef __clang__
#define KIND_MIXED(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define KIND_MIXED(a, b, ...) __builtin_shuffle(a, b, (KIND_4_places){__VA_ARGS__})
#endif
INLINED void KIND_turn_4(const KIND *from, long from_down, KIND *to, long to_down, int adds)
{
    const KIND_4 a = *(const KIND_4 *)from, b = *(const KIND_4 *)(from + from_down);
    const KIND_4 c = *(const KIND_4 *)(from + 2 * from_down);
    const KIND_4 d = *(const KIND_4 *)(from + 3 * from_down);
    const KIND_4 left_ab = KIND_MIXED(a, b, 0, 4, 1, 5), left_cd = KIND_MIXED(c, d, 0, 4, 1, 5);
    const KIND_4 right_ab = KIND_MIXED(a, b, 2, 6, 3, 7), right_cd = KIND_MIXED(c, d, 2, 6, 3, 7);
    const KIND_4 columns[4] = {
        KIND_MIXED(left_ab, left_cd, 0, 1, 4, 5), KIND_MIXED(left_ab, left_cd, 2, 3, 6, 7),
        KIND_MIXED(right_ab, right_cd, 0, 1, 4, 5), KIND_MIXED(right_ab, right_cd, 2, 3, 6, 7)};
#pragma GCC unroll 4
    for (long j = 0; j < 4; j++) {
        KIND_4 *place = (KIND_4 *)(to + to_down * j);
        if (adds)
            *place += columns[j];
        else
            *place = columns[j];
    }
}

/* Sets rows of `to` to columns of `from`, or adds those. Of what lies farther apart only four are
   in use at once, for more get into each other's way in the cache. */
static void KIND_turn(long rows, long columns, const KIND *from, long from_down, KIND *to,
                      long to_down, int adds)
{
    const long whole_rows = rows / 4 * 4, whole_columns = columns / 4 * 4;
    if (from_down > to_down)
        for (long i = 0; i < whole_rows; i += 4)
            for (long j = 0; j < whole_columns; j += 4)
                KIND_turn_4(from + from_down * i + j, from_down, to + to_down * j + i, to_down,
                            adds);
    else
        for (long j = 0; j < whole_columns; j += 4)
            for (long i = 0; i < whole_rows; i += 4)
                KIND_turn_4(from + from_down * i + j, from_down, to + to_down * j + i, to_down,
                            adds);
    for (long i = 0; i < rows; i++)
        for (long j = i < whole_rows ? whole_columns : 0; j < columns; j++) {
            KIND *place = to + to_down * j + i;
            *place = adds ? *place + from[from_down * i + j] : from[from_down * i + j];
        }
}

/* Copies TALL rows of a, whose columns lie along memory, beside each other, then the next ones. Of
   some columns at once: each line of the cache is then read while it is there. */
static void KIND_copy_left(long rows, long terms, const KIND *a, long a_along, KIND *copy)
{
    const long whole = rows / TALL * TALL;
    for (long begin = 0; begin < terms; begin += 8) {
        const long end = begin + 8 < terms ? begin + 8 : terms;
        for (long r = 0; r < whole; r += TALL)
            for (long k = begin; k < end; k++)
                memcpy(copy + terms * r + TALL * k, a + a_along * k + r, TALL * sizeof(KIND));
    }
    for (long k = 0; k < terms && whole < rows; k++)
        memcpy(copy + terms * whole + TALL * k, a + a_along * k + whole,
               (rows - whole) * sizeof(KIND));
}

/* Copies rows of b, as wide as a tile, one after another. */
static void KIND_copy_right(long terms, long columns, const KIND *b, long b_down, long b_along,
                            KIND *copy)
{
    if (b_along != 1)
        KIND_turn(columns, terms, b, b_along, copy, KIND_WIDE, 0);
    else
        for (long k = 0; k < terms; k++)
            memcpy(copy + KIND_WIDE * k, b + b_down * k, columns * sizeof(KIND));
}

/* Copies what was computed aside to its place, or adds it. */
static void KIND_place(long rows, long columns, const KIND *aside, KIND *c, long c_down,
                       long c_along, int adds)
{
    if (c_along != 1)
        KIND_turn(rows, columns, aside, KIND_WIDE, c, c_along, adds);
    else
        for (long r = 0; r < rows; r++)
            for (long j = 0; j < columns; j++) {
                const KIND sum = aside[KIND_WIDE * r + j];
                c[c_down * r + j] = adds ? c[c_down * r + j] + sum : sum;
            }
}

static void KIND_matmul(long m, long n, long k, const KIND *a, long a_down, long a_along,
                         const KIND *b, long b_down, long b_along, KIND *c, long c_down,
                         long c_along, char *room)
{
    KIND *right = (KIND *)room, *left = (KIND *)(room + RIGHT);
    KIND *aside = (KIND *)(room + RIGHT + LEFT);
    const int copies_left = a_along != 1;
    const long depth = copies_left ? DEEP : k;
    if (!m)
        return; /* there may be more threads than tiles */
    /* As many rows at once as there is room for, and never but a few at the end. */
    const long most = LEFT / sizeof(KIND) / (copies_left ? DEEP : KIND_WIDE) / TALL * TALL;
    const long parts = (m + most - 1) / most;
    const long height = ((m + parts - 1) / parts + TALL - 1) / TALL * TALL;
    for (long begin = 0; begin < k; begin += depth)
        for (long i = 0; i < m; i += height) {
            const long rows = m - i < height ? m - i : height;
            const long end = k - begin < depth ? k : begin + depth;
            const KIND *rows_of_a = a + a_down * i + a_along * begin;
            if (copies_left)
                KIND_copy_left(rows, end - begin, rows_of_a, a_along, left);
            for (long j = 0; j < n; j += KIND_WIDE) {
                const long columns = n - j < KIND_WIDE ? n - j : KIND_WIDE;
                const int is_whole = columns == KIND_WIDE, is_direct = is_whole && c_along == 1;
                /* A few rows do not pay for a copy, unless its lines got into each other's way. */
                const int is_far = b_down * sizeof(KIND) >= 2048;
                const int copies_right = rows > 48 || (rows > TALL && is_far);
                const int copies_before = !is_whole || b_along != 1;
                KIND *copy = copies_right && !copies_before ? right : 0;
                KIND *to = is_direct ? c + c_down * i + j : aside;
                const long to_down = is_direct ? c_down : KIND_WIDE;
                for (long p = begin; p < end; p += DEEP) {
                    const long terms = end - p < DEEP ? end - p : DEEP;
                    const KIND *row = b + b_down * p + b_along * j;
                    const long row_down = copies_before ? KIND_WIDE : b_down;
                    const KIND *next = copy ? row + b_down * DEEP : 0;
                    if (copies_before) {
                        KIND_copy_right(terms, columns, row, b_down, b_along, right);
                        row = right;
                    }
                    const int adds = p > (is_direct ? 0 : begin);
                    const KIND *first = copies_left ? left : rows_of_a + (p - begin);
                    const long tall = TALL * (copies_left ? terms : a_down);
                    const long down = copies_left ? 1 : a_down, along = copies_left ? TALL : 1;
                    /* Twice the same, but for what compilers know beforehand. */
                    if (is_whole && copies_left)
                        KIND_tiles(rows, VECTORS, terms, left, tall, 1, TALL, row, row_down,
                                   to, to_down, adds, copy, next, b_down);
                    else if (is_whole)
                        KIND_tiles(rows, VECTORS, terms, first, tall, a_down, 1, row, row_down,
                                   to, to_down, adds, copy, next, b_down);
                    for (long s = 0; !is_whole && s < columns; s += KIND_LANES)
                        KIND_tiles(rows, 1, terms, first, tall, down, along, row + s, row_down,
                                   to + s, to_down, adds, 0, 0, 0);
                }
                if (!is_direct)
                    KIND_place(rows, columns, aside, c + c_down * i + c_along * j, c_down, c_along,
                               begin > 0);
            }
        }
}
"""

_RUN = """
long run(long unused, void **found)
{
    *found = (void *)KIND_matmul;
    return 0;
}
"""


def head(dtypes: Sequence[str]) -> str:
    """What a program says of the functions for these dtypes, which it is handed."""
    return "\n".join(["/* Products of matrices. */", _SIZES, *(_of(_TYPE, d) for d in dtypes)])


def parameter(dtype: str) -> str:
    """The parameter by which a program gets the function."""
    return _of("KIND_multiply *KIND_matmul", dtype)


@cache
def address(dtype: str) -> int:
    """Where the function lies.

    Raises:
        CannotCompile: without a compiler.
    """
    source = "#include <string.h>\n" + head([dtype]) + _of(_FUNCTIONS + _RUN, dtype)
    found = np.zeros(1, np.uintp)
    compiler.load(source, pointers=1)(0, compiler.address(found))
    return int(found[0])


def _of(text: str, dtype: str) -> str:
    kind = C_TYPES[dtype]
    return text.replace("KIND", kind).replace("PLACE", "int" if kind == "float" else "long long")
