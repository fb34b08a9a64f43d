"""What old versions did differently, put onto finished classes: methods, and names of logs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from keras_lite.compat import eras, names, old_attributes, old_callbacks, old_functions, old_methods
from keras_lite.compat.arguments import renaming
from keras_lite.compat.old_decay import teach_decay, teach_schedule
from keras_lite.compat.old_files import any_name, teach_checkpoints
from keras_lite.compat.old_seeds import teach_generator
from keras_lite.compat.old_trainable import teach_trainable
from keras_lite.compat.spellings import Names


def _model(model: Any) -> None:
    for name, method in old_methods.METHODS.items():
        if not hasattr(model, name):
            setattr(model, name, method)
    modern = model.metrics_names
    model.metrics_names = property(
        lambda self: Names(_in_order_of_evaluate(self, modern.fget(self))), doc=modern.__doc__
    )
    model.save, model.save_weights = any_name(model.save), any_name(model.save_weights)
    _make_functional(model)
    old_attributes.give(model, old_attributes.OF_MODELS)
    old_attributes.teach_symbolic_losses(model)
    old_methods.teach_show_accuracy(model)
    model.fit = old_callbacks.noting_the_run(model.fit)
    teach_trainable(model)
    tells = model._tells_mode
    # Before Keras 3 all layers of a model knew.
    model._tells_mode = lambda self: eras.is_old() or tells(self)


def _in_order_of_evaluate(model: Any, names: list[str]) -> list[str]:
    """The names beside the values of `evaluate`, also of a model with several outputs.

    Args:
        model: Anything with metrics.
        names: Those of its metrics, without the outputs that they belong to.
    """
    if len(getattr(model, "output_names", None) or []) < 2 or not model.compiled:
        return names
    logs = model.get_metrics_result()
    if len(logs) < len(names):  # no batch has been seen yet
        return names
    return [n for n in names if n in logs] + sorted(n for n in logs if n not in names)


def _make_functional(model: Any) -> None:
    """``Model(input=..., output=...)``: which class to make is settled before `__init__`."""
    original = model.__new__

    def __new__(cls: Any, *args: Any, **kwargs: Any) -> Any:
        for old, new in (("input", "inputs"), ("output", "outputs")):
            if cls is model and old in kwargs:
                kwargs[new] = kwargs.pop(old)
        return original(cls, *args, **kwargs)

    model.__new__ = __new__


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


TAUGHT: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    ("keras", "Model"): _model,
    ("keras.utils", "normalize"): lambda f: renaming(f, a="x"),
    ("keras.utils", "to_categorical"): old_functions.to_categorical,
    ("keras.layers", "Add"): _merge_file,
    ("keras.callbacks", "History"): old_callbacks.teach_history,
    ("keras.callbacks", "CallbackList"): old_callbacks.teach_list,
    ("keras.callbacks", "ModelCheckpoint"): teach_checkpoints,
    ("keras", "Layer"): old_attributes.teach_layer,
    ("keras.layers", "Layer"): old_attributes.teach_layer,
    ("keras.layers", "Dense"): lambda dense: old_attributes.give(dense, old_attributes.OF_DENSE),
    ("keras.optimizers", "Optimizer"): teach_decay,
    ("keras", "Optimizer"): teach_decay,
    ("keras.optimizers", "Nadam"): teach_schedule,
    ("keras.metrics", "Metric"): old_attributes.teach_metric,
    ("keras.random", "SeedGenerator"): teach_generator,
}


def apply(found: Any, module: str, name: str) -> Any:
    """Gives a class what its older versions had.

    Args:
        found: What registered itself.
        module: Where Keras publishes it.
        name: Its name there.

    Returns:
        For a function, what takes its place; None for what stays or was changed in place.
    """
    if module == "keras.optimizers":
        _teach_file(found, module, name)
    if module == "keras.initializers" and isinstance(found, type) and name != "Initializer":
        old_attributes.teach_initializer(found)
    teach = TAUGHT.get((module, name))
    return None if teach is None else teach(found)
