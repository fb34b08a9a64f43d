"""The functions by which compiled programs multiply small matrices, add up rows, and turn them.

Every program brings along those that it calls, for each number of elements that they compute at a
time. Sums of a few rows and columns stay in registers: what compilers make of plain loops is up to
ten times slower where sums run along memory, for then each of them is added up by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD = """\
/* Small matrices: the sums that are computed at a time stay in the processor's registers. A last
   block that would stand over is moved back, and computes some elements again. */
#ifdef __AVX512F__
#define SUMS 8
#define SIDE 4
#else
#define SUMS 4
#define SIDE 2
#endif
"""

_TYPE = """\
typedef {kind} {kind}_{width} __attribute__((vector_size({bytes}), aligned({align}), may_alias));
"""

_MULTIPLY = """\
/* c = a b, some columns side by side; rows of b and c lie along memory. Where there are few rows,
   each sum is made of several, so that none waits for the one before. */
static inline __attribute__((always_inline)) void block_{width}_{kind}(
    const long rows, const long sets, long terms, const {kind} *a, long a_down, long a_along,
    const {kind} *b, long b_down, {kind} *c, long c_down)
{{
    {kind}_{width} sum[SUMS];
    long k = 0;
#pragma GCC unroll 8
    for (long s = 0; s < rows * sets; s++)
        sum[s] = ({kind}_{width}){{0}};
    for (; k + sets <= terms; k += sets) {{
#pragma GCC unroll 8
        for (long s = 0; s < sets; s++) {{
            const {kind}_{width} columns = *(const {kind}_{width} *)(b + b_down * (k + s));
#pragma GCC unroll 8
            for (long i = 0; i < rows; i++)
                sum[rows * s + i] += a[a_down * i + a_along * (k + s)] * columns;
        }}
    }}
    for (; k < terms; k++) {{
        const {kind}_{width} columns = *(const {kind}_{width} *)(b + b_down * k);
#pragma GCC unroll 8
        for (long i = 0; i < rows; i++)
            sum[i] += a[a_down * i + a_along * k] * columns;
    }}
#pragma GCC unroll 8
    for (long i = 0; i < rows; i++) {{
#pragma GCC unroll 8
        for (long s = 1; s < sets; s++)
            sum[i] += sum[rows * s + i];
        *({kind}_{width} *)(c + c_down * i) = sum[i];
    }}
}}

static inline __attribute__((always_inline)) void multiply_{width}_{kind}(
    const long m, const long n, const long terms, const {kind} *a, long a_down, long a_along,
    const {kind} *b, long b_down, {kind} *c, long c_down)
{{
    const long blocks = (m + SUMS - 1) / SUMS, rows = (m + blocks - 1) / blocks;
    const long sets = terms < 2 * (SUMS / rows) ? 1 : SUMS / rows;
    for (long right = 0; right < n; right += {width}) {{
        const long j = right + {width} > n ? n - {width} : right;
        for (long down = 0; down < m; down += rows) {{
            const long i = down + rows > m ? m - rows : down;
            block_{width}_{kind}(rows, sets, terms, a + a_down * i, a_down, a_along, b + j, b_down,
                c + c_down * i + j, c_down);
        }}
    }}
}}
"""

_TOTAL = """\
static inline {kind} total_{width}_{kind}({kind}_{width} sum)
{{
    {kind}_{half} halves[2]; /* copied at once, or gcc keeps all sums in memory, too */
    memcpy(halves, &sum, sizeof sum);
    return total_{half}_{kind}(halves[0] + halves[1]);
}}
"""

_LEAST_TOTAL = {
    4: "(sum[0] + sum[1]) + (sum[2] + sum[3])",
    2: "sum[0] + sum[1]",
}

_DOTS = """\
/* Element (i, j) of c is row i of a times row j of b, which lie along memory. */
static inline __attribute__((always_inline)) void pairs_{width}_{kind}(
    const long rows, const long columns, const long terms, const {kind} *a, long a_down,
    const {kind} *b, long b_down, {kind} *c, long c_down, long c_along)
{{
    {kind}_{width} sum[SIDE * SIDE], right[SIDE];
    long k = 0;
#pragma GCC unroll 16
    for (long s = 0; s < rows * columns; s++)
        sum[s] = ({kind}_{width}){{0}};
    for (; k + {width} <= terms; k += {width}) {{
#pragma GCC unroll 4
        for (long j = 0; j < columns; j++)
            right[j] = *(const {kind}_{width} *)(b + b_down * j + k);
#pragma GCC unroll 4
        for (long i = 0; i < rows; i++) {{
            const {kind}_{width} left = *(const {kind}_{width} *)(a + a_down * i + k);
#pragma GCC unroll 4
            for (long j = 0; j < columns; j++)
                sum[columns * i + j] += left * right[j];
        }}
    }}
#pragma GCC unroll 4
    for (long i = 0; i < rows; i++) {{
#pragma GCC unroll 4
        for (long j = 0; j < columns; j++) {{
            {kind} total = total_{width}_{kind}(sum[columns * i + j]);
            for (long rest = k; rest < terms; rest++)
                total += a[a_down * i + rest] * b[b_down * j + rest];
            c[c_down * i + c_along * j] = total;
        }}
    }}
}}

static inline __attribute__((always_inline)) void dots_{width}_{kind}(
    const long m, const long n, const long terms, const {kind} *a, long a_down,
    const {kind} *b, long b_down, {kind} *c, long c_down, long c_along)
{{
    const long above = (m + SIDE - 1) / SIDE, rows = (m + above - 1) / above;
    const long beside = (n + SIDE - 1) / SIDE, columns = (n + beside - 1) / beside;
    for (long down = 0; down < m; down += rows) {{
        const long i = down + rows > m ? m - rows : down;
        for (long right = 0; right < n; right += columns) {{
            const long j = right + columns > n ? n - columns : right;
            pairs_{width}_{kind}(rows, columns, terms, a + a_down * i, a_down,
                b + b_down * j, b_down, c + c_down * i + c_along * j, c_down, c_along);
        }}
    }}
}}
"""

_SUMS = """\
/* Element i of c is the sum of row i of a, which lies along memory. */
static inline __attribute__((always_inline)) void sums_{width}_{kind}(
    const long m, const long terms, const {kind} *a, long a_down, {kind} *c, long c_down)
{{
    for (long i = 0; i < m; i++) {{
        {kind}_{width} sum = {{0}};
        long k = 0;
        for (; k + {width} <= terms; k += {width})
            sum += *(const {kind}_{width} *)(a + a_down * i + k);
        {kind} total = total_{width}_{kind}(sum);
        for (; k < terms; k++)
            total += a[a_down * i + k];
        c[c_down * i] = total;
    }}
}}
"""

_TURN = """\
/* The rows of `to` are the columns of `from`; four by four are turned in registers. */
typedef int int_4 __attribute__((vector_size(16)));
#ifdef __clang__
#define MIXED(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define MIXED(a, b, ...) __builtin_shuffle(a, b, (int_4){{__VA_ARGS__}})
#endif
static inline void tile_4_float(const float *from, long from_down, float *to, long to_down)
{{
    const float_4 a = *(const float_4 *)from, b = *(const float_4 *)(from + from_down);
    const float_4 c = *(const float_4 *)(from + 2 * from_down);
    const float_4 d = *(const float_4 *)(from + 3 * from_down);
    const float_4 left_ab = MIXED(a, b, 0, 4, 1, 5), left_cd = MIXED(c, d, 0, 4, 1, 5);
    const float_4 right_ab = MIXED(a, b, 2, 6, 3, 7), right_cd = MIXED(c, d, 2, 6, 3, 7);
    *(float_4 *)to = MIXED(left_ab, left_cd, 0, 1, 4, 5);
    *(float_4 *)(to + to_down) = MIXED(left_ab, left_cd, 2, 3, 6, 7);
    *(float_4 *)(to + 2 * to_down) = MIXED(right_ab, right_cd, 0, 1, 4, 5);
    *(float_4 *)(to + 3 * to_down) = MIXED(right_ab, right_cd, 2, 3, 6, 7);
}}

static inline void turn_4_float(
    const long rows, const long columns, const float *from, long from_down, float *to, long to_down)
{{
    for (long right = 0; right < columns; right += 4) {{
        const long j = right + 4 > columns ? columns - 4 : right;
        for (long down = 0; down < rows; down += 4) {{
            const long i = down + 4 > rows ? rows - 4 : down;
            tile_4_float(from + from_down * i + j, from_down, to + to_down * j + i, to_down);
        }}
    }}
}}
"""

_FUNCTIONS = {"multiply": _MULTIPLY, "dots": _DOTS, "sums": _SUMS, "turn": _TURN}
_CALLED = re.compile(r"\b(multiply|dots|sums|turn)_(\d+)_(float|double)\(")


def functions_for(lines: Sequence[str]) -> list[str]:
    """The functions that lines call, with what those lean on."""
    called = {found for line in lines for found in _CALLED.findall(line)}
    types: set[tuple[str, int]] = set()
    totals: set[tuple[str, int]] = set()
    for name, width, kind in called:
        types.add((kind, int(width)))
        half = int(width)
        while name in ("dots", "sums") and half * _SIZES[kind] >= 16:
            types.add((kind, half))
            totals.add((kind, half))
            half //= 2
    found = [_HEAD] if called else []
    found += [_filled(_TYPE, *type_) for type_ in sorted(types)]
    found += [_total(*total) for total in sorted(totals)]
    return found + [_filled(_FUNCTIONS[n], k, int(w)) for n, w, k in sorted(called)]


_SIZES = {"float": 4, "double": 8}


def _filled(text: str, kind: str, width: int) -> str:
    size = _SIZES[kind]
    return text.format(kind=kind, width=width, half=width // 2, bytes=size * width, align=size)


def _total(kind: str, width: int) -> str:
    if width * _SIZES[kind] > 16:
        return _filled(_TOTAL, kind, width)
    head = f"static inline {kind} total_{width}_{kind}({kind}_{width} sum)"
    return f"{head}\n{{\n    return {_LEAST_TOTAL[width]};\n}}\n"
