"""Between a loop and the callbacks: batch hooks only where somebody listens."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer


# Written once: Python keeps in mind by which very text an attribute was asked for.
_NAMES = {
    mode: (f"needs_{mode}_batch_hooks", f"on_{mode}_batch_begin", f"on_{mode}_batch_end")
    for mode in ("train", "test", "predict")
}


class ModeHooks:
    """The batch hooks of one mode ("train", "test" or "predict").

    Logs are computed only when a callback wants each batch, or when the progress bar is due.

    Attributes:
        outputs: makes the logs of a prediction's batch.
    """

    outputs: Callable[[], dict[str, Any]] | None = None

    def __init__(self, model: Trainer, callbacks: Any, mode: str) -> None:
        self.model = model
        self.mode = mode
        self.callbacks = callbacks
        found = (getattr(callbacks, name, None) for name in _NAMES[mode])
        self.each_batch, self._begin, self._end = found
        self.progress = getattr(callbacks, "progress", None)
        self._together = max(1, int(model.steps_per_execution or 1))
        self._seen = 0

    def begin(self, batch: int) -> None:
        """Before a batch (called only with `each_batch`)."""
        assert self._begin is not None
        if batch % self._together == 0:
            self._begin(batch)

    def end(self, batch: int, size: int) -> bool:
        """After a slice whose last batch is `batch`; returns whether training must stop."""
        if self.each_batch:
            self._seen = batch + 1
            if self._seen % self._together:
                return False
            self._end_batch(batch)
            return bool(self.mode == "train" and self.model.stop_training)
        if self.progress is None:
            return False
        self.progress.seen = batch + 1
        if self.progress.due(time.time()):
            getattr(self.progress, f"on_{self.mode}_batch_end")(batch, self._logs())
        return False

    def close(self) -> None:
        """After the last batch: ends the steps that `steps_per_execution` holds together."""
        left = self._seen % self._together
        if self.each_batch and left:
            # Keras: 3.15 numbers the end as if no step were missing.
            self._end_batch(self._seen - left + self._together - 1)
        self._seen = 0

    def _end_batch(self, batch: int) -> None:
        assert self._end is not None
        self._end(batch, self._logs())

    def _logs(self) -> dict[str, Any]:
        if self.mode == "predict":
            return self.outputs() if self.each_batch and self.outputs else {}
        return self.model.get_metrics_result()
