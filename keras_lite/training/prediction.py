"""`predict`: outputs written straight into the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import tree
from keras_lite.engine import device
from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import BATCH, Spec, shape_at
from keras_lite.training import checks
from keras_lite.training.data import ArraySource, Chunk, Source, to_arrays, whole
from keras_lite.training.hooks import ModeHooks
from keras_lite.training.interrupt import Interruptible
from keras_lite.training.loop import run_epoch
from keras_lite.training.preparing import prepare
from keras_lite.training.streams import is_stream, stream

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer


def predict(
    model: Trainer, x: Any, batch_size: int | None, verbose: Any, steps: int | None, callbacks: Any
) -> Any:
    """Runs `Model.predict`."""
    if batch_size is not None:
        batch_size = checks.whole_number("batch_size", batch_size, 1, "predict")
    if is_stream(x):
        source: Source = stream(x, steps, "predict", inputs_only=True)
    else:
        structure = (to_arrays(x, "x"), None, None)
        if verbose == 0 and callbacks is None and steps is None:
            rows = tree.flatten(structure[0])[0].shape[0]
            if 0 < rows <= (batch_size or 32):
                return _predict_whole(model, structure)
        source = ArraySource(structure, batch_size, False, steps)
    layout = prepare(model, source.structure, "predict")
    hooks = _callbacks(model, source, verbose, callbacks)
    collector = _Collector(model, layout, getattr(source, "rows", None))
    hooks.outputs = collector.latest
    source.start_epoch()
    step = model._programs.step("predict", layout)
    length = model._programs.pace("predict", layout, source.batch_size)
    with Interruptible() as interrupt:
        run_epoch(source, step, hooks, interrupt, length, collector.place)
    if hooks.callbacks is not None:
        hooks.callbacks.on_predict_end({})
    return tree.pack_sequence_as(model._output_structure, collector.results())


def _predict_whole(model: Trainer, structure: tuple[Any, Any, Any]) -> Any:
    """All rows as one batch, with nobody listening: as reinforcement learning predicts."""
    chunk = whole(structure)
    layout = prepare(model, structure, "predict")
    outputs = [
        _empty((1, *shape_at(spec.shape, chunk.n)), spec.dtype)
        for spec in _output_specs(model, layout)
    ]
    model._programs.step("predict", layout)(chunk, outputs)
    host = device.current().to_numpy
    results = [host(o[0] if o.ndim > 1 else o) for o in outputs]
    return tree.pack_sequence_as(model._output_structure, results)


def _callbacks(model: Trainer, source: Source, verbose: Any, callbacks: Any) -> ModeHooks:
    """The hooks of a predict; nothing is made when nobody listens (one row, many times)."""
    if callbacks is None and verbose == 0:
        return ModeHooks(model, None, "predict")
    from keras_lite.callbacks import CallbackList

    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=1,
            steps=source.steps,
            model=model,
        )
    callbacks.on_predict_begin()
    return ModeHooks(model, callbacks, "predict")


class _Collector:
    """Makes the arrays that outputs are computed into: parts of the result if rows are known."""

    def __init__(self, model: Trainer, layout: Any, rows: int | None) -> None:
        self.model = model
        self.specs = _output_specs(model, layout)
        self.rows = rows
        self.filled = 0
        self.chunks: list[list[Any]] = []
        self.whole: list[Any] | None = None
        self.last: list[list[Any]] = []
        if rows is not None and all(s.shape[:1] == (BATCH,) for s in self.specs):
            self.whole = [_empty(shape_at(s.shape, rows), s.dtype) for s in self.specs]

    def place(self, chunk: Chunk) -> list[Any]:
        """Arrays of shape (steps, n, ...) for the outputs of a chunk."""
        if self.whole is None:
            made = [_empty((chunk.steps, *shape_at(s.shape, chunk.n)), s.dtype) for s in self.specs]
            self.chunks.append(made)
            self.last.append(made)
            return made
        first, self.filled = self.filled, self.filled + chunk.n * chunk.steps
        made = [
            whole[first : self.filled].reshape((chunk.steps, *shape_at(s.shape, chunk.n)))
            for whole, s in zip(self.whole, self.specs, strict=True)
        ]
        self.last.append(made)
        return made

    def latest(self) -> dict[str, Any]:
        """The logs of a batch hook: the outputs since it was asked the last time."""
        host = device.current().to_numpy
        batches = [[host(part[0]) for part in chunk] for chunk in self.last]
        outputs = [
            parts[0] if len(parts) == 1 else np.concatenate(parts)
            for parts in zip(*batches, strict=True)
        ]
        self.last.clear()
        return {"outputs": tree.pack_sequence_as(self.model._output_structure, outputs)}

    def results(self) -> list[np.ndarray]:
        """One array per output."""
        host = device.current().to_numpy
        if self.whole is not None:
            return [host(whole[: self.filled]) for whole in self.whole]
        return [
            np.concatenate([host(c[i]).reshape((-1, *c[i].shape[2:])) for c in self.chunks], axis=0)
            for i in range(len(self.specs))
        ]


def _output_specs(model: Trainer, layout: Any) -> list[Spec]:
    program = model._programs.get("predict", layout)
    if program is not None:
        return [node.spec for node in program.graph.outputs.values()]
    # Run eagerly: one row tells the shapes.
    from keras_lite.training.steps import record_predict

    values = [np.zeros((1, *s.shape[1:]), s.dtype) for s in layout.specs]
    trace = record_predict(model, layout, values)
    outputs = [trace.values[node] for node in trace.outputs.values()]
    return [Spec((BATCH, *o.shape[1:]), dtype_name(o.dtype)) for o in outputs]


def _empty(shape: tuple[int, ...], dtype: str) -> Any:
    return device.current().module.empty(shape, dtype=dtype)


def predict_on_batch(model: Trainer, x: Any) -> Any:
    """Runs `Model.predict_on_batch`."""
    arrays = to_arrays(x, "x")
    rows = tree.flatten(arrays)[0].shape[0]
    return predict(model, arrays, rows, 0, None, None)
