"""The seed of the whole program, and the seeds of everything that was not given one.

Two things follow a call of `set_random_seed`: the order in which `fit` visits its rows comes from
the seed that is remembered here, and default seeds come from Python's own generator, which the
caller seeds too.
"""

from __future__ import annotations

import random
from collections.abc import Callable

_hooks: list[Callable[[], None]] = []
_global_seed: int | None = None


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


def make_default_seed() -> int:
    """A seed for an object that was given none: one draw from Python's global generator."""
    # Keras 3.15: this very call, so that random.seed(s) gives the same default seeds.
    return random.randint(1, 10**9)
