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
   many elements `down` from each other, elements of a row so many `along`. */
typedef void KIND_multiply(long m, long n, long k, const KIND *a, long a_down, long a_along,
                           const KIND *b, long b_down, long b_along, KIND *c, long c_down,
                           long c_along, char *room);
"""

_FUNCTIONS = """\
#define INLINED static inline __attribute__((always_inline))
typedef KIND KIND_vector __attribute__((vector_size(VECTOR), aligned(sizeof(KIND)), may_alias));

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
                    /* Twice the same, but for what compilers know beforehand. */
                    if (is_whole && copies_left)
                        KIND_tiles(rows, VECTORS, terms, left, tall, 1, TALL, row, row_down,
                                   to, to_down, adds, next, b_down);
                    else if (is_whole)
                        KIND_tiles(rows, VECTORS, terms, first, tall, a_down, 1, row, row_down,
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
    compiler.load(source, pointers=1)(0, found.__array_interface__["data"][0])
    return int(found[0])


def _of(text: str, dtype: str) -> str:
    return text.replace("KIND", C_TYPES[dtype])
