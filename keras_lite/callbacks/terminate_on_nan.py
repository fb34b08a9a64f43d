"""Stops a training whose loss is no number any more."""

from __future__ import annotations

import math
from typing import Any

from keras_lite.callbacks.callback import Callback
from keras_lite.messages import print_msg
from keras_lite.registry import builtin


@builtin("keras.callbacks")
class TerminateOnNaN(Callback):
    """Ends the training at the first batch after which the loss is NaN or infinite.

    Args:
        raise_error: Whether to raise instead of ending the training in the ordinary way, so that
            what comes after the training does not run.

    Raises:
        RuntimeError: at such a batch, if `raise_error`.

    Example:
        >>> history = model.fit(x, y, verbose=0, callbacks=[TerminateOnNaN()])
    """

    def __init__(self, raise_error: bool = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(
                f"NaN or Inf loss encountered at batch {batch}. Loss value: {loss}. "
                "Terminating training immediately."
            )
        print_msg(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True
