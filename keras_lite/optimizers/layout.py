"""Weights and slots in flat vectors, so that an update is a few array calls for the whole model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lite.engine import trace as tracing
from keras_lite.engine.op import call
from keras_lite.engine.values import named
from keras_lite.engine.variable import Variable, flatten_together
from keras_lite.record import Bundle


def elementwise(update_step: Callable[..., None]) -> Callable[..., None]:
    """Marks an `update_step` that treats each element for itself, whatever variable it is in.

    The optimizer then calls it once for each flat vector of weights, not once for each weight. A
    subclass that overrides it gets it for each weight, unless it marks its own.
    """
    update_step.elementwise = True  # type: ignore[attr-defined]
    return update_step


class Slots(list[Any]):
    """Slot variables: one for each weight, then the flat vectors that they are views of."""


class Group(Bundle):
    """Weights of one dtype, side by side in one vector.

    Attributes:
        home: The flat vector.
        members: The weights, in order.
        indices: Their places among all weights of the optimizer.
    """

    home: Variable
    members: list[Variable]
    indices: list[int]

    def holds(self) -> bool:
        """Whether the members still lie where they were put; another optimizer may move them."""
        offset = 0
        for variable in self.members:
            if variable.home is not self.home or variable.offset != offset:
                return False
            offset += variable.size
        return True


class Layout:
    """Where the weights of an optimizer lie.

    Args:
        variables: The weights. They are laid out in flat vectors, one per dtype; not while a model
            is traced, for arrays must not move then.
    """

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.count = len(variables)
        self.groups: list[Group] = []
        if tracing.active() is not None:
            return
        by_dtype: dict[str, list[int]] = {}
        for i, variable in enumerate(variables):
            if not variable.overwrite_with_gradient:
                by_dtype.setdefault(variable.dtype, []).append(i)
        for indices in by_dtype.values():
            members = [variables[i] for i in indices]
            (home,) = flatten_together(members, "weights")
            self.groups.append(Group(home, members, indices))

    def slots(self, slots: list[Any], name: str) -> Slots:
        """The slot variables, laid out as the weights are, followed by their flat vectors."""
        flat = []
        for group in self.groups:
            flat += flatten_together([slots[i] for i in group.indices], name)
        return Slots([*slots, *flat])

    def flat_indices(self) -> dict[int, int]:
        """id of each flat vector of weights -> its place in `Slots`."""
        return {id(group.home): self.count + g for g, group in enumerate(self.groups)}

    def together(
        self, variables: Sequence[Variable], gradients: Sequence[Any] | None = None
    ) -> list[tuple[Variable, Any]]:
        """Pairs of a variable and its gradient: flat where all members of a group are there.

        Args:
            variables: Weights that are to be changed.
            gradients: Their gradients, in the weights' dtypes; `None` for none.
        """
        values = gradients if gradients is not None else [None] * len(variables)
        rest = {id(v): (v, value) for v, value in zip(variables, values, strict=True)}
        pairs: list[tuple[Variable, Any]] = []
        for group in self.groups:
            if group.holds() and all(id(v) in rest for v in group.members):
                parts = [rest.pop(id(v))[1] for v in group.members]
                packed = call("pack", *parts) if gradients is not None else None
                pairs.append((group.home, named(packed, "all_gradients")))
        return [*pairs, *rest.values()]

    def members(self, variable: Variable) -> list[Variable]:
        """The weights in a flat vector; a weight itself for any other."""
        for group in self.groups:
            if group.home is variable:
                return group.members
        return [variable]
