"""What a `K.function` changes when it is called: its `updates`, and where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidType, explain
from keras_lite.ops.keras_tensor import KerasTensor


class Assignment(NamedTuple):
    """A variable and the symbolic tensor whose value it gets."""

    variable: Variable
    tensor: KerasTensor

    @property
    def tensors(self) -> list[KerasTensor]:
        """What must be computed first."""
        return [self.tensor]

    def apply(self, values: Sequence[Any]) -> None:
        """Gives the variable its value."""
        self.variable.assign(values[0])


class Step(NamedTuple):
    """One step of an optimizer, by symbolic slopes of a loss."""

    optimizer: Any
    variables: list[Variable]
    tensors: list[KerasTensor]

    def apply(self, values: Sequence[Any]) -> None:
        """Takes the step."""
        self.optimizer.apply(list(values), self.variables)


def get_updates(optimizer: Any, *args: Any, **kwargs: Any) -> list[Step]:
    """What `K.function` takes as `updates`, to train by a loss. Source: Keras 0 to 2.

    Args:
        optimizer: The optimizer.
        *args: In any order, as the versions had several: the symbolic loss, and the variables.
        **kwargs: The same by name: `loss` and `params`. `constraints` are those of the variables.

    Raises:
        InvalidType: (a TypeError) without a symbolic loss or without variables.
    """
    from keras_lite.compat.backend_sessions import gradients

    given = [*args, kwargs.get("loss"), kwargs.get("params")]
    losses = [item for item in given if isinstance(item, KerasTensor)]
    lists = [list(item) for item in given if isinstance(item, (list, tuple)) and item]
    if not losses or not lists:
        expected = "a symbolic `loss` and a list of variables, `params`"
        raise InvalidType(explain("get_updates", [type(item).__name__ for item in given], expected))
    return [Step(optimizer, lists[0], gradients(losses[0], lists[0]))]


def listed(updates: Any) -> Iterator[Assignment | Step]:
    """The updates, one after the other.

    Raises:
        InvalidType: (a TypeError) for what is none.
    """
    for item in updates or []:
        if isinstance(item, (Assignment, Step)):
            yield item
        elif isinstance(item, (tuple, list)) and len(item) == 2 and isinstance(item[0], Variable):
            yield Assignment(*item)
        elif isinstance(item, list):
            yield from listed(item)
        else:
            fix = "For a value that is known already, call K.update(x, value) where it should hold."
            expected = "a variable with a symbolic tensor, or what get_updates returned"
            raise InvalidType(explain("K.function: `updates`", item, expected, fix))
