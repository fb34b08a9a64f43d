"""Products of matrices that are left to BLAS, and how their matrices lie in memory."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from keras_lite.engine.bound import Bound, BoundGraph
from keras_lite.engine.forms import Fold, Form
from keras_lite.engine.strided import Strided

LARGEST_PRODUCT = 600_000
"""A program with a product of more multiplications than this leaves its products to BLAS."""

SMALLEST_BESIDE = 4_000
"""There, products of fewer multiplications are loops all the same."""


@dataclass(frozen=True)
class Product:
    """A product of matrices that is left to BLAS.

    Attributes:
        node: what is computed.
        left: what stands on the left, in memory as BLAS can read it.
        right: what stands on the right.
    """

    node: Bound
    left: Bound
    right: Bound

    @property
    def terms(self) -> int:
        """How many terms the sum has that an element is."""
        return self.left.shape[-1]

    @property
    def multiplications(self) -> int:
        """Of numbers, in all of its matrices."""
        return math.prod(self.node.shape) * self.terms


def large_products(graph: BoundGraph, form: Callable[[Bound], Form]) -> set[Bound]:
    """The products that are left to BLAS: none, or all but the smallest.

    A program without a single large one computes all in loops, rows innermost.
    """
    sizes: dict[Bound, int] = {}
    for node in graph.nodes:
        if node.value is None and node.inputs and node.dtype in ("float32", "float64"):
            found = form(node)
            if isinstance(found, Fold) and found.matrices and node.inputs[0].dtype == node.dtype:
                sizes[node] = node.shape[-2] * node.shape[-1] * found.sizes[0]
    if max(sizes.values(), default=0) <= LARGEST_PRODUCT:
        return set()
    return {node for node, size in sizes.items() if size > SMALLEST_BESIDE}


def turned(seen: Strided) -> Strided:
    """A matrix, or a stack of them, with rows and columns exchanged."""
    rank = len(seen.shape)
    return seen.transposed([*range(rank - 2), rank - 1, rank - 2])


def apart(seen: Strided) -> int | None:
    """How many elements the rows of a matrix are apart; `None` if rows do not lie along memory."""
    rows, columns = seen.shape[-2:]
    down, along = seen.strides[-2:]
    if columns > 1 and along != 1:
        return None
    if rows == 1:
        return max(1, columns)
    return down if down >= max(1, columns) else None
