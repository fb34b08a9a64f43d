"""What callbacks of Keras 0 to 2 found: what `fit` was given, and sizes of batches."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any

from keras_lite.compat.spellings import Logs


class Run:
    """What `fit` was called with, as far as callbacks could ask for it."""

    def __init__(self, x: Any, y: Any, given: Mapping[str, Any]) -> None:
        self.x, self.y = x, y
        self.batch_size = given.get("batch_size") or 32
        self.validation = given.get("validation_data")
        self.split = given.get("validation_split") or 0.0

    @property
    def samples(self) -> int | None:
        """The number of samples that are trained on, if `x` is an array or holds some."""
        x = _listed(self.x)[0]
        if not hasattr(x, "shape") and not isinstance(x, (list, tuple)):
            return None
        return int(len(x) * (1.0 - self.split))

    def _stays_on_disk(self) -> bool:
        """Whether rows would have to be read only to hand them out, or cannot be told apart."""
        from keras_lite.training.stored import is_dataset

        if isinstance(self.y, dict):
            return True
        return any(map(is_dataset, (*_listed(self.x), *_listed(self.y))))

    def validation_data(self) -> list[Any] | None:
        """Inputs, targets and weights that `fit` validates on, as one list."""
        if isinstance(self.validation, (tuple, list)) and len(self.validation) in (2, 3):
            x, y, *weights = self.validation
        elif self.split and self.samples is not None and not self._stays_on_disk():
            first = self.samples
            x, y = (
                [v[first:] for v in part] if _is_several(part) else part[first:]
                for part in (self.x, [] if self.y is None else self.y)
            )
            weights = []
        else:
            return None
        import numpy as np

        parts = [*_listed(x), *(() if y is None else _listed(y))]
        return parts + (list(weights) or [np.ones(len(parts[-1]), "float32")])


def _is_several(data: Any) -> bool:
    """Whether `data` is a list of arrays, not one array or a list of numbers."""
    return isinstance(data, (list, tuple)) and len(data) > 0 and hasattr(data[0], "shape")


def _listed(data: Any) -> list[Any]:
    if isinstance(data, dict):
        return list(data.values())
    return list(data) if _is_several(data) else [data]


class Params(dict[str, Any]):
    """The parameters of a run, which answer to those of Keras 0 to 2 too; those do not show."""

    def __init__(self, params: Mapping[str, Any], model: Any) -> None:
        super().__init__(params)
        self._model = model

    def __missing__(self, name: str) -> Any:
        run = getattr(self._model, "_run_of_fit", None)
        if name == "nb_epoch":
            return self["epochs"]
        if name == "metrics":
            names = list(getattr(self._model, "metrics_names", []))
            return names + [f"val_{found}" for found in names if self["do_validation"]]
        if name == "do_validation":
            return run is not None and (run.validation is not None or bool(run.split))
        if run is not None and name in ("samples", "nb_sample"):
            return run.samples
        if run is not None and name == "batch_size":
            return run.batch_size
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def __reduce__(self) -> Any:
        return (dict, (dict(self),))


def noting_the_run(fit: Callable[..., Any]) -> Callable[..., Any]:
    """`fit` that lets callbacks ask what it was called with."""

    order = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split")

    @functools.wraps(fit)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        given = {**dict(zip((*order, "validation_data"), args, strict=False)), **kwargs}
        x = given.get("x", given.get("X"))
        self.__dict__["_run_of_fit"] = Run(x, given.get("y"), given)
        try:
            return fit(self, *args, **kwargs)
        finally:
            self.__dict__.pop("_run_of_fit", None)

    return method


def teach_list(found: Any) -> None:
    """Hands the old parameters, the validation data and the sizes of batches to callbacks."""
    start, set_params, call = found.__init__, found.set_params, found._call

    @functools.wraps(start)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        # The class registers itself before its file has been read to the end.
        module: Any = sys.modules[found.__module__]
        if not isinstance(module.float_logs, _BothSpellings):
            module.float_logs = _BothSpellings(module.float_logs)
        start(self, *args, **kwargs)
        run = getattr(self.model, "_run_of_fit", None)
        data = None if run is None else run.validation_data()
        for callback in self.callbacks if data is not None else ():
            callback.validation_data = data

    @functools.wraps(set_params)
    def with_old_names(self: Any, params: Any) -> None:
        set_params(self, Params(params, self.model) if params else params)

    @functools.wraps(call)
    def _call(self: Any, hook: str, logs: Any, *index: int, fresh: bool = False) -> Any:
        if hook.startswith("on_train_batch_") and self._who_hears(hook):
            run = getattr(self.model, "_run_of_fit", None)
            if run is not None:
                logs = _sized(dict(logs() if callable(logs) else logs or {}), index[0], run)
        return call(self, hook, logs, *index, fresh=fresh)

    found.__init__, found.set_params, found._call = __init__, with_old_names, _call


def _sized(logs: Mapping[str, Any], batch: int, run: Run) -> Logs:
    found = Logs(logs)
    samples = run.samples
    if samples is None:
        found.unseen = {"batch": batch}
    else:
        left = samples - batch * run.batch_size
        found.unseen = {"batch": batch, "size": max(0, min(run.batch_size, left))}
    return found


class _BothSpellings:
    """A function that makes logs; these answer to both spellings."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make = make

    def __call__(self, logs: Any) -> Logs:
        found = Logs(self.make(logs))
        found.unseen = getattr(logs, "unseen", {})
        return found


def teach_history(history: Any) -> None:
    """The record of a training answers to both spellings of names."""
    original = history.__init__

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self.history = Logs(self.history)

    history.__init__ = __init__
    history.totals = property(_totals, doc="The values of the last epoch. Source: Keras 0.")


def _totals(self: Any) -> dict[str, Any]:
    return {name: values[-1] for name, values in self.history.items() if values}
