"""The record of a training that `fit` returns."""

from __future__ import annotations

from typing import Any

from keras_lite.callbacks.callback import Callback
from keras_lite.registry import builtin


@builtin("keras.callbacks")
class History(Callback):
    """Keeps the logs of every epoch.

    Attributes:
        history: Log name -> list of its values, one per epoch.
        epoch: Numbers of the epochs.
        params: What the training was started with: `verbose`, `epochs`, `steps`.
        model: The model that was trained.

    Example:
        >>> record = History()
        >>> record.on_train_begin()
        >>> record.on_epoch_end(0, {"loss": 0.5})
        >>> record.epoch, record.history
        ([0], {'loss': [0.5]})
    """

    def __init__(self) -> None:
        super().__init__()
        self.epoch: list[int] = []
        self.history: dict[str, list[Any]] = {}

    def on_train_begin(self, logs: Any = None) -> None:
        # Keras: 3.15.1 begins the list of epochs anew, but goes on with the values.
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        model = self.model
        if model is not None and getattr(model, "history", None) is not self:
            model.history = self
