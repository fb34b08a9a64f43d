"""`evaluate`, and the validation inside `fit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lite.errors import InvalidArgument
from keras_lite.training import checks
from keras_lite.training.data import ArraySource, Source, to_arrays
from keras_lite.training.hooks import ModeHooks
from keras_lite.training.interrupt import Interruptible
from keras_lite.training.loop import run_epoch
from keras_lite.training.preparing import check_targets, prepare
from keras_lite.training.streams import is_stream, stream

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

    if batch_size is not None:
        batch_size = checks.whole_number("batch_size", batch_size, 1, "evaluate")
    if is_stream(x):
        if y is not None:
            raise InvalidArgument("evaluate: x is an iterable of batches; y must not be given.")
        source: Source = stream(x, steps, "evaluate")
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
        return Evaluation(model, source, callbacks, "evaluate").run(interrupt)


class Evaluation:
    """The passes over one source of batches: one of `evaluate`, or those inside of a `fit`.

    Args:
        model: The model.
        source: The batches.
        callbacks: Who listens.
        where: What a user called it, for warnings.
    """

    def __init__(self, model: Trainer, source: Source, callbacks: Any, where: str) -> None:
        self.model, self.source, self.callbacks = model, source, callbacks
        self.where = where
        self.layout = prepare(model, source.structure, "test")
        check_targets(model, source, self.layout)

    def run(self, interrupt: Interruptible) -> dict[str, float]:
        """Goes through the data once; returns the logs."""
        model, source, programs = self.model, self.source, self.model._programs
        self.callbacks.on_test_begin()
        model.reset_metrics()
        source.start_epoch()
        step = programs.step("test", self.layout)
        length = programs.pace("test", self.layout, source.batch_size)
        hooks = ModeHooks(model, self.callbacks, "test")
        checks.warn_if_short(self.where, source, run_epoch(source, step, hooks, interrupt, length))
        logs = model.get_metrics_result()
        self.callbacks.on_test_end(logs)
        return logs
