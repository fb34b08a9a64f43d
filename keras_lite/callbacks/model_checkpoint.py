"""Saves the model while it is trained."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import Any

from keras_lite.callbacks.monitor import MonitorCallback
from keras_lite.errors import InvalidArgument
from keras_lite.messages import print_msg
from keras_lite.registry import builtin


@builtin("keras.callbacks")
class ModelCheckpoint(MonitorCallback):
    """Saves the model, or its weights, after each epoch or every so many batches.

    Args:
        filepath: Where to; may hold `{epoch}` and the names in the logs, as in
            `"best_{epoch:02d}_{val_loss:.2f}.keras"`. Ends in `.keras` or `.h5`; weights alone go
            to a file that ends in `.weights.h5`.
        monitor: Name of the entry of the logs to watch.
        verbose: 1 prints what is done.
        save_best_only: Whether a file is written only when the entry is better than ever before.
        save_weights_only: Whether only the weights are saved.
        mode: `"min"` or `"max"`, or `"auto"`: what suits the metric.
        save_freq: `"epoch"`, or a number of batches.
        initial_value_threshold: What the entry has to be better than at first.

    Raises:
        InvalidArgument: (a ValueError) for another ending, or another `save_freq`.

    Example:
        >>> keep = ModelCheckpoint("best.keras", monitor="loss", save_best_only=True)
    """

    def __init__(
        self,
        filepath: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode)
        self.verbose = verbose
        self.filepath = os.fspath(filepath)
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self.best = initial_value_threshold
        self._batches, self._last_batch, self._epoch = 0, 0, 0
        endings = (".weights.h5",) if save_weights_only else (".keras", ".h5")
        if not self.filepath.endswith(endings):
            raise InvalidArgument(
                f"ModelCheckpoint: `filepath` is {self.filepath!r}, but a name that must end in "
                f"`{endings[0]}` was expected with save_weights_only={save_weights_only}."
            )
        is_count = isinstance(save_freq, int) and not isinstance(save_freq, bool) and save_freq > 0
        if save_freq != "epoch" and not is_count:
            raise InvalidArgument(
                f"ModelCheckpoint: Unrecognized save_freq: {save_freq!r}; 'epoch' or a number of "
                "batches was expected."
            )
        if is_count:
            # Only then, for a hook that must see each batch makes training slower.
            self.on_train_batch_end = self._after_batch  # type: ignore[method-assign]

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch, self._last_batch = epoch, 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            self._save(epoch, None, logs)

    def _after_batch(self, batch: int, logs: Any = None) -> None:
        self._batches += batch - self._last_batch if batch > self._last_batch else 1
        self._last_batch = batch
        if self._batches >= int(self.save_freq):
            self._batches = 0
            self._save(self._epoch, batch, logs)

    def _save(self, epoch: int, batch: int | None, logs: Mapping[str, Any] | None) -> None:
        logs = dict(logs or {})
        path = self._path(epoch, batch, logs)
        if self.save_best_only and not self._is_best(epoch, path, logs):
            return
        if not self.save_best_only:
            self._tell(f"\nEpoch {epoch + 1}: saving model to {path}")
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        self._tell(f"\nEpoch {epoch + 1}: finished saving model to {path}")

    def _is_best(self, epoch: int, path: str, logs: Mapping[str, Any]) -> bool:
        value = self.find_value(logs)
        if value is None:
            warnings.warn(
                f"Can save best model only with {self.monitor} available. The logs have "
                f"{', '.join(logs)}; the model is saved.",
                stacklevel=2,
            )
            return True  # Keras: 3.15.1 saves then, 2 did not
        shown = "None" if self.best is None else f"{self.best:.5f}"
        if not self.is_improvement(value, self.best):
            self._tell(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {shown}")
            return False
        self._tell(
            f"\nEpoch {epoch + 1}: {self.monitor} improved from {shown} to {value:.5f}, saving "
            f"model to {path}"
        )
        self.best = value
        return True

    def _path(self, epoch: int, batch: int | None, logs: Mapping[str, Any]) -> str:
        known = {**logs, "epoch": epoch + 1}
        if batch is not None:
            known["batch"] = batch + 1
        try:
            return self.filepath.format(**known)
        except KeyError as error:
            raise InvalidArgument(
                f"ModelCheckpoint: `filepath` is {self.filepath!r}, but the logs have no {error}; "
                f"they have {sorted(known)}."
            ) from None

    def _tell(self, message: str) -> None:
        if self.verbose > 0:
            print_msg(message)
