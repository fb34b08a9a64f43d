"""Updates that take a gradient as it is computed, some rows at a time, before it leaves the cache.

The gradients of all weights are parts of one vector, which the update reads from end to end. Where
a part is a product of matrices, and nobody else reads it, product and update alternate instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from keras_lite.engine import c_tiles
from keras_lite.engine.c_loops import SIMD
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.c_parts import HALVES_STAY, LOOP, NAME, Cut, Work, bytes_of, pieces_of
from keras_lite.engine.c_tile_functions import TALL
from keras_lite.engine.forms import Pointwise
from keras_lite.engine.kernels import Lowered
from keras_lite.engine.matrices import Product, apart
from keras_lite.engine.strided import Buffer

LARGE = 4 << 20
"""Bytes of weights that come from memory for every update, with the optimizer's two numbers for
each. Of fewer, most is still in the processors' common cache, and blocks cost what they save."""

_FEWEST_ROWS = 48
"""Fewer rows of a result do not pay, where all of the right matrix is read for each time."""

_ELEMENT = re.compile(r"\b([A-Za-z_]\w*)\[([^\]]*)\]")


@dataclass(frozen=True)
class _Part:
    """A product whose result is a part of a vector.

    Attributes:
        work: which computes it.
        product: what it computes.
        vector: what it is a part of.
        begin: its place in there.
    """

    work: Work
    product: Product
    vector: Buffer
    begin: int

    @property
    def columns(self) -> int:
        return self.product.node.shape[1]

    @property
    def end(self) -> int:
        return self.begin + self.product.node.shape[0] * self.columns


def fused(steps: list[Work], lowered: Lowered) -> list[Work]:
    """The steps, where updates are done together with the products that they read."""
    roots = {seen.buffer.text: seen.buffer.root for seen in lowered.memory.values()}
    users: dict[str, list[Work]] = {}
    for work in steps:
        for name in {n for line in work.lines for n in NAME.findall(line)} & roots.keys():
            users.setdefault(name, []).append(work)
    parts = [part for work in steps if (part := _part(work, lowered)) is not None]
    found: list[Work] = []
    gone: list[Work] = []
    for work in steps:
        own = [p for p in parts if _is_only_read_in(work, p, lowered, users)]
        gone += [p.work for p in own]
        found += [_together(p, work, lowered) for p in own]
        found += _rest(work, own) if own else [work]
    return [work for work in found if not any(work is other for other in gone)]


def _part(work: Work, lowered: Lowered) -> _Part | None:
    product = work.kernels[0].product
    if product is None or pieces_of(product) < 2:
        return None
    result, right = lowered.seen(product.node), lowered.seen(product.right)
    # What it reads must still be there when it is computed later: state changes.
    lasts = all(lowered.seen(m).buffer.root.kind != "state" for m in (product.left, product.right))
    is_row_by_row = apart(right) is not None and apart(result) == product.node.shape[1]
    is_large = bytes_of(product.node) >= LARGE and _most_rows(product) >= _FEWEST_ROWS
    if not (lasts and is_row_by_row and (_is_small(product) or is_large)):
        return None
    begin, buffer = result.offset, result.buffer
    while buffer.parent is not None:
        begin, buffer = begin + buffer.shift, buffer.parent
    return _Part(work, product, buffer, begin) if buffer.kind == "local" else None


def _is_only_read_in(
    work: Work, part: _Part, lowered: Lowered, users: dict[str, list[Work]]
) -> bool:
    """Whether work goes along a vector, and nobody else reads a part of it."""
    (kernel, *others), vector = work.kernels, part.vector.text
    name = lowered.seen(part.product.node).buffer.text
    if users.get(vector) != ([work] if name != vector else [part.work, work]):
        return False
    if others or (name != vector and users[name] != [part.work]):
        return False
    if not kernel.nodes or not all(isinstance(lowered.form(n), Pointwise) for n in kernel.nodes):
        return False
    head = LOOP.fullmatch(work.lines[1]) if work.lines[0] == SIMD else None
    places = {place for line in work.lines for _, place in _ELEMENT.findall(line)}
    is_written = any(line.strip().startswith(f"{vector}[i] =") for line in work.lines)
    along = head is not None and int(head["stop"]) == part.vector.size
    return along and places <= {"i", "0"} and not is_written


def _together(part: _Part, work: Work, lowered: Lowered) -> Work:
    """A block of the product, then what is made of it, and so on."""
    body = [re.sub(rf"\b{part.vector.text}\[i\]", "gradient[i - first]", x) for x in work.lines[2:]]
    shift = f"{part.begin} + " if part.begin else ""
    lines = (_small if _is_small(part.product) else _large)(part, lowered, shift, body)
    cut = Cut(part.product.node.shape[0], "TALL", pieces_of(part.product), lines)
    return Work([*part.work.kernels, *work.kernels], lines, cut)


def _large(part: _Part, lowered: Lowered, shift: str, body: list[str]) -> list[str]:
    """Whole rows at a time, of which the update reads what lies in one piece."""
    product, kind = part.product, C_TYPES[part.vector.dtype]
    width, rows = product.node.shape[1], _most_rows(product)
    left, right, result = c_tiles.matrices(product, lowered)
    gradient = c_tiles.Matrix("gradient", width, 1)
    sizes, places = ("rows", str(width), str(product.terms)), (left.at("row", "0"), right, gradient)
    return [
        f"/* {result.text} = {left.text} @ {right.text}, some rows at a time */",
        f"{kind} *gradient = ({kind} *)(room + HERE);",
        f"for (long row = start; row < stop; row += {rows}) {{",
        f"    const long rows = {_at_most(rows, 'stop - row')};",
        *(f"    {x}" for x in c_tiles.call(part.vector.dtype, sizes, *places)),
        f"    const long first = {shift}{width} * row;",
        f"    {SIMD}",
        f"    for (long i = first; i < first + {width} * rows; i++) {{",
        *(f"    {line}" for line in body),
        "}",
    ]


def _small(part: _Part, lowered: Lowered, shift: str, body: list[str]) -> list[str]:
    """Some rows and columns at a time, with a copy of the right matrix' columns."""
    product, kind = part.product, C_TYPES[part.vector.dtype]
    width, terms = product.node.shape[1], product.terms
    item = np.dtype(part.vector.dtype).itemsize
    columns = min(width, _most_columns(product))
    rows = c_tiles.BLOCK // item // columns // TALL * TALL
    left, right, result = c_tiles.matrices(product, lowered)
    begin = right.at("k", "column").place
    block, other = c_tiles.Matrix("block", columns, 1), c_tiles.Matrix("other", columns, 1)
    sizes, places = ("rows", "columns", str(terms)), (left.at("row", "0"), other, block)
    return [
        f"/* {result.text} = {left.text} @ {right.text}, a block at a time */",
        f"{kind} *block = ({kind} *)(room + HERE), *other = block + {c_tiles.BLOCK // item};",
        f"for (long column = 0; column < {width}; column += {columns}) {{",
        f"    const long columns = {_at_most(columns, f'{width} - column')};",
        f"    for (long k = 0; k < {terms}; k++)",
        f"        memcpy(other + {columns} * k, {begin}, {item} * columns);",
        f"    for (long row = start; row < stop; row += {rows}) {{",
        f"        const long rows = {_at_most(rows, 'stop - row')};",
        *(f"        {x}" for x in c_tiles.call(part.vector.dtype, sizes, *places)),
        "        for (long r = 0; r < rows; r++) {",
        f"            const {kind} *gradient = block + {columns} * r;",
        f"            const long first = {shift}{width} * (row + r) + column;",
        f"            {SIMD}",
        "            for (long i = first; i < first + columns; i++) {",
        *(f"            {line}" for line in body),
        "        }",
        "    }",
        "}",
    ]


def _is_small(product: Product) -> bool:
    """Whether the weights stay in the processors' caches, and columns have room there, too."""
    return bytes_of(product.node) <= HALVES_STAY and _most_columns(product) > 0


def _most_rows(product: Product) -> int:
    """How many whole rows there is room for."""
    row = product.node.shape[1] * np.dtype(product.node.dtype).itemsize
    return c_tiles.ROWS // row // TALL * TALL


def _most_columns(product: Product) -> int:
    """How many columns there is room for, of TALL rows and of the right matrix."""
    item = np.dtype(product.node.dtype).itemsize
    room = min(c_tiles.OTHER // product.terms, c_tiles.BLOCK // TALL)
    return room // item // 64 * 64


def _at_most(limit: int, rest: str) -> str:
    return f"{rest} < {limit} ? {rest} : {limit}"


def _rest(work: Work, parts: list[_Part]) -> Iterator[Work]:
    """The loop over what is not computed together with a product."""
    begins = sorted((p.begin, p.end) for p in parts)
    ends = [0, *(end for _, end in begins)]
    for start, stop in zip(ends, [*(b for b, _ in begins), parts[0].vector.size], strict=True):
        if start < stop:
            head = work.lines[1].replace("i = 0;", f"i = {start};")
            head = re.sub(r"i < \d+", f"i < {stop}", head)
            yield Work(work.kernels, [work.lines[0], head, *work.lines[2:]])
