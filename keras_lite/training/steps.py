"""One step of a model as a graph: forward, loss, slopes, update, metrics."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from keras_lite import tree
from keras_lite.engine import autodiff, seeds
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace, phase
from keras_lite.errors import KerasLiteWarning
from keras_lite.layers import Dense, Lambda
from keras_lite.layers.arguments import signature_of

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer

LEARNING_RATE = "learning_rate"


class Layout:
    """The structure of one batch: x, y and sample weights, each an array or nested arrays.

    Attributes:
        names: names of the arrays, in order.
        key: what programs are told apart by: structure, shapes without the batch axis, dtypes.
        outputs: specs of the model's outputs, once it was called for such a batch.
    """

    def __init__(self, x: Any, y: Any = None, sample_weight: Any = None) -> None:
        self.structure = (x, y, sample_weight)
        self.outputs: Any = None
        self.names: list[str] = []
        self.specs: list[Spec] = []
        for label, part in zip(("x", "y", "sample_weight"), self.structure, strict=True):
            leaves = [] if part is None else tree.flatten(part)
            for number, leaf in enumerate(leaves):
                self.names.append(label if len(leaves) == 1 else f"{label}_{number}")
                self.specs.append(leaf)
        self.key: tuple[Any, ...] = (
            tuple(str(tree.map_structure(lambda _: 0, p)) for p in self.structure),
            tuple((s.shape[1:], s.dtype) for s in self.specs),
        )

    def inputs(self, trace: Trace, values: Sequence[Any] | None) -> tuple[Any, Any, Any]:
        """Traced x, y and sample weights (with concrete values for an eager trace)."""
        traced = []
        for i, (name, spec) in enumerate(zip(self.names, self.specs, strict=True)):
            value = None if values is None else values[i]
            shape = (BATCH, *spec.shape[1:]) if value is None else value.shape
            traced.append(trace.input(name, Spec(shape, spec.dtype), value))
        remaining = iter(traced)
        parts = [
            None if part is None else tree.map_structure(lambda _: next(remaining), part)
            for part in self.structure
        ]
        return parts[0], parts[1], parts[2]


def record_reset(model: Trainer) -> Trace:
    """Records how loss and metrics are set to their start."""
    with Trace() as trace, phase("metrics"):
        for metric in model._programs.metrics():
            metric.reset_state()
    return trace


def record_results(model: Trainer) -> Trace:
    """Records how loss and metrics are read; the outputs have the logs' names, in their order."""
    with Trace() as trace, phase("metrics"):
        for name, value in sorted(model._metric_results().items()):
            trace.output(name, value)
    return trace


def record_train(
    model: Trainer, layout: Layout, values: Sequence[Any] | None = None, rate: Any = None
) -> Trace:
    """Records a training step; with `values` it also computes it (the caller commits)."""
    # Keras: 3.15 takes "auto" for False where there is no GPU.
    compiled = seeds.as_compiled(model.jit_compile is True and values is None)
    with Trace(eager=values is not None) as trace, compiled:
        x, y, weight = layout.inputs(trace, values)
        learning_rate = trace.input(LEARNING_RATE, Spec((), _rate_dtype(model)), rate)
        _check_mode(model)
        y_pred = model._call_on_batch(x, training=True)
        with phase("loss"):
            loss = model._total_loss(x, y, y_pred, weight, training=True)
        with phase("metrics"):
            model._track_loss(loss, x)
        variables = _trained(model)
        slopes = autodiff.gradients(trace, loss, [trace.traced(v) for v in variables])
        if variables:
            with phase("update"):
                _apply(model.optimizer, slopes, variables, learning_rate)
        with phase("metrics"):
            model._track_metrics(x, y, y_pred, weight)
    return trace


def _check_mode(model: Trainer) -> None:
    """Warns of layers that do not get to know that they are trained."""
    if model._tells_mode():
        return
    for layer in model._flatten_layers(include_self=False):
        # Dense takes it for nothing, and what a Lambda does with it nobody knows.
        is_same_in_both = isinstance(layer, (Dense, Lambda)) or hasattr(layer, "layers")
        if signature_of(layer).takes("training") and not is_same_in_both:
            name = type(model).__name__
            warnings.warn(
                f"fit: `{name}.call` has no argument `training`, so as in Keras 3 nothing tells"
                f" {type(layer).__name__} '{layer.name}' that it is trained; it computes what it"
                f" does in `predict`. Write `def call(self, ..., training=None)` in {name}.",
                KerasLiteWarning,
                stacklevel=2,
            )
            return


def _trained(model: Trainer) -> list[Any]:
    """The weights that a step changes: those trainable now that were so at `compile`, too."""
    trainable = model.trainable_variables
    if not trainable:
        warnings.warn(
            f"fit: the model {model.name!r} has no trainable weights, so nothing is trained. Set"
            " `trainable = True` on a layer that has weights.",
            KerasLiteWarning,
            stacklevel=2,
        )
    known = [v for v in trainable if model.optimizer.knows(v)]
    if known and len(known) < len(trainable):
        new = [v.path for v in trainable if not model.optimizer.knows(v)]
        warnings.warn(
            f"fit: {new} of model {model.name!r} became trainable after `compile`, so they are not"
            " trained. Call `compile` again after setting `trainable`.",
            KerasLiteWarning,
            stacklevel=2,
        )
    return known or trainable


def _rate_dtype(model: Trainer) -> str:
    constant = model.optimizer.constant_rate
    return "float32" if constant is None else str(constant.dtype)


def _apply(optimizer: Any, slopes: Any, variables: Any, learning_rate: Any) -> None:
    """`apply` of a user's own optimizer may know gradients and variables only."""
    if "learning_rate" in inspect.signature(optimizer.apply).parameters:
        optimizer.apply(slopes, variables, learning_rate=learning_rate)
    else:
        optimizer.apply(slopes, variables)


def record_test(model: Trainer, layout: Layout, values: Sequence[Any] | None = None) -> Trace:
    """Records a step of `evaluate`."""
    with Trace(eager=values is not None) as trace:
        x, y, weight = layout.inputs(trace, values)
        y_pred = model._call_on_batch(x, training=False)
        with phase("loss"):
            loss = model._total_loss(x, y, y_pred, weight, training=False)
        with phase("metrics"):
            if loss is not None:
                model._track_loss(loss, x)
            model._track_metrics(x, y, y_pred, weight)
    return trace


def record_predict(model: Trainer, layout: Layout, values: Sequence[Any] | None = None) -> Trace:
    """Records a step of `predict`; its outputs are called y_pred, or y_pred_0, y_pred_1…"""
    with Trace(eager=values is not None) as trace:
        x, _, _ = layout.inputs(trace, values)
        y_pred = model._call_on_batch(x, training=False)
        model._output_structure = tree.map_structure(lambda _: 0, y_pred)
        outputs = tree.flatten(y_pred)
        for number, output in enumerate(outputs):
            trace.output("y_pred" if len(outputs) == 1 else f"y_pred_{number}", output)
    return trace
