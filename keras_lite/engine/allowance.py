"""How much memory the variables may take that are made while a file is read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

_left: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


class Allowance:
    """A number of bytes that is used up by variables.

    Args:
        size: The bytes.
        refuse: Gets shape, dtype and bytes of the variable that is too much; returns the error.
    """

    def __init__(self, size: int, refuse: Callable[[tuple[int, ...], str, int], Exception]) -> None:
        self.left = size
        self.refuse = refuse

    def take(self, shape: Sequence[int], dtype: str) -> None:
        """Counts a variable; raises before it takes memory if there is not enough left."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if size > self.left:
            raise self.refuse(tuple(shape), dtype, size)
        self.left -= size


@contextmanager
def allowing(allowance: Allowance) -> Iterator[None]:
    """Within the block, variables take from `allowance`."""
    token = _left.set(allowance)
    try:
        yield
    finally:
        _left.reset(token)


def take(shape: Sequence[int], dtype: str) -> None:
    """Counts a variable that is about to be made."""
    found = _left.get()
    if found is not None:
        found.take(shape, dtype)
