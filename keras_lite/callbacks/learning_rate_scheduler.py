"""A learning rate of your own for each epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from keras_lite.callbacks.callback import Callback
from keras_lite.errors import InvalidArgument
from keras_lite.messages import print_msg
from keras_lite.registry import builtin


@builtin("keras.callbacks")
class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of every epoch.

    The rate is added to the logs of the epoch as `learning_rate`.

    Args:
        schedule: A function of the epoch (0 is the first) and the current rate that returns the
            new rate, a float. It may also take the epoch alone.
        verbose: 1 prints a line for each epoch.

    Raises:
        InvalidArgument: (a ValueError) if `schedule` returns something that is no float.

    Example:
        >>> halved = LearningRateScheduler(lambda epoch, rate: rate * 0.5)
        >>> history = model.fit(x, y, epochs=3, verbose=0, callbacks=[halved])
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        optimizer = self.model.optimizer
        rate = self.schedule(*self._arguments(epoch, float(optimizer.learning_rate)))
        if not isinstance(rate, float) and str(getattr(rate, "dtype", "")) not in _FLOATS:
            raise InvalidArgument(
                f"The output of the `schedule` function should be a float. Got: {rate}. It is of "
                f"type {type(rate).__name__}, in LearningRateScheduler at epoch {epoch}. "
                "Return float(...)."
            )
        rate = float(rate)
        optimizer.learning_rate = rate
        if self.verbose > 0:
            print_msg(
                f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}."
            )

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)

    def _arguments(self, epoch: int, rate: float) -> tuple[float, ...]:
        try:
            inspect.signature(self.schedule).bind(epoch, rate)
        except TypeError:  # a schedule as they were before Keras 2.0.8, of the epoch alone
            return (epoch,)
        except ValueError:  # a function in C that does not tell its arguments
            pass
        return (epoch, rate)


_FLOATS = ("float16", "float32", "float64")
