"""What old versions did differently, put onto finished classes: methods, and names of logs."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any

from keras_lite.compat import old_methods
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


TAUGHT: Mapping[tuple[str, str], Callable[[Any], None]] = {
    ("keras", "Model"): _model,
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
    teach = TAUGHT.get((module, name))
    if teach is not None:
        teach(found)
