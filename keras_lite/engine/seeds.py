"""The seed of the whole program, and the seeds of everything that was not given one.

Two things follow a call of `set_random_seed`: the order in which `fit` visits its rows comes from
the seed that is remembered here, and default seeds come from Python's own generator, which the
caller seeds too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from keras_lite.customs import customs

_hooks: list[Callable[[], None]] = []
_global_seed: int | None = None
_own: random.Random | None = None


def set_own_generator(seed: int | None) -> None:
    """Starts the generator that is put aside for default seeds; None: there is none."""
    global _own
    _own = None if seed is None else random.Random(seed)


def set_global_seed(seed: int | None) -> None:
    """Remember the seed of the whole program, and let everyone forget what came of the last one.

    Args:
        seed: An integer, or None for orders that differ each time.
    """
    global _global_seed
    _global_seed = seed
    for hook in _hooks:
        hook()


def global_seed() -> int | None:
    """The seed of the whole program, or None when there is none."""
    return _global_seed


def on_new_seed(hook: Callable[[], None]) -> None:
    """Call `hook` whenever the seed of the whole program is set."""
    _hooks.append(hook)


def order_seed() -> int:
    """The seed for one epoch's order: the program's, or one that nobody can foresee.

    The unforeseeable one does not touch Python's or NumPy's generators.
    """
    if _global_seed is not None:
        return _global_seed
    return random.SystemRandom().randrange(1, 2**31 - 1)


def seed_when_made() -> int | None:
    """The seed of an initializer that was given none; None if it draws one when it is used."""
    return make_default_seed() if customs().draws_when_made else None


def make_default_seed() -> int:
    """A seed for an object that was given none: one draw from Python's global generator."""
    if _own is not None and customs().own_generator:
        return _own.randint(1, 10**9)
    # Keras 3.15: this very call, so that random.seed(s) gives the same default seeds.
    return random.randint(1, 10**9)


@contextmanager
def untouched() -> Iterator[None]:
    """Within the block default seeds may be drawn that count as not drawn afterwards."""
    state, own = random.getstate(), _own.getstate() if _own is not None else None
    try:
        yield
    finally:
        random.setstate(state)
        if _own is not None and own is not None:
            _own.setstate(own)


_rehearsing: ContextVar[int | None] = ContextVar("rehearsing", default=None)


@contextmanager
def rehearsal(calls: int = 0) -> Iterator[None]:
    """Within the block a model is called for its shapes only; nobody counts what it draws.

    Args:
        calls: How often Keras 2 would call the model where it is rehearsed here.
    """
    token = _rehearsing.set(calls)
    try:
        yield
    finally:
        _rehearsing.reset(token)


def is_rehearsal() -> bool:
    """Whether a model is called for its shapes only."""
    return _rehearsing.get() is not None


def rehearsed_calls() -> int:
    """How often Keras 2 would call a model that is called for its shapes only."""
    return _rehearsing.get() or 0


_compiled: ContextVar[bool] = ContextVar("compiled", default=False)


@contextmanager
def as_compiled(holds: bool) -> Iterator[None]:
    """Within the block random numbers are those of TensorFlow's compiler, XLA, if `holds`."""
    token = _compiled.set(holds)
    try:
        yield
    finally:
        _compiled.reset(token)


def is_compiled() -> bool:
    """Whether random numbers are those of XLA, which makes other ones of the same words."""
    return _compiled.get()
