"""Stops a script at its first `fit` and prints the program that this fit would have replayed."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any


class _Shown(BaseException):
    """Ends the script once there is nothing more to show; no `except Exception` stops it."""


class _Ready(BaseException):
    """Ends a `fit` before its first step, when model, data and program are ready."""


def first_program(start: Callable[[], None], name: str, level: str) -> int:
    """Runs a script up to its first `fit` and prints that model's training program.

    What the script itself prints goes to the error stream, so that the program can be piped.

    Args:
        start: Runs the script.
        name: What to call the script in a message.
        level: ``"plain"`` or ``"fast"``.

    Returns:
        The exit status: 0 if a program was shown, 1 if the script never called `fit`.
    """
    from keras_lite.models import Model

    out, fit = sys.stdout, Model.fit
    shown: list[str] = []

    @functools.wraps(fit)
    def show_instead(self: Any, *args: Any, **kwargs: Any) -> None:
        if not shown:
            shown.append(_training_program(self, fit, args, kwargs, level))
            print(shown[0], file=out, flush=True)
        raise _Shown

    Model.fit = show_instead
    try:
        with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(_Shown):
            start()
    finally:
        Model.fit = fit
    if not shown:
        print(f"keras_lite: {name} ended without calling fit: nothing to show.", file=sys.stderr)
    return 0 if shown else 1


def _training_program(
    model: Any,
    fit: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    level: str,
) -> str:
    """The program of a call ``model.fit(*args, **kwargs)``, which gets as far as its first step."""
    from keras_lite.callbacks import LambdaCallback

    def stop(batch: int, logs: Any = None) -> None:
        raise _Ready

    names = list(inspect.signature(fit).parameters)[1:]
    given = dict(zip(names, args, strict=False)) | kwargs
    callbacks = given.get("callbacks") or []
    given["callbacks"] = [*(callbacks if isinstance(callbacks, list) else [callbacks])]
    given["callbacks"].append(LambdaCallback(on_train_batch_begin=stop))
    given["verbose"] = 0
    with contextlib.suppress(_Ready):
        fit(model, **given)
    size = given.get("batch_size") or 32
    return str(model.program("train", batch_size=size, level=level).source)
