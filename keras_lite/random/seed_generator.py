"""Generators of seeds, and the one that everything without a seed shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite import registry
from keras_lite.engine import seeds, trace
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, explain
from keras_lite.naming import auto_name
from keras_lite.primitives import arithmetic


@registry.builtin("keras.random")
class SeedGenerator:
    """A seed that moves on: each call of `next` gives another pair of integers.

    The pair is kept in a variable, so what it gives inside a traced model differs from step to
    step, and a saved model goes on where it stopped.

    Args:
        seed: An integer; None for one drawn from Python's `random`, once, here.
        name: A name; `seed_generator`, `seed_generator_1`… unless given.

    Raises:
        InvalidArgument: (a ValueError) for a seed that is not an integer.

    Example:
        >>> generator = SeedGenerator(7)
        >>> generator.next().tolist(), generator.next().tolist()
        ([7, 0], [7, 1])
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any) -> None:
        custom = kwargs.pop("backend", None)
        if kwargs or custom is not None:
            unknown = sorted(kwargs) or [f"backend={custom!r}"]
            raise InvalidArgument(f"SeedGenerator: unknown arguments {unknown}. Leave them out.")
        if seed is not None and not isinstance(seed, int):
            fix = "Use None for another one in each run."
            raise InvalidArgument(explain("SeedGenerator: `seed`", seed, "an integer or None", fix))
        self.name = name or auto_name("seed_generator")
        self._initial_seed = seed
        self.seed = seeds.make_default_seed() if seed is None else seed
        with trace.scope(self.name):
            self.state = Variable(
                np.array([self.seed, 0], "int64"), trainable=False, name="seed_generator_state"
            )

    def next(self, ordered: bool = True) -> Any:
        """The current pair of integers; the state moves on to another one.

        Args:
            ordered: Whether the pairs count upwards; else they jump about.
        """
        pair = self.state.value
        if ordered:
            following = arithmetic.add(pair, np.array([0, 1], "int64"))
        else:
            # Keras: 3.15 steps like this, so that no two generators run in parallel for long.
            jump = arithmetic.multiply(arithmetic.add(pair, 1), 5387)
            following = arithmetic.mod(jump, 933199)
        self.state.assign(following)
        return pair

    def next_for(self, shape: Sequence[Any]) -> Any:
        """As `next`, told of the shape of the array that will be drawn."""
        return self.next()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, by name."""
        return {"seed": self._initial_seed, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        """A generator made from what `get_config` returned; it begins at its seed."""
        return cls(**config)


_shared: SeedGenerator | None = None


def global_seed_generator() -> SeedGenerator:
    """The generator for everything that was given no seed, made when it is first needed."""
    global _shared
    if _shared is None:
        _shared = SeedGenerator()
    return _shared


def forget_global_seed_generator() -> None:
    """Lets the next one be made anew, as a new seed of the program and `clear_session` ask."""
    global _shared
    _shared = None


seeds.on_new_seed(forget_global_seed_generator)


def draw_seed(seed: Any, shape: Sequence[Any] = ()) -> Any:
    """The integers that a seed argument means, for an array of some shape.

    Raises:
        InvalidArgument: (a ValueError) for anything but an integer, a `SeedGenerator` and None.
    """
    if isinstance(seed, SeedGenerator):
        return seed.next_for(shape)
    if isinstance(seed, (int, np.integer)) and not isinstance(seed, bool):
        return np.array([seed, 0], "int64")
    if seed is None:
        return global_seed_generator().next(ordered=False)
    raise InvalidArgument(explain("`seed`", seed, "an integer, a SeedGenerator or None"))
