"""The class that every callback inherits from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lite.registry import builtin

Logs = Mapping[str, Any] | None


@builtin("keras.callbacks")
class Callback:
    """Code of yours that `fit`, `evaluate` and `predict` call at certain moments.

    Override the methods you need; those you do not override cost nothing. Each gets `logs`, a dict
    of the metrics so far, all of them floats. What a callback writes into the logs at the end of
    an epoch is seen by the callbacks after it, by the history and by the progress bar.

    Attributes:
        params: What the run was started with: `verbose`, `epochs`, `steps`.
        model: The model that is trained. Set `model.stop_training = True` to end the training.

    Example:
        >>> class Greeting(Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         print("epoch", epoch, "is done")
        >>> Greeting().on_epoch_end(0)
        epoch 0 is done
    """

    def __init__(self) -> None:
        self.params: Mapping[str, Any] | None = None
        self._model: Any = None

    @property
    def model(self) -> Any:
        """The model that this callback was given to, or None."""
        return self.__dict__.get("_model")

    @model.setter
    def model(self, model: Any) -> None:
        # Callbacks written for Keras 1 and 2 assign it in a `set_model` of their own.
        self._model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Called before everything else with the parameters of the run."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Called before everything else with the model."""
        self._model = model

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """The older name of `on_train_batch_end`."""

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Called before an epoch. The first is number 0."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Called after an epoch and its validation, with the metrics of both."""

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Called before a training batch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Called after a training batch, with the metrics since the start of the epoch."""
        self.on_batch_end(batch, logs=logs)

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Called before a batch of `evaluate`, and of validation within `fit`."""

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Called after a batch of `evaluate`, and of validation within `fit`."""

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Called before a batch of `predict`."""

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Called after a batch of `predict`, with its predictions as `logs["outputs"]`."""

    def on_train_begin(self, logs: Logs = None) -> None:
        """Called once when `fit` starts."""

    def on_train_end(self, logs: Logs = None) -> None:
        """Called once when `fit` ends, with the logs of the last epoch."""

    def on_test_begin(self, logs: Logs = None) -> None:
        """Called when `evaluate`, or a validation within `fit`, starts."""

    def on_test_end(self, logs: Logs = None) -> None:
        """Called when `evaluate`, or a validation within `fit`, ends."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Called once when `predict` starts."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """Called once when `predict` ends."""
