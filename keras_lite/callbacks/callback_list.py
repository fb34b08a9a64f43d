"""Many callbacks as one, and the knowledge which of their hooks anybody listens to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from keras_lite import tree
from keras_lite.callbacks.callback import Callback
from keras_lite.callbacks.history import History
from keras_lite.errors import InvalidType
from keras_lite.registry import builtin

if TYPE_CHECKING:
    from keras_lite.callbacks.progress import ProgbarLogger

_MODES = ("train", "test", "predict")
_HOOKS = (
    *(f"on_{mode}_{when}" for mode in _MODES for when in ("begin", "end")),
    *(f"on_{mode}_batch_{when}" for mode in _MODES for when in ("begin", "end")),
    "on_epoch_begin",
    "on_epoch_end",
)
_BATCH_HOOKS = {mode: [h for h in _HOOKS if h.startswith(f"on_{mode}_batch")] for mode in _MODES}
_OLD_NAMES = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


@builtin("keras.callbacks")
class CallbackList(Callback):
    """Calls the hooks of several callbacks, in their order.

    A callback is any object with some of the hooks of `Callback`; those it lacks are passed over.
    The training loop asks `needs_train_batch_hooks` and its siblings before it prepares anything
    for a batch hook. The progress bar does not count there: it is in `progress`, and the loop
    calls its batch hook when `progress.due()` says so.

    Args:
        callbacks: A callback, or a list of them.
        add_history: Whether to add a `History`, and to give it to the model as `model.history`.
        add_progbar: Whether to add a `ProgbarLogger`.
        model: The model that the callbacks get.
        **params: The parameters that they get: `verbose`, `epochs`, `steps`.

    Raises:
        InvalidType: (a TypeError) for something that has no hook at all, or a class that was
            meant to be called.

    Example:
        >>> listed = CallbackList([LambdaCallback(on_epoch_end=print)])
        >>> listed.on_epoch_end(0, {"loss": 2})
        0 {'loss': 2.0}
        >>> listed.needs_train_batch_hooks
        False
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        super().__init__()
        self.callbacks: list[Any] = tree.flatten(callbacks) if callbacks is not None else []
        for callback in self.callbacks:
            _check(callback)
        self.history: History | None = self._first(History, add_history)
        self.progress: ProgbarLogger | None = None
        progbar_logger = _progbar_logger(add_progbar)
        if progbar_logger is not None:
            self.progress = self._first(progbar_logger, add_progbar)
        self._listeners: dict[str, list[Callable[..., Any]]] = {}
        if model is not None:
            self.set_model(model)
            if add_history:
                model.history = self.history
        self.set_params(params)

    def _first(self, kind: type, add: bool) -> Any:
        """The first callback of a kind, one that is added if need be."""
        for callback in self.callbacks:
            if isinstance(callback, kind):
                return callback
        if not add:
            return None
        self.callbacks.append(kind())
        return self.callbacks[-1]

    @property
    def needs_train_batch_hooks(self) -> bool:
        """Whether a callback wants to see each training batch."""
        return self._needs("train")

    @property
    def needs_test_batch_hooks(self) -> bool:
        """Whether a callback wants to see each batch of evaluation and validation."""
        return self._needs("test")

    @property
    def needs_predict_batch_hooks(self) -> bool:
        """Whether a callback wants to see each batch of prediction."""
        return self._needs("predict")

    def _needs(self, mode: str) -> bool:
        self._listeners.clear()
        return any(self._who_hears(hook) for hook in _BATCH_HOOKS[mode])

    def _who_hears(self, hook: str) -> list[Callable[..., Any]]:
        """The methods that answer to a hook; looked for once, and again when a run begins."""
        if hook not in self._listeners:
            found = [_listener(callback, hook) for callback in self.callbacks]
            self._listeners[hook] = [method for method in found if method is not None]
        return self._listeners[hook]

    def set_params(self, params: Mapping[str, Any]) -> None:
        self.params = params
        if params:
            for callback in self.callbacks:
                if hasattr(callback, "set_params"):
                    callback.set_params(params)

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        for callback in self.callbacks:
            if hasattr(callback, "set_model"):
                callback.set_model(model)

    def on_train_begin(self, logs: Any = None) -> None:
        self._call("on_train_begin", logs, fresh=True)

    def on_train_end(self, logs: Any = None) -> None:
        self._call("on_train_end", logs)

    def on_test_begin(self, logs: Any = None) -> None:
        self._call("on_test_begin", logs, fresh=True)

    def on_test_end(self, logs: Any = None) -> None:
        self._call("on_test_end", logs)

    def on_predict_begin(self, logs: Any = None) -> None:
        self._call("on_predict_begin", logs, fresh=True)

    def on_predict_end(self, logs: Any = None) -> None:
        self._call("on_predict_end", logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._call("on_epoch_begin", logs, epoch)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._call("on_epoch_end", logs, epoch)

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.on_train_batch_begin(batch, logs)

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        self.on_train_batch_end(batch, logs)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._call("on_train_batch_begin", logs, batch)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._end_batch("on_train_batch_end", batch, logs)

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._call("on_test_batch_begin", logs, batch)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._end_batch("on_test_batch_end", batch, logs)

    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._call("on_predict_batch_begin", logs, batch)

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        self._end_batch("on_predict_batch_end", batch, logs)

    def _call(self, hook: str, logs: Any, *index: int, fresh: bool = False) -> Any:
        if fresh:
            self._listeners.clear()
        listeners = self._who_hears(hook)
        if not listeners:
            return logs
        # One dict for all: what a callback adds to it, the later ones see.
        logs = float_logs(logs() if callable(logs) else logs)
        for listener in listeners:
            listener(*index, logs)
        return logs

    def _end_batch(self, hook: str, batch: int, logs: Any) -> None:
        logs = self._call(hook, logs, batch)
        if self.progress is not None:
            getattr(self.progress, hook)(batch, logs)


def float_logs(logs: Mapping[str, Any] | None) -> dict[str, Any]:
    """Logs as callbacks get them: sorted by name, nested dicts laid flat, numbers as floats.

    Example:
        >>> float_logs({"loss": 2, "accuracy": 1})
        {'accuracy': 1.0, 'loss': 2.0}
    """
    result: dict[str, Any] = {}
    for name, value in sorted((logs or {}).items()):
        if type(value) is float:  # as nearly all are
            result[name] = value
        elif isinstance(value, Mapping):
            result.update(float_logs(value))
        elif getattr(value, "ndim", 0) == 0 and hasattr(value, "__float__"):
            result[name] = float(value)
        else:
            result[name] = value
    return result


def _listener(callback: Any, hook: str) -> Callable[..., Any] | None:
    """The method of a callback that answers to a hook, or None if it would do nothing."""
    old_name = _OLD_NAMES.get(hook)
    method = getattr(callback, hook, None)
    if method is None:
        return getattr(callback, old_name, None) if old_name else None
    if not _is_inherited(method, hook):
        return method
    if old_name and not _is_inherited(getattr(callback, old_name), old_name):
        return method
    return None


def _is_inherited(method: Any, hook: str) -> bool:
    function = getattr(method, "__func__", method)
    if function is getattr(Callback, hook):
        return True
    # The progress bar's own batch hooks are called when it is due, not for each batch.
    return "_batch_" in hook and function is getattr(_progbar_logger(False), hook, None)


def _progbar_logger(wanted: bool) -> type[ProgbarLogger] | None:
    """The class of progress bars; None if it is not wanted and nobody has imported it.

    A `fit` without a progress bar begins sooner.
    """
    if wanted or "keras_lite.callbacks.progress" in sys.modules:
        from keras_lite.callbacks.progress import ProgbarLogger

        return ProgbarLogger
    return None


def _check(callback: Any) -> None:
    name = getattr(callback, "__name__", type(callback).__name__)
    if isinstance(callback, type):
        raise InvalidType(
            f"callbacks: the class {name} arrived, but an object of it was expected. "
            f"Write {name}(...) with its arguments."
        )
    if not any(hasattr(callback, hook) for hook in (*_HOOKS, *_OLD_NAMES.values())):
        raise InvalidType(
            f"callbacks: {callback!r} arrived, but an object with hooks such as `on_epoch_end` was "
            "expected. Inherit from keras.callbacks.Callback, or wrap a function in LambdaCallback."
        )
