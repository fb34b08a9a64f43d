"""What a model's outputs are called: in `compile`'s dicts, and in logs."""

from __future__ import annotations

from typing import Any

from keras_lite import tree
from keras_lite.record import Record


class Outputs(Record):
    """The outputs of a model.

    Attributes:
        names: one per output, in the order of `tree.flatten`.
        named: whether logs carry these names; otherwise they are only numbers.
        order: the outputs' numbers in the order in which `evaluate` lists their losses.
    """

    names: tuple[str, ...]
    named: bool = True
    order: tuple[int, ...] = ()

    def in_order(self, values: list[Any], loss: Any) -> list[Any]:
        """One value per output, as `evaluate` lists them: a dict of losses has its own order."""
        if isinstance(loss, dict) and self.order:
            return [values[self.names.index(name)] for name in loss]
        return [values[i] for i in self.order or range(len(self.names))]


def outputs_of(y_pred: Any) -> Outputs:
    """What the outputs that a call returned are called; only a dict names them.

    Example:
        >>> outputs_of({"b": 0, "a": 1})
        Outputs(names=('a', 'b'), named=True, order=(1, 0))
        >>> outputs_of([0, 1]).names
        ('output_1', 'output_2')
    """
    count = len(tree.flatten(y_pred))
    if isinstance(y_pred, dict) and len(y_pred) == count:
        names = sorted(y_pred)
        return Outputs(tuple(names), True, tuple(names.index(name) for name in y_pred))
    if count == 1:
        return Outputs(("output",))
    return Outputs(tuple(f"output_{i + 1}" for i in range(count)), named=False)
