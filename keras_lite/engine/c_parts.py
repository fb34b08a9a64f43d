"""What is long in a compiled program, cut into pieces for several threads.

Loops are cut along their outermost axis, products along the longer side of their result: no piece
reads what another one writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from keras_lite.engine import c_tiles
from keras_lite.engine.c_loops import SIMD
from keras_lite.engine.c_numbers import C_TYPES
from keras_lite.engine.kernels import Kernel, Lowered
from keras_lite.engine.matrices import Product
from keras_lite.engine.strided import Buffer

PIECE_OF_PRODUCT = 250_000
"""Multiplications that are worth a thread."""

PIECE = 16 << 20
"""Bytes of the arrays in a loop that are worth a thread: of fewer, what one processor has in its
cache and another writes costs more than is gained."""

PIECE_BESIDE = 128 << 10
"""The same in a program that shares products: there, each has its own piece in its cache."""

GRAIN = 16
"""Pieces of loops begin at a multiple of this, so that each writes whole lines of the cache."""

_LOOP = re.compile(r"for \(long i = 0; i < (\d+); i\+\+\)( \{)?")
_NAME = re.compile(r"\b[A-Za-z_]\w*\b")


@dataclass(frozen=True)
class Cut:
    """Work that can be cut.

    Attributes:
        count: how many elements it has.
        grain: source of the number of elements that belong together.
        most: into how many pieces it is cut at most.
        lines: source that does those from `start` to `stop`.
    """

    count: int
    grain: str
    most: int
    lines: list[str]

    def function(self, name: str, arrays: Mapping[str, Buffer]) -> tuple[list[str], list[str]]:
        """A call that has it done, and the function that does a piece of it.

        Args:
            name: of the function.
            arrays: what may occur in the lines, by name.
        """
        words = dict.fromkeys(_NAME.findall("\n".join(self.lines)))
        used = [word for word in words if word in arrays]
        roots = Counter(arrays[n].root for n in used)
        function = [f"static void {name}(long start, long stop, void **arrays, char *room)", "{"]
        for number, n in enumerate(used):
            kind = C_TYPES[arrays[n].dtype]
            # Arrays of one kernel lie apart, but for parts of the same.
            alone = "restrict " if roots[arrays[n].root] == 1 else ""
            function.append(f"    {kind} *{alone}{n} = ({kind} *)arrays[{number}];")
        function += ["", *(f"    {line}" for line in self.lines), "}"]
        casts = ", ".join(f"(void *){n}" for n in used)
        call = ["{", f"    void *arrays[] = {{{casts}}};"]
        how = f"{self.count}, {self.grain}, {self.most}"
        call += [f"    share({name}, {how}, arrays, room);", "}"]
        return call, function


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
        self.least = PIECE_BESIDE if any(_pieces(p) > 1 for p in products) else PIECE
        self.functions: list[str] = []

    def of(self, kernel: Kernel, lines: list[str], heading: str) -> list[str]:
        """The lines of a kernel, or a call that has them done in parts."""
        found = self._cut(kernel, lines)
        if found is None:
            return lines
        call, function = found.function(self.lowered.names.unique("part"), self.arrays)
        self.functions += [f"/* {heading}, in parts */", *function, ""]
        return call

    def _cut(self, kernel: Kernel, lines: list[str]) -> Cut | None:
        if kernel.product is not None:
            return self._product(kernel.product)
        if kernel.spread is not None or any("place_of(" in line for line in lines):
            return None
        return self._loop(lines)

    def _product(self, product: Product) -> Cut | None:
        most = _pieces(product)
        if most < 2:
            return None
        side = c_tiles.longer_side(product)
        lines = c_tiles.product_lines(product, self.lowered, side)
        return Cut(product.node.shape[side], c_tiles.grain(product, self.lowered), most, lines)

    def _loop(self, lines: list[str]) -> Cut | None:
        """The loop along the outermost axis, where nothing is but that."""
        before = lines[:1] if lines[:1] == [SIMD] else []
        head, *body = lines[len(before) :] or [""]
        found = _LOOP.fullmatch(head)
        if found is None or not all(line.startswith("    ") or line == "}" for line in body):
            return None
        count = int(found.group(1))
        used = {word for line in lines for word in _NAME.findall(line) if word in self.arrays}
        long_ones = [self.arrays[n] for n in used if self.arrays[n].size >= count]
        size = sum(b.size * np.dtype(b.dtype).itemsize for b in long_ones)
        most = min(size // self.least, count // GRAIN)
        if most < 2:
            return None
        part = head.replace(f"i = 0; i < {count}", "i = start; i < stop")
        return Cut(count, str(GRAIN), most, [*before, part, *body])


def _pieces(product: Product) -> int:
    """Into how many pieces a product is cut at most."""
    if not c_tiles.are_quick() or len(product.node.shape) > 2:
        return 1
    return product.multiplications // PIECE_OF_PRODUCT
