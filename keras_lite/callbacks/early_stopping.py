"""Stops a training that no longer gets better."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from keras_lite.callbacks.monitor import MonitorCallback
from keras_lite.messages import print_msg
from keras_lite.registry import builtin


@builtin("keras.callbacks")
class EarlyStopping(MonitorCallback):
    """Ends the training once a metric has stopped getting better.

    Args:
        monitor: Name of the entry of the logs to watch.
        min_delta: A change of less than this does not count as better.
        patience: Number of epochs in a row that may pass without getting better.
        verbose: 1 prints a line when it stops.
        mode: `"min"` or `"max"`, or `"auto"`: what suits the metric.
        baseline: An epoch counts only if it is better than this value, too.
        restore_best_weights: Whether the model ends with the weights of its best epoch instead of
            those of its last. Without an epoch better than `baseline`, the best of all counts.
        start_from_epoch: Number of epochs to wait before watching.

    Raises:
        InvalidArgument: (a ValueError) at the end of the first epoch, if mode is `"auto"` and it
            is not known whether small or large values are good.

    Example:
        >>> stop = EarlyStopping(monitor="loss", patience=3)
        >>> history = model.fit(x, y, epochs=100, verbose=0, callbacks=[stop])
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.wait = 0
        self.stopped_epoch = 0
        self.best_epoch = 0
        self.best_weights: Any = None

    def on_train_begin(self, logs: Any = None) -> None:
        # One callback may serve several trainings.
        self.wait = 0
        self.stopped_epoch = 0
        self.best_epoch = 0
        self.best = None
        self.best_weights = None

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.set_direction()
        value = self.get_monitor_value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self._keep(epoch)  # there is something to go back to even if nothing is ever better
        self.wait += 1
        if self.is_improvement(value, self.best):
            self.best = value
            self._keep(epoch)
            if self.baseline is None or self.is_improvement(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Any = None) -> None:
        if self.stopped_epoch > 0 and self.verbose > 0:
            print_msg(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                epoch = self.best_epoch + 1
                print_msg(f"Restoring model weights from the end of the best epoch: {epoch}.")
            self.model.set_weights(self.best_weights)

    def get_monitor_value(self, logs: Mapping[str, Any] | None) -> Any:
        """The watched entry of the logs; None, with a warning, if there is none."""
        value = self.find_value(logs)
        if value is None:
            warnings.warn(
                f"Early stopping conditioned on metric `{self.monitor}` which is not available. "
                f"Available metrics are: {','.join(logs or ())}",
                stacklevel=2,
            )
        return value

    def _keep(self, epoch: int) -> None:
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()
