"""Public names that are imported when somebody asks for them, so that importing a package is quick.

A package's ``__init__.py`` holds one table, public name to defining module, in one line:

    __getattr__, __dir__, __all__ = lazy_names(__name__, {"Dense": "keras_lite.layers.dense"})

The names work as if they had been imported at the top: ``from keras_lite.layers import Dense``,
``import *``, completion, pickling.
"""

from __future__ import annotations

import sys
from _thread import RLock
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
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
            return _old_name(module_name, name, exported)
        value = _load(name, table[name])
        setattr(sys.modules[module_name], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[module_name]), *exported})

    return get, names, exported


def on_unknown(finder: Callable[[str, str], Any]) -> None:
    """Asks ``finder(module_name, name)`` for names that a module lacks; None means there is none.

    This is how old spellings reach the modules of today from outside.
    """
    _finders.append(finder)


def unknown_names(module_name: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module that defines all of its names: it knows old spellings."""

    def get(name: str) -> Any:
        module = vars(sys.modules[module_name])
        return _old_name(module_name, name, module.get("__all__", module))

    return get


_finders: list[Callable[[str, str], Any]] = []


def _old_name(module_name: str, name: str, known: Iterable[str]) -> Any:
    for finder in () if name.startswith("_") else _finders:
        found = finder(module_name, name)
        if found is not None:
            return found
    raise UnknownName(module_name, name, list(known))


def _load(name: str, place: str) -> Any:
    import importlib

    module_name, colon, attribute = place.partition(":")
    if colon and not attribute:
        return _unread(module_name)
    return getattr(importlib.import_module(module_name), attribute or name)


def _unread(name: str) -> ModuleType:
    """The module `name`; if it is one file, that is run when something is first taken from it."""
    import importlib.util

    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    # Python asks an unread package for its path in the middle of importing a module below it; the
    # package would then import that module too, and there would be two of it.
    if spec is None or spec.loader is None or spec.submodule_search_locations is not None:
        return importlib.import_module(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader_state = RLock()
    module.__class__ = _Unread
    return sys.modules.setdefault(name, module)


class _Reading(ModuleType):
    """A module whose file is being run: other threads wait until it has been."""

    def __getattribute__(self, name: str) -> Any:
        with ModuleType.__getattribute__(self, "__spec__").loader_state:
            return ModuleType.__getattribute__(self, name)


class _Unread(ModuleType):
    """A module whose file has not been run. The first attribute that is asked for does that."""

    def __getattribute__(self, name: str) -> Any:
        spec = ModuleType.__getattribute__(self, "__spec__")
        # A lock for each, as imports have: none waits for what leans on itself.
        with spec.loader_state:
            if type(self) is _Unread:
                self.__class__ = _Reading
                try:
                    spec.loader.exec_module(self)
                except BaseException:
                    self.__class__ = _Unread
                    raise
                self.__class__ = ModuleType
        return ModuleType.__getattribute__(self, name)
