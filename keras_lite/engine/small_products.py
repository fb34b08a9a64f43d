"""Products of small matrices and sums: which way they are computed, and what is copied for it.

Side by side: a few rows and many columns of the result at a time, for which one operand must lie
along memory in the direction in which the result does; the other may lie anywhere. Or as dot
products, for which both must lie along memory in the direction of the terms; there the parts of
each sum have to be added up in the end, which is dear where there are few terms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from keras_lite.engine.bound import Bound
from keras_lite.engine.forms import Fold
from keras_lite.engine.strided import Strided

if TYPE_CHECKING:
    from keras_lite.engine.kernels import Lowered

LEAST_BYTES = 16
"""So much is computed at a time, at least."""

TILE = 4
"""Rows and columns of a copy that are turned at a time."""

_FEW_TERMS = 4
"""A product of so few terms is summed within the loops of what is made of it."""

_WIDEST = 4
"""Times the least number of elements at a time."""

# Cycles, as measured on a processor with AVX-512 where everything is in its nearest cache.
_AT_ONCE = {1: 0.5, 2: 0.5, 4: 0.8}
"""To multiply and add so many times the least number of elements at a time."""

_ADDED_UP = 3
"""To add up the parts of one dot product;"""

_BY_ITSELF = 0.6
"""and for each of its last terms, where they are fewer than are computed at a time."""

_TURNED = 0.3
"""To copy an element into another order, four by four;"""

_COPIED = 1
"""and where that cannot be."""


@dataclass(frozen=True)
class Blocks:
    """A product, a sum or a turned copy that is computed in blocks of its result.

    Attributes:
        node: what is computed.
        inputs: the matrices that are multiplied, or the one that is copied or added up.
        way: "columns" of the result side by side, or its "rows"; "dots", along the terms;
            or "turned".
    """

    node: Bound
    inputs: tuple[Bound, ...]
    way: str


def blocks_of(node: Bound, lowered: Lowered) -> Blocks | None:
    """How a node is computed in blocks; `None` if it is not."""
    form = lowered.form(node)
    if node in lowered.products or node.dtype not in ("float32", "float64"):
        return None
    if not isinstance(form, Fold) or not form.is_sum:
        return None
    if any(i.dtype != node.dtype or lowered.number(i) is not None for i in node.inputs):
        return None
    return _product(node, lowered) if form.matrices else _sum(node, form, lowered)


def turned_copy(result: Bound, source: Bound, lowered: Lowered) -> Blocks | None:
    """A copy whose rows are the columns of what is copied; `None` if it is none."""
    seen, target = (as_matrix(lowered.seen(v)) for v in (source, result))
    if seen is None or target is None or min(seen.shape) < TILE or source.dtype != "float32":
        return None
    turns = (seen.strides[1], target.strides[0]) == (1, 1)
    turns_back = (seen.strides[0], target.strides[1]) == (1, 1)
    return Blocks(result, (source,), "turned") if turns or turns_back else None


def as_matrix(seen: Strided) -> Strided | None:
    """All axes but the first as one."""
    size = math.prod(seen.shape[1:])
    return seen.reshaped((seen.shape[0], size)) if seen.shape else None


def least(node: Bound) -> int:
    """Of fewer numbers side by side than this blocks are not made."""
    return LEAST_BYTES // np.dtype(node.dtype).itemsize


def _product(node: Bound, lowered: Lowered) -> Blocks | None:
    rank, along = len(node.shape), lowered.innermost(node)
    if along < rank - 2:
        return None
    left, right = node.inputs
    if left.shape[-1] <= _FEW_TERMS:
        return None
    way, lying = ("rows", left) if along == rank - 2 else ("columns", right)
    dots = all(_runs_along(i, axis, node, lowered) for i, axis in ((left, -1), (right, -2)))
    if node.shape[along] >= least(node):
        if _runs_along(lying, along - rank, node, lowered):
            return Blocks(node, (left, right), way)
        if way == "columns" and not (dots and _is_dearer_to_copy(node)):
            return Blocks(node, (left, lowered.copy(right, in_rows=True)), way)
    return Blocks(node, (left, right), "dots") if dots else None


def _sum(node: Bound, form: Fold, lowered: Lowered) -> Blocks | None:
    """Sums along memory, one for each element of a vector."""
    (source,) = node.inputs
    if len(form.sizes) != 1 or len(node.shape) != 1 or len(source.shape) != 2:
        return None
    axis = form.axes[0].index(1)
    long = node.shape[0] > 1 and source.shape[axis] >= least(node)
    return Blocks(node, (source,), "dots") if long and _lies(source, axis, lowered) else None


def _runs_along(source: Bound, axis: int, node: Bound, lowered: Lowered) -> bool:
    return source.shape[axis] >= least(node) and _lies(source, axis, lowered)


def _lies(source: Bound, axis: int, lowered: Lowered) -> bool:
    return lowered.seen(source).strides[axis] == 1


def _is_dearer_to_copy(node: Bound) -> bool:
    """Whether dot products cost less than a copy of the right operand and what follows."""
    rows, columns = node.shape[-2:]
    terms, narrowest = node.inputs[0].shape[-1], least(node)
    whole, rest = divmod(terms, width_of(terms, narrowest))
    dots = rows * columns * (whole + _ADDED_UP + _BY_ITSELF * rest)
    parts = columns_of(columns, narrowest)
    blocks = sum(_AT_ONCE[w // narrowest] * -(-(b - a) // w) for a, b, w in parts)
    turns = node.dtype == "float32" and min(columns, terms) >= TILE
    copy = columns * terms * (_TURNED if turns else _COPIED)
    return bool(dots < rows * terms * blocks + copy)


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


def width_of(size: int, narrowest: int) -> int:
    width = narrowest
    while width < narrowest * _WIDEST and 2 * width <= size:
        width *= 2
    return width
