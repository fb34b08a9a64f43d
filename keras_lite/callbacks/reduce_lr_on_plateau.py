"""Smaller steps once a training no longer gets better."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from keras_lite.callbacks.monitor import MonitorCallback
from keras_lite.errors import InvalidArgument
from keras_lite.messages import print_msg
from keras_lite.registry import builtin


@builtin("keras.callbacks")
class ReduceLROnPlateau(MonitorCallback):
    """Multiplies the learning rate by `factor` when a metric has stopped getting better.

    The rate that an epoch was trained with is added to its logs as `learning_rate`.

    Args:
        monitor: Name of the entry of the logs to watch.
        factor: What the learning rate is multiplied by; less than 1.
        patience: Number of epochs in a row that may pass without getting better.
        verbose: 1 prints a line for each reduction.
        mode: `"min"` or `"max"`, or `"auto"`: what suits the metric.
        min_delta: A change of less than this does not count as better.
        cooldown: Number of epochs after a reduction in which none are counted.
        min_lr: The rate is never made smaller than this.

    Raises:
        InvalidArgument: (a ValueError) if `factor` is 1 or more; and at the end of the first
            epoch, if mode is `"auto"` and it is not known whether small or large values are good.

    Example:
        >>> slower = ReduceLROnPlateau(monitor="loss", factor=0.5, patience=2)
        >>> history = model.fit(x, y, epochs=100, verbose=0, callbacks=[slower])
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        if factor >= 1.0:
            raise InvalidArgument(
                f"ReduceLROnPlateau does not support a factor >= 1.0. Received factor={factor}. "
                "Pass a number between 0 and 1, such as 0.1."
            )
        # Keras: 3.15.1 takes any other argument in silence, old scripts' `epsilon` among them.
        self.factor = factor
        self.min_lr = min_lr
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.cooldown_counter = 0
        self.wait = 0

    def on_train_begin(self, logs: Any = None) -> None:
        self.best = None
        self.cooldown_counter = 0
        self.wait = 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        logs = {} if logs is None else logs
        rate = float(self.model.optimizer.learning_rate)
        logs["learning_rate"] = rate
        self.set_direction()
        value = self.find_value(logs)
        if value is None:
            warnings.warn(
                f"Learning rate reduction is conditioned on metric `{self.monitor}` which is not "
                f"available. Available metrics are: {','.join(logs)}.",
                stacklevel=2,
            )
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.is_improvement(value, self.best):
            self.best = value
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            # The optimizer keeps its rate in single precision, so that is where they are compared.
            if self.wait >= self.patience and np.float32(rate) > np.float32(self.min_lr):
                self._reduce(epoch, rate)

    def in_cooldown(self) -> bool:
        """Whether epochs are not counted at the moment."""
        return self.cooldown_counter > 0

    def _reduce(self, epoch: int, rate: float) -> None:
        rate = max(rate * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = rate
        if self.verbose > 0:
            print_msg(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {rate}.")
        self.cooldown_counter = self.cooldown
        self.wait = 0
