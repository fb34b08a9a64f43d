"""Names that were spelled differently inside a module that is still there."""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    """An old name: its module, its spelling then and now, the version that dropped it."""

    module: str
    old: str
    new: str
    dropped: str


NAMES = (
    Name("optimizers", "sgd", "SGD", "2.4"),
    Name("optimizers", "rmsprop", "RMSprop", "2.4"),
    Name("optimizers", "adagrad", "Adagrad", "2.4"),
    Name("optimizers", "adadelta", "Adadelta", "2.4"),
    Name("optimizers", "adam", "Adam", "2.4"),
    Name("optimizers", "adamax", "Adamax", "2.4"),
    Name("optimizers", "nadam", "Nadam", "2.4"),
)

_RENAMED = {(row.module, row.old): row.new for row in NAMES}


def renamed(module: str, name: str) -> str:
    """Today's spelling of `name` in the Keras module at `module`; current names stay."""
    return _RENAMED.get((module, name), name)
