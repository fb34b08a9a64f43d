"""Before the first step: weights come to be, and data that do not fit are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import tree
from keras_lite.customs import customs
from keras_lite.engine import seeds
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace, phase
from keras_lite.errors import NotReady
from keras_lite.training import checks
from keras_lite.training.data import ArraySource, Source, specs_of, to_arrays, whole
from keras_lite.training.steps import Layout

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer


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
