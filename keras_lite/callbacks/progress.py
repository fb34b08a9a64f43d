"""What `fit`, `evaluate` and `predict` print while they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keras_lite.callbacks.callback import Callback
from keras_lite.callbacks.progbar import Progbar, Values
from keras_lite.errors import InvalidArgument, explain
from keras_lite.messages import print_msg
from keras_lite.registry import builtin

Logs = Mapping[str, Any]


@builtin("keras.callbacks")
class ProgbarLogger(Callback):
    """The progress bar of `fit`, `evaluate` and `predict`.

    The loop need not call the batch hooks for every batch: they are due when `due` says so, at
    most 20 times a second. Logs may be given as a function without arguments that returns them; it
    is called only if they are shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        """Number of batches done. A loop that skips hooks of a run of unknown length sets it."""
        self.progbar: Progbar | None = None
        self.target: int | None = None
        self.verbose: int = 1
        self.epochs = 1
        self._called_in_fit = False
        self._validates = False

    def set_params(self, params: Mapping[str, Any]) -> None:
        self.params = params
        self.verbose = _verbosity(params.get("verbose", 1))
        self.epochs = params.get("epochs") or 1
        self.target = params.get("steps")

    def due(self, now: float | None = None) -> bool:
        """Whether a batch hook called now would do more than count.

        Args:
            now: The time as `time.time` tells it; by default, now.
        """
        # Keras: 3.15.1 leaves the first step out of the mean with verbose=1, but not with 2.
        if self.verbose != 1 or self.progbar is None or self._validates:
            return False
        return self.progbar.due(now)

    def on_train_begin(self, logs: Any = None) -> None:
        # Evaluation within `fit` has no bar of its own.
        self._called_in_fit = True

    def on_train_end(self, logs: Any = None) -> None:
        self._called_in_fit = False

    def on_test_begin(self, logs: Any = None) -> None:
        self._validates = self._called_in_fit
        if not self._validates:
            self._begin()

    def on_predict_begin(self, logs: Any = None) -> None:
        self._begin()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._begin()
        if self.verbose and self.epochs > 1:
            print_msg(f"Epoch {epoch + 1}/{self.epochs}")

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._update(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        if not self._validates:
            self._update(batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        self._update(batch, None)  # these logs are the predictions

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._finish(logs)

    def on_test_end(self, logs: Any = None) -> None:
        if not self._validates:
            self._finish(logs)
        self._validates = False

    def on_predict_end(self, logs: Any = None) -> None:
        self._finish(None)

    def _begin(self) -> None:
        self.seen = 0
        self.progbar = Progbar(self.target, verbose=self.verbose, stateless_metrics=())

    def _update(self, batch: int, logs: Logs | Callable[[], Logs] | None) -> None:
        self.seen = batch + 1
        if self.progbar is not None and self.due():
            self.progbar.update(self.seen, _items(logs), finalize=False)

    def _finish(self, logs: Logs | Callable[[], Logs] | None) -> None:
        if self.progbar is None or not self.verbose:
            return
        if self.target is None:
            self.target = self.seen
            self.progbar.target = self.seen
        self.progbar.update(self.target, _items(logs), finalize=True)


def _verbosity(verbose: Any) -> int:
    if verbose == "auto":
        return 1
    try:
        return int(verbose)
    except (TypeError, ValueError):
        raise InvalidArgument(
            explain("`verbose`", verbose, '0, 1, 2 or "auto"', "Pass 0 to print nothing.")
        ) from None


def _items(logs: Logs | Callable[[], Logs] | None) -> Values:
    return ((logs() if callable(logs) else logs) or {}).items()
