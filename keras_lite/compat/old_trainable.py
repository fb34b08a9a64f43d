"""Before Keras 3, a model trained what was trainable when it was compiled.

The programs for adversarial networks of those years live on it: they compile the critic, then set
``critic.trainable = False`` for the model that the critic is a part of, and go on training both.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from keras_lite.compat import eras

_KEPT = "_trainable_when_compiled"


def teach_trainable(model: Any) -> None:
    """Has a class of models keep to what its era trained."""
    model.compile = _noting(model.compile)
    for name in ("fit", "train_on_batch"):
        setattr(model, name, _as_compiled(getattr(model, name)))


def _noting(compile_model: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(compile_model)
    def compile(self: Any, *args: Any, **kwargs: Any) -> Any:
        compile_model(self, *args, **kwargs)
        self.__dict__.pop(_KEPT, None)
        if eras.is_old():
            self.__dict__[_KEPT] = _state(self)

    return compile


def _as_compiled(train: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(train)
    def as_compiled(self: Any, *args: Any, **kwargs: Any) -> Any:
        kept = self.__dict__.get(_KEPT)
        if kept is None or not eras.is_old():
            return train(self, *args, **kwargs)
        with _trainable(kept):
            return train(self, *args, **kwargs)

    return as_compiled


def _state(model: Any) -> list[tuple[Any, bool]]:
    layers = model._flatten_layers(include_self=True)
    return [(layer, layer._trainable) for layer in layers]


@contextmanager
def _trainable(state: list[tuple[Any, bool]]) -> Iterator[None]:
    """Layers trainable as in `state`, within the ``with`` block."""
    changed = [(layer, flag) for layer, flag in state if layer._trainable != flag]
    _set(changed)
    try:
        yield
    finally:
        _set([(layer, not flag) for layer, flag in changed])


def _set(state: list[tuple[Any, bool]]) -> None:
    for layer, flag in state:
        object.__setattr__(layer, "_trainable", flag)
        for variable in layer._trainable_variables:
            variable._trainable = flag
    if state:
        from keras_lite.engine.variable import note_change  # not before there is a model

        note_change()
