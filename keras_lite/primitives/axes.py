"""Axes as users give them, made plain: numbers from 0 on, checked against the rank."""

from __future__ import annotations

import operator
from typing import Any


def one_axis(axis: Any, rank: int, where: str) -> int:
    """An axis counted from 0.

    Args:
        axis: an integer; negative ones count from the end.
        rank: number of axes there are.
        where: who asks, for the error.

    Raises:
        ValueError: if there is no such axis.
        TypeError: if `axis` is not an integer.
    """
    try:
        number = operator.index(axis)
    except TypeError:
        raise TypeError(f"{where}: axis={axis!r} arrived where an integer is expected.") from None
    if not -rank <= number < rank:
        raise ValueError(
            f"{where}: axis={number} arrived, but the value has {rank} axes. Choose an axis from"
            f" {-rank} to {rank - 1}."
            if rank
            else f"{where}: axis={number} arrived, but the value has no axes."
        )
    return number % rank


def several_axes(axis: Any, rank: int, where: str) -> tuple[int, ...]:
    """Axes counted from 0, in order; `None` means all of them.

    Raises:
        ValueError: if there is no such axis, or one is named twice.
        TypeError: if an axis is not an integer.
    """
    if axis is None:
        return tuple(range(rank))
    listed = axis if isinstance(axis, (tuple, list)) else (axis,)
    axes = tuple(sorted(one_axis(a, rank, where) for a in listed))
    if len(set(axes)) < len(axes):
        raise ValueError(f"{where}: axis={axis} names an axis twice. Name each axis once.")
    return axes
