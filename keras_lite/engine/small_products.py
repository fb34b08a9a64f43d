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

_AT_A_TIME = 16
"""About so many elements are computed in a cycle."""

_ADDED_UP = 6
"""Cycles to add up the parts of one dot product."""

_COPIED = 1
"""Cycles to copy an element into another order."""


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


def turned(result: Bound, source: Bound, lowered: Lowered) -> Blocks | None:
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
    terms = node.inputs[0].shape[-1]
    dots = rows * columns * (-(-terms // _AT_A_TIME) + _ADDED_UP)
    side_by_side = rows * -(-columns // _AT_A_TIME) * terms
    return bool(dots < side_by_side + _COPIED * columns * terms)
