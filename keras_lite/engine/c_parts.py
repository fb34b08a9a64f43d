"""What is long in a compiled program, cut into pieces for several threads.

Loops are cut along their outermost axis, products along the longer side of their result: no piece
reads what another one writes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from keras_lite.engine import c_tile_functions, c_tiles
from keras_lite.engine.bound import Bound
from keras_lite.engine.c_loops import SIMD
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.kernels import Kernel, Lowered
from keras_lite.engine.matrices import Product, apart
from keras_lite.engine.strided import Buffer

PIECE_OF_PRODUCT = 250_000
"""Multiplications that are worth a thread."""

PIECE = 16 << 20
"""Bytes of the arrays in a loop that are worth a thread: of fewer, what one processor has in its
cache and another writes costs more than is gained."""

PIECE_BESIDE = 128 << 10
"""The same in a program that shares products: there, each has its own piece in its cache."""

PIECE_OF_COPY = 32 << 10
"""Bytes of rows from anywhere in memory that are worth a thread, there."""

HALVES_STAY = 640 << 10
"""Bytes of weights of which a half, with the optimizer's two numbers for each, stays in the cache
of a processor."""

GRAIN = 16
"""Pieces of loops begin at a multiple of this, so that each writes whole lines of the cache."""

LOOP = re.compile(r"for \(long i = (?P<start>\d+); i < (?P<stop>\d+); i\+\+\)( \{)?")
NAME = re.compile(r"\b[A-Za-z_]\w*\b")


@dataclass(frozen=True)
class Cut:
    """Work that can be cut.

    Attributes:
        count: how many elements it has.
        grain: source of the number of elements that belong together.
        most: into how many pieces it is cut at most.
        lines: source that does those from `start` to `stop`.
        after: what is to be done when all are done.
        extra: arrays in the lines that no kernel has.
    """

    count: int
    grain: str
    most: int
    lines: list[str]
    after: Sequence[str] = ()
    extra: Sequence[Buffer] = ()

    def function(self, name: str, arrays: Mapping[str, Buffer]) -> tuple[list[str], list[str]]:
        """A call that has it done, and the function that does a piece of it.

        Args:
            name: of the function.
            arrays: what may occur in the lines, by name.
        """
        arrays = {**arrays, **{buffer.name: buffer for buffer in self.extra}}
        code = [line for line in self.lines if not line.lstrip().startswith("/*")]
        words = dict.fromkeys(NAME.findall("\n".join(code)))
        used = [word for word in words if word in arrays]
        roots = Counter(arrays[n].root for n in used)
        function = [f"static void {name}(long start, long stop, void **arrays, char *room)", "{"]
        for number, n in enumerate(used):
            kind = C_TYPES[arrays[n].dtype]
            # Arrays of one kernel lie apart, but for parts of the same.
            alone = "restrict " if roots[arrays[n].root] == 1 else ""
            function.append(f"    {kind} *{alone}{n} = ({kind} *)arrays[{number}];")
        functions = [word for word in words if word in c_tile_functions.TYPES]
        for number, n in enumerate(functions, len(used)):
            kind = c_tile_functions.TYPES[n]
            function.append(f"    {kind} *{n} = ({kind} *)arrays[{number}];")
        function += ["", *(f"    {line}" for line in self.lines), "}"]
        casts = ", ".join(f"(void *){n}" for n in [*used, *functions])
        call = ["{", f"    void *arrays[] = {{{casts}}};"]
        how = f"{self.count}, {self.grain}, {self.most}"
        call += [f"    share({name}, {how}, arrays, room);", "}", *self.after]
        return call, function


@dataclass
class Work:
    """Something to do in a step.

    Attributes:
        kernels: what it computes.
        lines: its source.
        cut: the same as work that can be cut, if that is known already.
    """

    kernels: list[Kernel]
    lines: list[str]
    cut: Cut | None = None


class Sharing:
    """Which kernels of a program are shared, and the functions that do their parts.

    Args:
        lowered: the kernels, and where values lie.

    Attributes:
        functions: source.
    """

    def __init__(self, lowered: Lowered) -> None:
        self.lowered = lowered
        self.arrays = {b.text: b for b in (seen.buffer for seen in lowered.memory.values())}
        products = [k.product for k in lowered.kernels if k.product is not None]
        self.least = PIECE_BESIDE if any(pieces_of(p) > 1 for p in products) else PIECE
        self.functions: list[str] = []

    def of(self, work: Work, heading: str) -> list[str]:
        """The lines of work, or a call that has them done in parts."""
        found = work.cut or (self._cut(work.kernels[0], work.lines) if work.kernels else None)
        if found is None:
            return work.lines
        call, function = found.function(self.lowered.names.unique("part"), self.arrays)
        self.functions += [f"/* {heading}, in parts */", *function, ""]
        return call

    def pieces_of_copy(self, rows: int, size: int) -> int:
        """Into how many pieces a copy of so many rows and bytes is cut at most."""
        return min(rows, size // PIECE_OF_COPY) if self.least == PIECE_BESIDE else 1

    def _cut(self, kernel: Kernel, lines: list[str]) -> Cut | None:
        if kernel.product is not None:
            return self._product(kernel.product)
        if kernel.spread is not None or any("place_of(" in line for line in lines):
            return None
        return self._loop(lines)

    def _product(self, product: Product) -> Cut | None:
        most = pieces_of(product)
        if most < 2:
            return None
        if halves_stay(product.right, self.lowered):
            return self._by_terms(product)
        rows, columns = product.node.shape
        axis = 0 if rows >= columns else 1
        grain = c_tiles.grain(product, self.lowered, axis)
        lines = c_tiles.part_lines(product, self.lowered, axis)
        return Cut(product.node.shape[axis], grain, most, lines)

    def _by_terms(self, product: Product) -> Cut:
        target = self.lowered.seen(product.node)
        size = math.prod(product.node.shape)
        rest = Buffer(
            self.lowered.names.unique(f"{target.buffer.text}_rest"), target.buffer.dtype, size
        )
        self.lowered.locals.append(rest)
        self.arrays[rest.name] = rest
        after = [
            SIMD,
            f"for (long i = 0; i < {size}; i++)",
            f"    {target.buffer.text}[i] += {rest.name}[i];",
        ]
        return Cut(2, "1", 2, c_tiles.half_lines(product, self.lowered, rest.name), after)

    def _loop(self, lines: list[str]) -> Cut | None:
        """The loop along the outermost axis, where nothing is but that."""
        before = lines[:1] if lines[:1] == [SIMD] else []
        head, *body = lines[len(before) :] or [""]
        found = LOOP.fullmatch(head)
        if found is None or not all(line.startswith("    ") or line == "}" for line in body):
            return None
        start, stop = int(found["start"]), int(found["stop"])
        count = stop - start
        used = {word for line in lines for word in NAME.findall(line) if word in self.arrays}
        long_ones = [self.arrays[n] for n in used if self.arrays[n].size >= count]
        size = sum(b.size * np.dtype(b.dtype).itemsize * count // stop for b in long_ones)
        most = min(size // self.least, count // GRAIN)
        if most < 2:
            return None
        shift = f"{start} + " if start else ""
        part = head.replace(f"i = {start}; i < {stop}", f"i = {shift}start; i < {shift}stop")
        return Cut(count, str(GRAIN), most, [*before, part, *body])


def halves_stay(matrix: Bound, lowered: Lowered) -> bool:
    """Whether a matrix is weights, row by row, and few enough to stay in the processors' caches.

    Then each thread multiplies with those rows that it will change.
    """
    seen = lowered.seen(matrix)
    is_state = seen.buffer.root.kind == "state" and apart(seen) is not None
    return is_state and bytes_of(matrix) <= HALVES_STAY


def bytes_of(node: Bound) -> int:
    """Bytes of a value."""
    return math.prod(node.shape) * np.dtype(node.dtype).itemsize


def pieces_of(product: Product) -> int:
    """Into how many pieces a product is cut at most."""
    if not c_tiles.are_quick() or len(product.node.shape) > 2:
        return 1
    return product.multiplications // PIECE_OF_PRODUCT
