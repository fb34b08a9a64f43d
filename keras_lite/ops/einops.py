"""Axes rearranged as a pattern shows it."""

from __future__ import annotations

import re
from typing import Any

from keras_lite.engine.ir import product
from keras_lite.errors import InvalidArgument
from keras_lite.ops.conversion import as_tensor
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import shape as shapes


@symbolic
def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> Any:
    """The axes in the order and the groups that a pattern gives them.

    Args:
        tensor: A tensor.
        pattern: Names of its axes, "->", and the same names in their new order; parentheses stand
            for one axis made up of several.
        **axes_lengths: Lengths of axes in a group of the input, all but one of each group.

    Raises:
        InvalidArgument: (a ValueError) when the pattern does not fit the tensor or itself.

    Example:
        >>> rearrange([[1, 2], [3, 4], [5, 6]], "a b -> (b a)").tolist()
        [1, 3, 5, 2, 4, 6]
    """
    tensor = as_tensor(tensor)
    sides = pattern.split("->")
    if len(sides) != 2:
        raise InvalidArgument(f"rearrange: {pattern!r} has no '->' between two sides.")
    source, target = (_groups(side, pattern) for side in sides)
    names = [name for group in source for name in group]
    wanted = [name for group in target for name in group]
    if sorted(names) != sorted(wanted) or len(set(names)) != len(names):
        raise InvalidArgument(
            f"rearrange: {pattern!r} has the axes {names} on the left and {wanted} on the right,"
            " but each name was expected once on both sides."
        )
    if len(source) != len(tensor.shape):
        raise InvalidArgument(
            f"rearrange: {pattern!r} has {len(source)} axes on the left, but the tensor has the"
            f" shape {tuple(tensor.shape)}."
        )
    lengths: dict[str, Any] = {}
    for group, whole in zip(source, tensor.shape, strict=True):
        lengths.update(_lengths(group, whole, axes_lengths, pattern))
    apart = shapes.reshape(tensor, tuple(lengths[name] for name in names))
    moved = shapes.transpose(apart, tuple(names.index(name) for name in wanted))
    return shapes.reshape(moved, tuple(product(lengths[n] for n in group) for group in target))


def _groups(side: str, pattern: str) -> list[list[str]]:
    """Each axis of one side as the names that make it up."""
    found = re.findall(r"\(([^()]*)\)|(\w+)", side)
    if re.sub(r"\([\w\s]*\)|\w+|\s", "", side):
        raise InvalidArgument(
            f"rearrange: {pattern!r} has more than names, spaces and simple parentheses in"
            f" {side.strip()!r}."
        )
    return [group.split() if not single else [single] for group, single in found]


def _lengths(group: list[str], whole: Any, given: dict[str, int], pattern: str) -> dict[str, Any]:
    open_names = [name for name in group if name not in given]
    known = product(given[name] for name in group if name in given)
    if len(open_names) > 1:
        raise InvalidArgument(
            f"rearrange: the lengths of {open_names} in {pattern!r} do not follow from the tensor."
            f" Give all but one of them, as in {open_names[0]}=2."
        )
    if whole % known or (not open_names and whole != known):
        raise InvalidArgument(
            f"rearrange: the group {group} of {pattern!r} has the length {whole}, but a multiple of"
            f" {known} was expected."
        )
    return {
        **{n: given[n] for n in group if n in given},
        **dict.fromkeys(open_names, whole // known),
    }
