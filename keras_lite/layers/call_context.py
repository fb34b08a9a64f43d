"""What an inner layer knows of the call it is part of: the mode, and who is being called."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lite.engine import trace


class _Context(threading.local):
    def __init__(self) -> None:
        self.depth = 0
        self.training: bool | None = None
        self.owners: list[Any] = []


_context = _Context()


def depth() -> int:
    """How many layers are being called, each inside the one before."""
    return _context.depth


def training() -> bool | None:
    """The mode of the enclosing call: True in `fit`, False in `predict`, None if nobody said."""
    return _context.training


@contextmanager
def calling(mode: bool | None) -> Iterator[None]:
    """The inside of a layer's call; layers called here take over its mode."""
    before = _context.training
    _context.training = mode
    _context.depth += 1
    try:
        yield
    finally:
        _context.depth -= 1
        _context.training = before


@contextmanager
def naming(owner: Any) -> Iterator[None]:
    """What is made and recorded inside is named after the layer `owner`.

    A layer that is entered again from within its own code (build from a call, `add_weight` from
    build) does not appear twice.
    """
    owners = _context.owners
    if owners and owners[-1] is owner:
        yield
        return
    owners.append(owner)
    try:
        with trace.scope(owner.name):
            yield
    finally:
        owners.pop()
