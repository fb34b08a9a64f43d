"""`fit`: epochs of training steps, with validation and callbacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from keras_lite import tree
from keras_lite.errors import InvalidArgument
from keras_lite.record import Bundle
from keras_lite.training import checks
from keras_lite.training.data import ArraySource, Source, check_lengths, to_arrays
from keras_lite.training.evaluation import Evaluation
from keras_lite.training.hooks import ModeHooks
from keras_lite.training.interrupt import Interruptible
from keras_lite.training.loop import run_epoch
from keras_lite.training.preparing import check_targets, prepare
from keras_lite.training.stored import StoredRows
from keras_lite.training.streams import is_stream, stream

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer


class FitRequest(Bundle):
    """The arguments of `fit`, given by name."""

    x: Any
    y: Any
    batch_size: int | None
    epochs: int
    verbose: Any
    callbacks: Any
    validation_split: float
    validation_data: Any
    shuffle: bool | str
    class_weight: dict[int, float] | None
    sample_weight: Any
    initial_epoch: int
    steps_per_epoch: int | None
    validation_steps: int | None
    validation_batch_size: int | None
    validation_freq: int | Sequence[int]

    def check(self) -> None:
        """Raises for arguments that cannot be meant."""
        self.epochs = checks.whole_number("epochs", self.epochs, 0)
        self.initial_epoch = checks.whole_number("initial_epoch", self.initial_epoch, 0)
        for name in ("batch_size", "steps_per_epoch", "validation_steps", "validation_batch_size"):
            value = getattr(self, name)
            if value is not None:
                setattr(self, name, checks.whole_number(name, value, 1))
        self.validation_split = checks.fraction("validation_split", self.validation_split or 0.0)
        if self.shuffle not in (True, False, "batch"):
            raise InvalidArgument(
                f'fit: shuffle={self.shuffle!r} arrived; True, False or "batch" is expected.'
            )
        if self.class_weight is not None and self.sample_weight is not None:
            raise InvalidArgument(
                "fit: class_weight and sample_weight were both given; multiply the class weights"
                " into sample_weight and pass that alone."
            )


def fit(model: Trainer, request: FitRequest) -> Any:
    """Runs `Model.fit`; returns its `History`."""
    request.check()
    source, validation = _sources(request)
    layout = prepare(model, source.structure, "train", source.rows_each)
    check_targets(model, source, layout)
    callbacks = _callbacks(model, request, source.steps)
    model.stop_training = False
    model.first_epoch = request.initial_epoch  # a callback may know of epochs done before
    callbacks.on_train_begin()
    logs: dict[str, Any] = {}
    hooks = ModeHooks(model, callbacks, "train")
    length = model._programs.pace("train", layout, source.batch_size)
    validated = _Validation(model, validation, callbacks, request.validation_freq)
    try:
        with Interruptible() as interrupt:
            for epoch in range(model.first_epoch, request.epochs):
                model.reset_metrics()
                callbacks.on_epoch_begin(epoch)
                source.start_epoch()
                step = model._programs.step("train", layout)
                steps = run_epoch(source, step, hooks, interrupt, length)
                if not model.stop_training:
                    checks.warn_if_short("fit", source, steps)
                logs = model.get_metrics_result()
                logs.update(validated.logs(epoch, interrupt))
                callbacks.on_epoch_end(epoch, logs)
                if model.stop_training:
                    break
    finally:
        model._programs.let_go_of_data()
    if model.optimizer.built:
        model.optimizer.finalize_variable_values(model._programs.trainable_variables())
    callbacks.on_train_end(logs)
    return model.history


def _callbacks(model: Trainer, request: FitRequest, steps: int | None) -> Any:
    """The callbacks of a `fit`, as one."""
    from keras_lite.callbacks import CallbackList

    if isinstance(request.callbacks, CallbackList):
        return request.callbacks
    return CallbackList(
        request.callbacks,
        add_history=True,
        add_progbar=request.verbose != 0,
        verbose=request.verbose,
        epochs=request.epochs,
        steps=steps,
        model=model,
    )


class _Validation:
    """What a `fit` evaluates on, if it does, and after which epochs."""

    def __init__(
        self,
        model: Trainer,
        source: Source | None,
        callbacks: Any,
        frequency: int | Sequence[int],
    ) -> None:
        self._ready: Evaluation | None = None
        self._model, self._source, self._callbacks = model, source, callbacks
        self._frequency = frequency

    def logs(self, epoch: int, interrupt: Interruptible) -> dict[str, float]:
        """What an evaluation after this epoch finds; the names start with `val_`."""
        if self._source is None or not _validates(epoch, self._frequency):
            return {}
        if self._ready is None:
            self._ready = Evaluation(self._model, self._source, self._callbacks, "validation")
        return {f"val_{name}": value for name, value in self._ready.run(interrupt).items()}


def _sources(request: FitRequest) -> tuple[Source, Source | None]:
    """The batches to train on and to validate on."""
    if is_stream(request.x):
        if request.y is not None or request.validation_split:
            raise InvalidArgument(
                "fit: x is an iterable of batches, which brings its own targets; pass neither y nor"
                " validation_split with it (validation_data is possible)."
            )
        source: Source = stream(
            request.x, request.steps_per_epoch, "fit", shuffle=bool(request.shuffle)
        )
        return source, _given_validation(request)
    structure = (
        to_arrays(request.x, "x"),
        to_arrays(request.y, "y"),
        to_arrays(request.sample_weight, "sample_weight"),
    )
    rows = check_lengths(list(zip(("x", "y", "sample_weight"), structure, strict=True)))
    checks.warn_of_missing_numbers(structure)
    held_out = None
    if request.validation_split and request.validation_data is None:
        first = checks.split_point(rows, request.validation_split)
        held_out = _part(structure, slice(first, None))
        structure = _part(structure, slice(None, first))
    if request.class_weight is not None:
        # After the split: classes are not weighted in validation.
        weights = checks.class_weights(structure[1], request.class_weight)
        structure = (structure[0], structure[1], weights)
    passes = max(0, request.epochs - request.initial_epoch)
    train = ArraySource(
        structure, request.batch_size, request.shuffle, request.steps_per_epoch, passes=passes
    )
    if held_out is None:
        return train, _given_validation(request)
    return train, _validation_source(held_out, request)


def _part(structure: tuple[Any, Any, Any], rows: slice) -> tuple[Any, Any, Any]:
    def of(array: Any) -> Any:
        return array.part(rows) if isinstance(array, StoredRows) else array[rows]

    x, y, w = (None if part is None else tree.map_structure(of, part) for part in structure)
    return x, y, w


def _given_validation(request: FitRequest) -> Source | None:
    data = request.validation_data
    if data is None:
        return None
    if is_stream(data):
        return stream(data, request.validation_steps, "fit: validation_data")
    if not isinstance(data, (tuple, list)) or not 1 <= len(data) <= 3:
        raise InvalidArgument(
            f"fit: validation_data={type(data).__name__} arrived; (x, y) or (x, y, sample_weight)"
            " is expected."
        )
    parts = [*data, None, None][:3]
    labels = ("validation x", "validation y", "validation sample_weight")
    x, y, w = (to_arrays(p, label) for p, label in zip(parts, labels, strict=True))
    return _validation_source((x, y, w), request)


def _validation_source(structure: tuple[Any, Any, Any], request: FitRequest) -> Source:
    batch_size = request.validation_batch_size or request.batch_size
    return ArraySource(structure, batch_size, False, request.validation_steps, restarts=True)


def _validates(epoch: int, frequency: int | Sequence[int]) -> bool:
    if isinstance(frequency, int):
        return (epoch + 1) % frequency == 0
    return epoch + 1 in frequency
