"""What the callbacks that watch one number have in common."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from keras_lite.callbacks.callback import Callback
from keras_lite.errors import InvalidArgument

_ALIASES = {
    "acc": "accuracy",
    "mean_absolute_error": "mae",
    "mean_squared_error": "mse",
    "mean_absolute_percentage_error": "mape",
    "mean_squared_logarithmic_error": "msle",
}


class MonitorCallback(Callback):
    """Follows one entry of the logs and knows whether it got better.

    Args:
        monitor: Name of the entry, such as `"val_loss"`.
        mode: `"min"` or `"max"`, or `"auto"`: what suits the metric of that name.
        min_delta: A change of less than this does not count as better.

    Raises:
        InvalidArgument: (a ValueError) at the end of the first epoch, if mode is `"auto"` and the
            model has no such metric, or one of its own making.
    """

    def __init__(self, monitor: str, mode: str = "auto", min_delta: float = 0.0) -> None:
        super().__init__()
        if mode not in ("auto", "min", "max"):
            warnings.warn(
                f"{type(self).__name__} mode '{mode}' is unknown, fallback to auto mode.",
                stacklevel=3,
            )
            mode = "auto"
        self.monitor = monitor
        self.mode = mode
        self.min_delta = abs(min_delta)
        self.best: float | None = None
        self.monitor_op: Callable[[float, float], bool] | None = None

    def is_improvement(self, value: float, reference: float | None) -> bool:
        """Whether a value is better than a reference by more than `min_delta`."""
        if reference is None:
            return True
        if self.monitor_op is None:
            self.set_direction()
        if self.monitor_op is operator.lt:
            return bool(value + self.min_delta < reference)
        return bool(value - self.min_delta > reference)

    def set_direction(self) -> None:
        """Finds out whether small or large values are good."""
        if self.monitor_op is not None:
            return
        direction = self.mode if self.mode != "auto" else _direction(self.monitor, self.model)
        if direction is None:
            raise InvalidArgument(
                f"{type(self).__name__} callback received monitor={self.monitor}, but Keras isn't "
                "able to automatically determine whether that metric should be maximized or "
                "minimized. Pass `mode='max'` in order to monitor based on the highest metric "
                "value, or pass `mode='min'` in order to use the lowest value."
            )
        self.monitor_op = operator.lt if direction == "min" else operator.gt

    def find_value(self, logs: Mapping[str, Any] | None) -> Any:
        """The monitored entry of the logs, or None. `acc` and `accuracy` stand for each other."""
        logs = logs or {}
        if self.monitor in logs:
            return logs[self.monitor]
        wanted = _canonical(self.monitor)
        for name, value in logs.items():
            if _canonical(name) == wanted:
                return value
        return None


def _direction(monitor: str, model: Any) -> str | None:
    """ "min" or "max", whichever is good for the entry of that name; None if nobody knows."""
    name = _canonical(monitor).removeprefix("val_")
    if name == "loss":
        return "min"
    metrics = list(_metrics(getattr(model, "metrics", None) or ()))
    # A model with several outputs puts the output's name in front.
    for fits in (str.__eq__, str.endswith):
        for metric in metrics:
            ending = _canonical(str(metric.name))
            if fits(name, ending if fits is str.__eq__ else "_" + ending):
                found = _direction_of(metric)
                if found is not None:
                    return found
    return "min" if name.endswith("_loss") else None


def _metrics(found: Any) -> Iterator[Any]:
    for metric in found:
        inner = getattr(metric, "metrics", None)
        yield from _metrics(inner) if inner else (metric,)


def _direction_of(metric: Any) -> str | None:
    """What a metric states of itself: the built-in ones do, a user's own may."""
    return {"up": "max", "down": "min"}.get(getattr(metric, "_direction", ""))


def _canonical(name: str) -> str:
    """A log's name with the spelling of today: `val_acc` -> `val_accuracy`."""
    for old, new in _ALIASES.items():
        if name == old or name.endswith("_" + old):
            return name[: len(name) - len(old)] + new
    return name
