"""How much memory and time a model may take while it is read from a file."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

_left: ContextVar[Allowance | None] = ContextVar("allowance", default=None)

MOST_STEPS = 5 * 10**9
"""Of multiplications to find first values: about a second."""
_LARGE = 1 << 18


class Allowance:
    """A number of bytes that is used up by variables, and by values computed at once.

    Args:
        size: The bytes.
        refuse: Gets shape, dtype and bytes of what is too much; returns the error.
        values_follow: Whether most variables are given their values before the block ends. Large
            ones are then not filled with random numbers before; those that get none, are at its
            end.
    """

    def __init__(
        self,
        size: int,
        refuse: Callable[[tuple[int, ...], str, int], Exception],
        values_follow: bool = False,
    ) -> None:
        self.left = size
        self.refuse = refuse
        self.values_follow = values_follow
        self.late: dict[int, tuple[Any, Callable[..., Any]]] = {}

    def take(self, shape: Sequence[int], dtype: str) -> None:
        """Counts an array; raises before it takes memory if there is not enough left."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if size > self.left:
            raise self.refuse(tuple(shape), dtype, size)
        self.left -= size


@contextmanager
def allowing(allowance: Allowance) -> Iterator[None]:
    """Within the block, what is made takes from `allowance`."""
    token = _left.set(allowance)
    try:
        yield
    finally:
        _left.reset(token)
    for variable, initializer in allowance.late.values():
        variable.assign(initializer(variable.shape, dtype=variable.dtype))


def take(shape: Sequence[Any], dtype: str) -> None:
    """Counts an array that is about to be made; sizes that are not known yet count nothing."""
    found = _left.get()
    if found is not None and all(isinstance(length, int) for length in shape):
        found.take(shape, dtype)


def take_steps(count: int, shape: Sequence[int], dtype: str) -> None:
    """Refuses to find first values in a way that takes too many multiplications."""
    found = _left.get()
    if found is not None and count > MOST_STEPS:
        raise found.refuse(tuple(shape), dtype, math.prod(shape) * np.dtype(dtype).itemsize)


def is_late(variable: Any, initializer: Any, shape: Sequence[int]) -> bool:
    """Whether the first values of a variable wait until it is known that none come from a file.

    Only random numbers wait, and only those whose seed is a number, so that the order in which
    they are drawn changes nothing.
    """
    found = _left.get()
    if found is None or not found.values_follow or math.prod(shape) < _LARGE:
        return False
    if not hasattr(initializer, "drawn") or not isinstance(initializer.seed, int):
        return False
    found.late[id(variable)] = variable, initializer
    return True


def has_values(variable: Any) -> None:
    """Notes that a variable was given its values."""
    found = _left.get()
    if found is not None:
        found.late.pop(id(variable), None)
