"""What happens over several steps: moving averages of weights, and accumulated gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lite import ops
from keras_lite.engine.variable import Variable


def update_average(average: Variable, variable: Variable, momentum: float, step: Any) -> None:
    """average = momentum * average + (1 - momentum) * variable; the variable itself at step 0."""
    later = ops.cast(ops.not_equal(step, 0), variable.dtype)
    weight = ops.multiply(later, momentum)
    average.assign(
        ops.add(ops.multiply(weight, average), ops.multiply(ops.subtract(1.0, weight), variable))
    )


def every(steps: int, count: Any) -> Any:
    """Whether step number `count`, counted from 0, is the last of a round of `steps`."""
    return ops.equal(ops.mod(ops.add(count, 1), steps), 0)


def assign_if(condition: Any, variable: Variable, value: Any) -> None:
    """Sets a variable where the condition holds, and leaves it as it is otherwise."""
    variable.assign(ops.where(condition, value, variable))


def change_if(condition: Any, variables: Sequence[Variable], change: Callable[[], None]) -> None:
    """Makes a change to variables, and takes it back unless the condition holds.

    A program has no branches, so the new values are computed in any case.
    """
    homes = [v if v.home is None else v.home for v in variables]
    owners = list({id(home): home for home in homes}.values())
    before = [owner.value for owner in owners]
    change()
    for owner, value in zip(owners, before, strict=True):
        if owner.value is not value:  # in a trace: has been assigned
            owner.assign(ops.where(condition, owner, value))
