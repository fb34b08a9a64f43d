"""What old versions did differently, put onto finished classes: methods, and names of logs."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from keras_lite.compat import names, old_methods
from keras_lite.compat.spellings import Logs, Names


def _history(history: Any) -> None:
    original = history.__init__

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self.history = Logs(self.history)

    history.__init__ = __init__


def _callback_list(found: Any) -> None:
    original = found.__init__

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        # The class registers itself before its file has been read to the end.
        module: Any = sys.modules[found.__module__]
        if not isinstance(module.float_logs, _BothSpellings):
            module.float_logs = _BothSpellings(module.float_logs)

    found.__init__ = __init__


class _BothSpellings:
    """A function that makes logs; these answer to both spellings."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make = make

    def __call__(self, logs: Any) -> Logs:
        return Logs(self.make(logs))


def _model(model: Any) -> None:
    for name, method in old_methods.METHODS.items():
        if not hasattr(model, name):
            setattr(model, name, method)
    modern = model.metrics_names
    model.metrics_names = property(lambda self: Names(modern.fget(self)), doc=modern.__doc__)
    _make_functional(model)
    old_methods.teach_show_accuracy(model)


def _make_functional(model: Any) -> None:
    """``Model(input=..., output=...)``: which class to make is settled before `__init__`."""
    original = model.__new__

    def __new__(cls: Any, *args: Any, **kwargs: Any) -> Any:
        for old, new in (("input", "inputs"), ("output", "outputs")):
            if cls is model and old in kwargs:
                kwargs[new] = kwargs.pop(old)
        return original(cls, *args, **kwargs)

    model.__new__ = __new__


def _optimizer(optimizer: Any) -> None:
    def get(self: Any) -> Any:
        return self.learning_rate

    def put(self: Any, value: Any) -> None:
        self.learning_rate = value

    optimizer.lr = property(get, put, doc="The old name of `learning_rate`.")


class _CallableModule(ModuleType):
    """A file that has the name which a class had: ``optimizers.adam(...)`` makes an `Adam`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__dict__["_called"](*args, **kwargs)


def make_callable(module: ModuleType, called: Callable[..., Any]) -> None:
    """Lets a module be called; it stays a module to everybody else."""
    if type(module) is ModuleType:
        module.__class__ = _CallableModule
        module.__dict__["_called"] = called


def _teach_file(found: Any, module: str, name: str) -> None:
    file = getattr(found, "__module__", "")
    package, _, last = file.rpartition(".")
    below = module.partition(".")[2]
    if package == f"keras_lite.{below}" and names.renamed(below, last) == name:
        make_callable(sys.modules[file], found)


def _merge_file(found: Any) -> None:
    from keras_lite.compat.old_functions import merge

    make_callable(sys.modules[found.__module__], merge)


TAUGHT: Mapping[tuple[str, str], Callable[[Any], None]] = {
    ("keras", "Model"): _model,
    ("keras.layers", "Add"): _merge_file,
    ("keras.callbacks", "History"): _history,
    ("keras.callbacks", "CallbackList"): _callback_list,
    ("keras.optimizers", "Optimizer"): _optimizer,
    ("keras", "Optimizer"): _optimizer,
}


def apply(found: Any, module: str, name: str) -> None:
    """Gives a class what its older versions had.

    Args:
        found: What registered itself.
        module: Where Keras publishes it.
        name: Its name there.
    """
    if module == "keras.optimizers":
        _teach_file(found, module, name)
    teach = TAUGHT.get((module, name))
    if teach is not None:
        teach(found)
