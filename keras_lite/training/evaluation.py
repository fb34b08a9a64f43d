"""`evaluate`, and the validation inside `fit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lite.errors import InvalidArgument
from keras_lite.training import checks
from keras_lite.training.data import ArraySource, Source, to_arrays
from keras_lite.training.hooks import ModeHooks
from keras_lite.training.interrupt import Interruptible
from keras_lite.training.loop import run_epoch

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer


def evaluate(
    model: Trainer,
    x: Any,
    y: Any,
    batch_size: int | None,
    verbose: Any,
    sample_weight: Any,
    steps: int | None,
    callbacks: Any,
) -> dict[str, float]:
    """Runs `Model.evaluate`; returns its logs."""
    from keras_lite.callbacks import CallbackList
    from keras_lite.training.fitting import is_stream, stream

    if batch_size is not None:
        batch_size = checks.whole_number("batch_size", batch_size, 1, "evaluate")
    if is_stream(x):
        if y is not None:
            raise InvalidArgument("evaluate: x is an iterable of batches; y must not be given.")
        source: Source = stream(x, steps)
    else:
        structure = (
            to_arrays(x, "x"),
            to_arrays(y, "y"),
            to_arrays(sample_weight, "sample_weight"),
        )
        source = ArraySource(structure, batch_size, False, steps)
    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=1,
            steps=source.steps,
            model=model,
        )
    with Interruptible() as interrupt:
        return _run(model, source, callbacks, interrupt, "evaluate")


def validate(
    model: Trainer,
    source: Source,
    callbacks: Any,
    interrupt: Interruptible,
) -> dict[str, float]:
    """Evaluates inside `fit`; the logs' names start with `val_`."""
    logs = _run(model, source, callbacks, interrupt, "validation")
    return {f"val_{name}": value for name, value in logs.items()}


def _run(
    model: Trainer,
    source: Source,
    callbacks: Any,
    interrupt: Interruptible,
    where: str,
) -> dict[str, float]:
    from keras_lite.training.fitting import check_targets, prepare, warn_if_short

    layout = prepare(model, source.structure, "test")
    check_targets(model, source, layout)
    callbacks.on_test_begin()
    model.reset_metrics()
    source.start_epoch()
    step = model._programs.step("test", layout)
    length = model._programs.pace("test", layout, source.batch_size)
    steps = run_epoch(source, step, ModeHooks(model, callbacks, "test"), interrupt, length)
    warn_if_short(where, source, steps)
    logs = model.get_metrics_result()
    callbacks.on_test_end(logs)
    return logs
