"""A callback out of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lite.callbacks.callback import Callback
from keras_lite.registry import builtin

Hook = Callable[..., Any] | None


@builtin("keras.callbacks")
class LambdaCallback(Callback):
    """Calls functions of yours, each in place of the hook it is given for.

    Args:
        on_epoch_begin: Called with `(epoch, logs)`.
        on_epoch_end: Called with `(epoch, logs)`.
        on_train_begin: Called with `(logs)`.
        on_train_end: Called with `(logs)`.
        on_train_batch_begin: Called with `(batch, logs)`.
        on_train_batch_end: Called with `(batch, logs)`.
        **kwargs: Any other hook of `Callback` by its name; whatever else is given becomes an
            attribute.

    Example:
        >>> shout = LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs["loss"]))
        >>> shout.on_epoch_end(0, {"loss": 0.5})
        0 0.5
    """

    def __init__(
        self,
        on_epoch_begin: Hook = None,
        on_epoch_end: Hook = None,
        on_train_begin: Hook = None,
        on_train_end: Hook = None,
        on_train_batch_begin: Hook = None,
        on_train_batch_end: Hook = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
        }
        # A hook that is not given stays the inherited one, and so costs nothing per batch.
        self.__dict__.update({name: hook for name, hook in given.items() if hook is not None})
        self.__dict__.update(kwargs)
