"""Public names that are imported when somebody asks for them, so that importing a package is quick.

A package's ``__init__.py`` holds one table, public name to defining module, in one line:

    __getattr__, __dir__, __all__ = lazy_names(__name__, {"Dense": "keras_lite.layers.dense"})

The names work as if they had been imported at the top: ``from keras_lite.layers import Dense``,
``import *``, completion, pickling.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from keras_lite.errors import suggest


class UnknownName(AttributeError):
    """A package was asked for a name that it does not have.

    `from package import module` asks for every module in this way and wants no answer, so the
    nearest name is looked for only when somebody reads the message.
    """

    def __init__(self, module_name: str, name: str, known: list[str]) -> None:
        super().__init__(module_name, name, known)
        self.name = name

    def __str__(self) -> str:
        module_name, name, known = self.args
        return f"module {module_name!r} has no attribute {name!r}.{suggest(name, known)}"


def lazy_names(
    module_name: str, table: Mapping[str, str], eager: Iterable[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """The three module attributes that make the names of `table` importable on demand.

    Args:
        module_name: The package's own ``__name__``.
        table: Public name to where it lives: ``"package.module"`` for an attribute of the same
            name there, ``"package.module:attribute"`` for one of another name, and
            ``"package.module:"`` for the module itself.
        eager: Public names that the package defines itself.

    Returns:
        ``(__getattr__, __dir__, __all__)``. A name once found is kept in the package, so the table
        is asked once for each.

    Example:
        >>> get, names, exported = lazy_names("keras_lite.tree", {"floor": "math"})
        >>> get("floor")(2.5), exported
        (2, ['floor'])
    """
    exported = sorted({*table, *eager})

    def get(name: str) -> Any:
        if name not in table:
            raise UnknownName(module_name, name, exported)
        value = _load(name, table[name])
        setattr(sys.modules[module_name], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[module_name]), *exported})

    return get, names, exported


def _load(name: str, place: str) -> Any:
    import importlib

    module_name, colon, attribute = place.partition(":")
    module = importlib.import_module(module_name)
    return module if colon and not attribute else getattr(module, attribute or name)
