"""What old versions did differently, put onto finished classes: methods, and names of logs."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.compat import names, old_methods
from keras_lite.compat.old_decay import teach_decay
from keras_lite.compat.old_files import any_name, teach_checkpoints
from keras_lite.compat.old_seeds import teach_generator
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
    model.save, model.save_weights = any_name(model.save), any_name(model.save_weights)
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


def _layer(layer: Any) -> None:
    original = layer.add_weight

    @functools.wraps(original)
    def add_weight(self: Any, *args: Any, **kwargs: Any) -> Any:
        args = tuple(of_shape_alone(value) for value in args)
        if "initializer" in kwargs:
            kwargs["initializer"] = of_shape_alone(kwargs["initializer"])
        return original(self, *args, **kwargs)

    layer.add_weight = add_weight


def of_shape_alone(initializer: Any) -> Any:
    """Functions of a shape as Keras 1 and 2.0 took them, as initializers; all else as it is."""
    if not inspect.isfunction(initializer):
        return initializer
    parameters = inspect.signature(initializer).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    if "dtype" in parameters or takes_all:
        return initializer

    @functools.wraps(initializer)
    def initialize(shape: Any, dtype: Any = None) -> Any:
        return np.asarray(initializer(shape), dtype=dtype)

    return initialize


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
    ("keras.callbacks", "ModelCheckpoint"): teach_checkpoints,
    ("keras", "Layer"): _layer,
    ("keras.layers", "Layer"): _layer,
    ("keras.optimizers", "Optimizer"): teach_decay,
    ("keras", "Optimizer"): teach_decay,
    ("keras.random", "SeedGenerator"): teach_generator,
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
