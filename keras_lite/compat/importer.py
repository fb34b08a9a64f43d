"""Serves ``import keras`` and ``import tensorflow`` from keras_lite.

`install` puts a finder in front of Python's own. Each module it answers for is a `FrontDoor`: it
has the name that the script asked for, and its attributes are keras_lite's own objects, so
``keras.layers.Dense is keras_lite.layers.Dense``. A real Keras or TensorFlow that is installed
beside it is never looked at.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from keras_lite.compat import modules, names, not_yet, tensorflow
from keras_lite.errors import KerasLiteError, suggest

KERAS_VERSION = "3.15.1"  # the Keras whose public names and numbers keras_lite follows
_MISSING = object()


class AlreadyImported(KerasLiteError, RuntimeError):
    """The real Keras or TensorFlow was imported before keras_lite could stand in for it."""


class FrontDoor(ModuleType):
    """A module of Keras by one of its names, whose attributes are those of a keras_lite module."""

    def __init__(self, name: str, below: str, target: ModuleType) -> None:
        super().__init__(name, target.__doc__)
        self.__dict__.update(_below=below, _target=target, __file__=target.__file__)
        if below == "":
            self.__dict__["__version__"] = KERAS_VERSION

    def __getattr__(self, name: str) -> Any:
        if _exists(modules.target(f"{self._below}.{name}".lstrip("."))):
            return importlib.import_module(f"{self.__name__}.{name}")
        value: Any = getattr(self._target, name, _MISSING)
        if value is _MISSING or _is_ours(value):
            value = _or_missing(names.old_name(self._target.__name__, name))
        if value is _MISSING and not name.startswith("_"):
            value = _or_missing(not_yet.stand_in(_published(self._target.__name__), name))
        if name == "__all__":  # for `import *`
            own = [name for name in dir(self) if not name.startswith("_")]
            listed = own if value is _MISSING else list(value)
            place = self._target.__name__
            return [*listed, *names.old_names_in(place), *not_yet.names_in(_published(place))]
        # The files that make up keras_lite's packages are its own affair.
        if value is _MISSING or _is_ours(value):
            raise AttributeError(_unknown(self.__name__, name, self._target), name=name)
        return value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Keras: 1 had a module `keras.layers.merge` and a function of that name (1.2).
        parent, _, name = self._below.rpartition(".")
        old = names.old_name(f"keras_lite.{parent}", name)
        if old is None:
            raise TypeError(f"module {self.__name__!r} is not callable")
        return old(*args, **kwargs)

    def __dir__(self) -> list[str]:
        ours = {name for name, value in vars(self._target).items() if _is_ours(value)}
        return sorted({*vars(self), *dir(self._target)} - ours - {"_below", "_target"})


class StandIn(ModuleType):
    """A module of TensorFlow of which only the attributes in a table exist."""

    def __init__(self, name: str, below: str) -> None:
        super().__init__(name, tensorflow.__doc__)
        self.__dict__.update(tensorflow.PATHS[below])

    def __getattr__(self, name: str) -> Any:
        path = f"{self.__name__}.{name}"
        if not name.startswith("__") and is_served(path):
            return importlib.import_module(path)
        if not name.startswith("__"):
            try:
                return tensorflow.find(self.__name__.partition(".")[2], name)
            except KeyError:
                pass
        raise AttributeError(tensorflow.missing(path), name=name)


class Finder:
    """Finds the modules of Keras and TensorFlow, and makes them.

    Has what Python asks of finders and loaders, without their base classes: `importlib.abc` would
    double the time that importing keras_lite takes.

    Args:
        draw: Consume one number of Python's random state when a script first imports Keras, as
            the real import does. For scripts that seed before they import.
    """

    def __init__(self, draw: bool = False) -> None:
        self.draw = draw

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not modules.is_front_door(fullname):
            return None
        if not is_served(fullname):
            raise _import_error(fullname)
        return _package(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        below = modules.below_root(spec.name)
        if below is None:
            return StandIn(spec.name, spec.name.partition(".")[2])
        target = modules.target(below)
        assert target is not None, "find_spec lets only known modules through"
        if self.draw:
            # Keras: importing it imports rich, which draws a link id (3.15.1).
            random.getrandbits(24)
            self.draw = False
        return FrontDoor(spec.name, below, importlib.import_module(target))

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: attributes are looked up when they are asked for."""


def find_old_path(fullname: str, finder: Any) -> ModuleSpec | None:
    """The spec of an old module path below keras_lite; see `OldPathFinder`.

    Raises:
        ImportError: for a class that its module does not have, with the nearest name.
    """
    below = fullname.partition(".")[2]
    place = modules.target(below)
    if place != fullname and _exists(place):
        return _package(fullname, finder)
    parent, _, name = below.rpartition(".")
    if name[:1].isupper() and modules.target(parent) is not None:
        # ``from keras_lite.layers import Dens`` ends here: the last chance to be helpful.
        raise _import_error(fullname, below)
    return None


def open_old_path(fullname: str) -> FrontDoor:
    """The module for a path that `find_old_path` found."""
    below = fullname.partition(".")[2]
    return FrontDoor(fullname, below, importlib.import_module(modules.target(below) or ""))


def install(draw: bool = False) -> None:
    """From here on, ``import keras`` and ``import tensorflow`` in this process mean keras_lite.

    Doing it twice is the same as doing it once.

    Args:
        draw: See `Finder`.

    Raises:
        AlreadyImported: If a real Keras or TensorFlow is already imported.

    Example:
        >>> import keras_lite
        >>> keras_lite.install()
        >>> from keras.config import floatx
        >>> floatx()
        'float32'
    """
    for name, module in list(sys.modules.items()):
        if modules.is_front_door(name) and not isinstance(module, (FrontDoor, StandIn)):
            raise AlreadyImported(
                f"keras_lite.install(): {name!r} is already imported from "
                f"{getattr(module, '__file__', None)}, but must not be yet. "
                "Call install() before the first import of keras or tensorflow."
            )
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder(draw))


def uninstall() -> None:
    """Takes back `install`: later imports of keras and tensorflow find what is installed."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Finder)]
    for name, module in list(sys.modules.items()):
        if isinstance(module, (FrontDoor, StandIn)) and modules.is_front_door(name):
            del sys.modules[name]


def _package(fullname: str, finder: Any) -> ModuleSpec:
    return ModuleSpec(fullname, finder, origin="keras_lite", is_package=True)


def is_served(fullname: str) -> bool:
    """Whether a module of Keras or TensorFlow is here."""
    below = modules.below_root(fullname)
    if below is None:
        return fullname.partition(".")[2] in tensorflow.PATHS
    return _exists(modules.target(below))


def _exists(module_name: str | None) -> bool:
    """Whether a module of keras_lite is there, without importing it."""
    if module_name is None or module_name in sys.modules:
        return module_name is not None
    try:
        return find_spec(module_name) is not None
    except ModuleNotFoundError:  # its parent is not there either
        return False


def _is_ours(value: object) -> bool:
    return isinstance(value, ModuleType) and value.__name__.startswith("keras_lite.")


def _published(module_name: str) -> str:
    """The path below keras_lite, which is the path below Keras for every module scripts can see."""
    return module_name.partition(".")[2]


def _or_missing(value: Any) -> Any:
    return _MISSING if value is None else value


def _names_in(target: ModuleType) -> list[str]:
    return list(getattr(target, "__all__", None) or dir(target))


def _unknown(module: str, name: str, target: ModuleType) -> str:
    path = f"{_published(target.__name__)}.{name}".lstrip(".")
    new = names.renamed(_published(target.__name__), name)
    if new != name:
        hint = f" It is the old name of {new!r}, which keras_lite does not have yet."
    else:
        hint = suggest(name, _names_in(target)) + _reason(path)
    return f"module {module!r} has no attribute {name!r}.{hint}"


def _import_error(fullname: str, below: str | None = None) -> ImportError:
    """What `find_spec` raises for a module, or a name imported from one, that does not exist.

    Its `name` is the parent's, because Python drops the message of an error that bears the very
    name it was looking for.
    """
    parent, _, name = fullname.rpartition(".")
    below = modules.below_root(fullname) if below is None else below
    if below is None:
        return ModuleNotFoundError(tensorflow.missing(fullname), name=parent)
    place = modules.target(below.rpartition(".")[0])
    known = modules.names_in(below.rpartition(".")[0])
    if place is not None and _exists(place):
        known += _names_in(importlib.import_module(place))
    path = f"{_published(place or '')}.{name}".lstrip(".")
    hint = _reason(path) if name in known else suggest(name, known) + _reason(path)
    new = names.renamed(_published(place or ""), name)
    if new != name:
        hint = f" It is the old name of {new!r}, which keras_lite does not have yet."
    if name[:1].isupper():
        return ImportError(f"cannot import name {name!r} from {parent!r}.{hint}", name=parent)
    return ModuleNotFoundError(f"No module or name {fullname!r}.{hint}", name=parent)


def _reason(path: str) -> str:
    """Why the Keras name at `path` is not here: a sentence to append."""
    if modules.target(path) is not None:
        return " It is part of Keras, but keras_lite does not have it yet."
    place, _, name = path.rpartition(".")
    return (
        not_yet.advice(place, name)
        or " Keras does not have it, or keras_lite does not have it yet."
    )
