"""Products of small matrices as C source: sums of a few rows and columns stay in registers.

Every program brings along the functions that it calls, for each number of elements that they
compute at a time. What compilers make of plain loops is up to ten times slower where sums run
along memory, for then each of them is added up by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from keras_lite.engine.bound import Bound
from keras_lite.engine.c_loops import loops_over, nest, place_in
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.kernels import Lowered
from keras_lite.engine.small_products import Blocks, as_matrix, least
from keras_lite.engine.strided import Strided

_WIDEST = 4
"""Times the least number of elements at a time."""

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
    {kind}_{half} low, high;
    memcpy(&low, &sum, sizeof low);
    memcpy(&high, (char *)&sum + sizeof low, sizeof high);
    return total_{half}_{kind}(low + high);
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


# Calls. ----------------------------------------------------------------------------------------


def block_lines(blocks: Blocks, lowered: Lowered) -> list[str]:
    """A call for the product or the sums, in loops if there are many matrices."""
    node = blocks.node
    if blocks.way == "turned":
        return _turning(lowered.seen(node), lowered.seen(blocks.inputs[0]))
    result, *inputs = (lowered.seen(v) for v in (node, *blocks.inputs))
    if len(inputs) == 1:
        return _sums(node, result, inputs[0])
    loops = loops_over(node.shape[:-2], None)
    index = [loop.variable for loop in loops]
    named = [_named(v, seen) for v, seen in zip(blocks.inputs, inputs, strict=True)]
    a, b = inputs if blocks.way != "rows" else (_turned(inputs[1]), _turned(inputs[0]))
    c = result if blocks.way != "rows" else _turned(result)
    (m, n), terms = c.shape[-2:], a.shape[-1]
    calls = []
    if blocks.way == "dots":
        places = [f"{_start(a, index)}, {a.strides[-2]}", f"{_start(b, index)}, {b.strides[-1]}"]
        places.append(f"{_start(c, index)}, {c.strides[-2]}, {c.strides[-1]}")
        calls.append(f"{_function('dots', terms, node)}{m}, {n}, {terms}, {', '.join(places)});")
    else:
        for start, stop, width in columns_of(n, least(node)):
            places = [f"{_start(a, index)}, {a.strides[-2]}, {a.strides[-1]}"]
            places += [f"{_start(x, index, start)}, {x.strides[-2]}" for x in (b, c)]
            function = f"multiply_{width}_{C_TYPES[node.dtype]}"
            calls.append(f"{function}({m}, {stop - start}, {terms}, {', '.join(places)});")
    said = f"/* {result.buffer.text} = {' @ '.join(named)} */"
    around = [loop for loop in loops if loop.size != 1]
    return [said, *(nest(around, calls, simd=False) if around else calls)]


def columns_of(count: int, narrowest: int) -> list[tuple[int, int, int]]:
    """From where to where columns are computed, and how many at a time.

    A rest that fits into half as many at a time is computed by itself, together with columns
    before it if it is narrower than all.
    """
    width = width_of(count, narrowest)
    rest = count % width
    if not rest or rest > width // 2:
        return [(0, count, width)]
    half = narrowest
    while half < rest:
        half *= 2
    return [(0, count - rest, width), (count - half, count, half)]


def _turning(result: Strided, source: Strided) -> list[str]:
    seen, target = as_matrix(source), as_matrix(result)
    assert seen is not None and target is not None
    if seen.strides[1] != 1:
        seen, target = _turned(seen), _turned(target)
    places = [
        f"{place_in(x, ['0', '0'])}, {step}"
        for x, step in ((seen, seen.strides[0]), (target, target.strides[1]))
    ]
    return [f"turn_4_float({seen.shape[0]}, {seen.shape[1]}, {', '.join(places)});"]


def _sums(node: Bound, result: Strided, source: Strided) -> list[str]:
    down = source.strides.index(1) - 1
    terms = source.shape[down + 1]
    places = f"{place_in(source, ['0', '0'])}, {source.strides[down]}"
    target = f"{place_in(result, ['0'])}, {result.strides[0]}"
    return [f"{_function('sums', terms, node)}{node.shape[0]}, {terms}, {places}, {target});"]


def _function(name: str, size: int, node: Bound) -> str:
    return f"{name}_{width_of(size, least(node))}_{C_TYPES[node.dtype]}("


def width_of(size: int, narrowest: int) -> int:
    width = narrowest
    while width < narrowest * _WIDEST and 2 * width <= size:
        width *= 2
    return width


def _turned(seen: Strided) -> Strided:
    rank = len(seen.shape)
    return seen.transposed([*range(rank - 2), rank - 1, rank - 2])


def _start(seen: Strided, index: Sequence[str], column: int = 0) -> str:
    """Where the matrix at a place among many begins, or one of its columns."""
    before = seen.shape[:-2]
    own = index[len(index) - len(before) :]
    where = ["0" if s == 1 else i for s, i in zip(before, own, strict=True)]
    return place_in(seen, [*where, "0", str(column)])


def _named(source: Bound, seen: Strided) -> str:
    """What stands in the formula: rows of a batch are rows there, however they lie."""
    rank, (down, along) = len(seen.shape), seen.strides[-2:]
    as_it_is = source.batch_axis != rank - 1 if source.batch_axis is not None else along <= down
    return seen.buffer.text if as_it_is else f"{seen.buffer.text}.T"
