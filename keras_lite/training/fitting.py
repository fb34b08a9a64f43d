"""`fit`: epochs of training steps, with validation and callbacks."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import tree
from keras_lite.customs import customs
from keras_lite.engine import seeds
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace, phase
from keras_lite.errors import InvalidArgument, KerasLiteWarning, NotReady
from keras_lite.training import checks, evaluation
from keras_lite.training.data import (
    ArraySource,
    Source,
    StreamSource,
    check_lengths,
    specs_of,
    to_arrays,
    whole,
)
from keras_lite.training.hooks import ModeHooks
from keras_lite.training.interrupt import Interruptible
from keras_lite.training.loop import run_epoch
from keras_lite.training.steps import Layout
from keras_lite.training.stored import StoredRows

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer


@dataclass
class FitRequest:
    """The arguments of `fit`."""

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
    from keras_lite.callbacks import CallbackList

    callbacks = request.callbacks
    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_history=True,
            add_progbar=request.verbose != 0,
            verbose=request.verbose,
            epochs=request.epochs,
            steps=source.steps,
            model=model,
        )
    model.stop_training = False
    model.first_epoch = request.initial_epoch  # a callback may know of epochs done before
    callbacks.on_train_begin()
    logs: dict[str, Any] = {}
    hooks = ModeHooks(model, callbacks, "train")
    length = model._programs.pace("train", layout, source.batch_size)
    try:
        with Interruptible() as interrupt:
            for epoch in range(model.first_epoch, request.epochs):
                model.reset_metrics()
                callbacks.on_epoch_begin(epoch)
                source.start_epoch()
                step = model._programs.step("train", layout)
                steps = run_epoch(source, step, hooks, interrupt, length)
                if not model.stop_training:
                    warn_if_short("fit", source, steps)
                logs = model.get_metrics_result()
                if validation is not None and _validates(epoch, request.validation_freq):
                    logs.update(evaluation.validate(model, validation, callbacks, interrupt))
                callbacks.on_epoch_end(epoch, logs)
                if model.stop_training:
                    break
    finally:
        model._programs.let_go_of_data()
    if model.optimizer.built:
        model.optimizer.finalize_variable_values(model.trainable_variables)
    callbacks.on_train_end(logs)
    return model.history


def _sources(request: FitRequest) -> tuple[Source, Source | None]:
    """The batches to train on and to validate on."""
    if is_stream(request.x):
        if request.y is not None or request.validation_split:
            raise InvalidArgument(
                "fit: x is an iterable of batches, which brings its own targets; pass neither y nor"
                " validation_split with it (validation_data is possible)."
            )
        source: Source = stream(request.x, request.steps_per_epoch, shuffle=bool(request.shuffle))
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
        return stream(data, request.validation_steps)
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


def is_stream(x: Any) -> bool:
    """Whether x yields batches instead of being arrays."""
    if x is None or hasattr(x, "shape") or isinstance(x, (list, tuple, dict)):
        return False
    return isinstance(x, Iterable) or hasattr(x, "__getitem__")


def stream(
    x: Any, steps: int | None, inputs_only: bool = False, shuffle: bool = False
) -> StreamSource:
    """Batches from a generator, a sequence of batches (PyDataset) or another iterable.

    Args:
        x: The iterable.
        steps: Batches per epoch; `None` for all that there are.
        inputs_only: Leave targets and weights out.
        shuffle: Take the batches of a sequence in a new order in each epoch.
    """
    if not (hasattr(x, "__getitem__") and hasattr(x, "__len__")):
        # Keras: at the end of an epoch it makes an iterator of a `tf.data.Dataset` too many (3.15).
        make = _from_first_batches(x) if isinstance(x, Iterator) else lambda: iter(x)
        return StreamSource(make, steps, inputs_only, getattr(x, "skip_pass", None))
    batches = len(x)

    def in_order() -> Iterator[Any]:
        order = list(range(batches))
        if shuffle:
            random.shuffle(order)  # Keras: by Python's own generator (3.15)
        return (x[i] for i in order)

    at_end = getattr(x, "on_epoch_end", None)
    return StreamSource(in_order, steps or batches, inputs_only, at_end, restarts=steps is None)


def _from_first_batches(x: Iterator[Any]) -> Callable[[], Iterator[Any]]:
    """Makes iterators of what is left of another one; its first batches are in front of it."""
    if not customs().repeats_first_batches:
        return lambda: x
    # Keras: looks at two batches beforehand, and puts them in front of what is left in each epoch
    # that begins anew (3.15): all that there is once the generator is used up.
    first = list(islice(x, 2))
    return lambda: chain(first, x)


def _validates(epoch: int, frequency: int | Sequence[int]) -> bool:
    if isinstance(frequency, int):
        return (epoch + 1) % frequency == 0
    return epoch + 1 in frequency


def warn_if_short(where: str, source: Source, steps: int) -> None:
    """Warns when the data ended before the steps that were asked for."""
    if source.steps is not None and steps < source.steps:
        argument = {"fit": "steps_per_epoch", "validation": "validation_steps"}.get(where, "steps")
        warnings.warn(
            f"{where}: the data ended after {steps} steps of {source.steps}; the epoch ended early."
            f" Give {argument} no larger than the number of batches, or more data.",
            KerasLiteWarning,
            stacklevel=4,
        )


def prepare(
    model: Trainer, structure: tuple[Any, Any, Any], mode: str, rows: int | None = None
) -> Layout:
    """Builds what is not built yet for batches of this structure; returns their layout.

    Args:
        model: The model.
        structure: x, y and sample weights.
        mode: What is done with the batches.
        rows: How many rows each batch has, if all have as many.
    """
    prepared = model._programs.prepared
    key: tuple[Any, ...] = (mode, *map(_signature, structure))
    # Keras: 2 has a trace for each of these, and each trace has random numbers of its own.
    by_rows = mode == "train" and customs().kernels_count
    traced = model._programs.traced_rows(key, rows) if by_rows else None
    key = (traced, *key)
    layout = prepared.get(key)
    if layout is None:
        checks.refuse_own_step(model, mode)
        layout = Layout(*map(specs_of, structure))
        layout.key = (traced, *layout.key)
        _build(model, layout, mode)
        if mode == "train" and not model.optimizer.built:
            model.optimizer.build(weights_at_compile(model))
        prepared[key] = layout
    if mode == "train":
        model.__dict__["_last_layout"] = layout
    return layout


def check_targets(model: Trainer, source: Source, layout: Layout) -> None:
    """Lets the losses look at all targets, where they are known before the first step."""
    known = isinstance(source, ArraySource) and source.structure[1] is not None
    if known and model._compile_loss is not None and layout.outputs is not None:
        model._compile_loss.check_targets(source.structure[1], layout.outputs)


def weights_at_compile(model: Trainer) -> list[Any]:
    """The weights that were trainable when the model was compiled; now, if it was not built then.

    Slots are made for all of them, so that they can be frozen and freed again (as adversarial
    networks do in turns) without losing what their optimizer knows.
    """
    kept = model.__dict__.get("_weights_at_compile")
    return list(model.trainable_variables if kept is None else kept)


def _signature(part: Any) -> Any:
    """What programs are told apart by, without looking at more of the data than needed."""
    if part is None:
        return None
    if isinstance(part, dict):
        return tuple((k, _signature(part[k])) for k in sorted(part))
    if isinstance(part, (list, tuple)):
        return tuple(map(_signature, part))
    return part.shape[1:], part.dtype


def _build(model: Trainer, layout: Layout, mode: str) -> None:
    """Calls the model once on traced inputs: weights come to be, and misfits are found early."""
    programs = model._programs
    if not programs.eager and not model.run_eagerly:
        if programs.attempt(lambda: _call_once(model, layout, mode, None)):
            return
    _call_once(model, layout, mode, [np.ones((1, *s.shape[1:]), s.dtype) for s in layout.specs])


def _call_once(model: Trainer, layout: Layout, mode: str, values: list[Any] | None) -> bool:
    calls = _calls_before_training(model) if mode == "train" else 0
    with Trace(eager=values is not None) as trace, seeds.rehearsal(calls):
        x, y, _ = layout.inputs(trace, values)
        y_pred = model._call_on_batch(x, training=mode == "train")
        layout.outputs = tree.map_structure(lambda t: Spec(tuple(t.shape), str(t.dtype)), y_pred)
        if mode != "predict":
            model._match_objectives(y_pred)
        if mode != "predict" and y is not None and model._compile_metrics is not None:
            with phase("metrics"):
                model._compile_metrics.build(y, y_pred)
    return True


def _calls_before_training(model: Trainer) -> int:
    """How often Keras 2 calls a model in a trace that it throws away.

    Keras: 2 traces the first step twice if the optimizer makes slots in it, and calls a stack of
    layers that knows no shape once more to find its own.
    """
    if (
        model.run_eagerly
        or model.optimizer.built
        or (model.built and not model.trainable_variables)
    ):
        return 0
    return 1 if model.built or not hasattr(model, "add") else 2


def on_batch(model: Trainer, mode: str, x: Any, y: Any, sample_weight: Any) -> dict[str, Any]:
    """Runs one step on one batch, measured by itself; returns its logs."""
    structure = (to_arrays(x, "x"), to_arrays(y, "y"), to_arrays(sample_weight, "sample_weight"))
    chunk = whole(structure)
    return model._programs.on_batch(mode, prepare(model, structure, mode, chunk.n))(chunk)


def layout_from_shapes(model: Trainer, with_targets: bool) -> Layout:
    """The batch layout that follows from the model's inputs, and targets shaped as its outputs."""
    x = _input_specs(model)
    if not with_targets:
        return Layout(x)
    with Trace() as trace, seeds.rehearsal():
        traced, _, _ = Layout(x).inputs(trace, None)
        y_pred = model._call_on_batch(traced, training=True)
    loss_name = str(getattr(model.loss, "name", model.loss)).lower()
    sparse = "sparse" in loss_name
    y = tree.map_structure(lambda t: _target(t, sparse), y_pred)
    layout = Layout(x, y)
    _build(model, layout, "train")
    if not model.optimizer.built:
        model.optimizer.build(weights_at_compile(model))
    return layout


def _input_specs(model: Trainer) -> Any:
    """Specs of the inputs: those that the model declares, or that it was built for."""
    inputs = getattr(model, "inputs", None)
    if inputs:
        specs = [Spec((BATCH, *i.shape[1:]), str(i.dtype)) for i in inputs]
        return specs[0] if len(specs) == 1 else specs
    shapes = (model.get_build_config() or {}).get("input_shape")
    if not shapes:
        raise NotReady(
            f"program: the model {model.name!r} is not built, so shapes are not known. Give it an"
            " input shape, or fit it first."
        )
    dtype = model.compute_dtype
    return tree.map_shape_structure(lambda shape: Spec((BATCH, *shape[1:]), dtype), shapes)


def _target(output: Any, sparse: bool) -> Spec:
    shape = (*output.shape[:-1], 1) if sparse else tuple(output.shape)
    return Spec(shape, "int32" if sparse else str(np.dtype(output.dtype)))
