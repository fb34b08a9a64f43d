"""A model's programs: recorded once, kept, and replaced by eager steps where Python decides."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.engine import device
from keras_lite.engine.ir import SymbolicSizeError
from keras_lite.engine.program import Program
from keras_lite.engine.rows import Rows
from keras_lite.engine.trace import ConcreteValueError, Trace
from keras_lite.engine.variable import changes
from keras_lite.errors import KerasLiteWarning, NotReady
from keras_lite.training.data import Chunk
from keras_lite.training.direct_call import DirectCall
from keras_lite.training.steps import (
    Layout,
    record_predict,
    record_results,
    record_test,
    record_train,
)

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer

_PACKAGE = str(Path(__file__).parents[1])
_TITLES = {"train": "Training", "test": "Evaluation", "predict": "Prediction"}


class Programs:
    """The programs of one compiled model, by mode, structure of a batch and trainable weights."""

    def __init__(self, model: Trainer) -> None:
        self.model = model
        self._programs: dict[Any, Program] = {}
        self.eager = False

        self._results: tuple[int, Program | None] | None = None
        self._metrics: tuple[int, list[Any]] = (-1, [])
        self.call = DirectCall(model)
        self.last_batch: tuple[int, list[Any]] | None = None
        self.prepared: dict[Any, Layout] = {}
        self._traced: dict[Any, set[int | None]] = {}
        self._latest: dict[tuple[str, Layout], tuple[int, Program | None]] = {}

    def clear(self) -> None:
        """Forgets everything recorded: the model or what it is compiled with has changed."""
        self._programs.clear()
        self.prepared.clear()
        self._traced.clear()
        self._latest.clear()
        self._results = None
        self.last_batch = None
        self.call.clear()
        self.eager = False

    def traced_rows(self, key: Any, rows: int | None) -> int | None:
        """For how many rows the trace is that TensorFlow takes for batches of `rows` rows.

        The first one is for its number of rows alone, the next for any number; `None` stands for
        that, and for batches of different sizes.

        Args:
            key: what else batches are told apart by.
            rows: how many rows each batch has.
        """
        traced = self._traced.setdefault(key, set())
        if traced and rows not in traced:
            rows = None
        traced.add(rows)
        return rows

    def get(self, mode: str, layout: Layout) -> Program | None:
        """The program of a mode for batches of a layout; `None` if the model runs eagerly."""
        if self.eager or self.model.run_eagerly:
            return None
        known = self._latest.get((mode, layout))
        if known is not None and known[0] == changes():
            return known[1]
        program = self._find(mode, layout)
        self._latest[mode, layout] = (changes(), program)
        return program

    def _find(self, mode: str, layout: Layout) -> Program | None:
        key = (mode, layout.key, self.state_of_weights())
        if key not in self._programs:
            trace = self.attempt(lambda: self._record(mode, layout))
            if trace is None:
                return None
            title = f"{_TITLES[mode]} step of {self.model.name!r}"
            self._programs[key] = Program(trace.graph(), title)
        return self._programs[key]

    def state_of_weights(self) -> tuple[Any, ...]:
        """What is trained, and in which vectors weights lie: a recording holds for that only.

        Layers without weights have a say too (frozen normalization). Weights move when a second
        model that shares them is trained.
        """
        layers = tuple(layer.trainable for layer in self.model._flatten_layers(include_self=True))
        weights = tuple((v.trainable, id(v.home), v.offset) for v in self.model.weights)
        return layers, weights

    def results(self) -> dict[str, Any]:
        """The values of loss and metrics."""
        model = self.model
        if self._results is None or self._results[0] != changes():
            program = self._results_program()
            self._results = (changes(), program)
        program = self._results[1]
        if program is None:
            return model._metric_results()
        module = program.device.module
        outputs = [module.empty(1, o.spec.dtype) for o in program.graph.outputs.values()]
        program.run(1, *outputs)
        host = program.device.to_numpy
        return {n: host(o)[0] for n, o in zip(program.output_names, outputs, strict=True)}

    def metrics(self) -> list[Any]:
        """Loss and metrics, in the order in which `evaluate` returns them."""
        if self._metrics[0] != changes():
            self._metrics = (changes(), self.model.metrics)
        return self._metrics[1]

    def _results_program(self) -> Program | None:
        """`None` where a metric's result is no scalar, or Python decides about it."""
        try:
            graph = record_results(self.model).graph()
        except (ConcreteValueError, SymbolicSizeError):
            return None
        if not graph.outputs or any(o.spec.shape for o in graph.outputs.values()):
            return None
        return Program(graph, f"Results of {self.model.name!r}")

    def attempt(self, record: Callable[[], Any]) -> Any:
        """What `record` returns; `None` if Python wants values, and eager steps from then on."""
        try:
            return record()
        except (ConcreteValueError, SymbolicSizeError) as error:
            self.eager = True
            self._warn(error)
            return None

    def _record(self, mode: str, layout: Layout) -> Trace:
        if mode == "train":
            return record_train(self.model, layout)
        return (record_test if mode == "test" else record_predict)(self.model, layout)

    def _warn(self, error: Exception) -> None:
        where = "a layer, loss or metric"
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if not frame.filename.startswith(_PACKAGE) and "numpy" not in frame.filename:
                where = f'"{frame.filename}", line {frame.lineno}, in {frame.name}: `{frame.line}`'
                break
        warnings.warn(
            f"{self.model.name}: Python needs a value to go on at {where}. The model runs step by"
            " step instead of as a program (slower, same results). Write the choice with"
            f" keras_lite.ops.where to avoid it. ({error})",
            KerasLiteWarning,
            stacklevel=7,
        )

    def step(self, mode: str, layout: Layout) -> Callable[[Chunk, list[Any]], None]:
        """The function that runs a chunk of steps of a mode."""
        program = self.get(mode, layout)
        if program is None:
            return self._eager_step(mode, layout)
        program.executor.at_boundary()
        if mode != "train":
            return lambda chunk, outputs: program.run(chunk.n, *_on_device(chunk.arrays), *outputs)
        optimizer = self.model.optimizer

        def train(chunk: Chunk, outputs: list[Any]) -> None:
            constant = optimizer.constant_rate
            if constant is not None:
                rates = np.full(chunk.steps, constant.numpy())
            else:
                rates = optimizer.rates(int(optimizer._iterations), chunk.steps)
                rates = np.asarray(rates)
            inputs = _on_device([*chunk.arrays, rates])
            self.last_batch = (chunk.n, [a[-1] for a in inputs])
            program.run(chunk.n, *inputs)

        return train

    def _eager_step(self, mode: str, layout: Layout) -> Callable[[Chunk, list[Any]], None]:
        model = self.model

        def run(chunk: Chunk, outputs: list[Any]) -> None:
            for i in range(chunk.steps):
                values = [a[i] for a in _on_device(chunk.arrays)]
                if mode == "train":
                    rate = model.optimizer.rates(int(model.optimizer._iterations), 1)[0]
                    trace = record_train(model, layout, values, rate)
                else:
                    record = record_test if mode == "test" else record_predict
                    trace = record(model, layout, values)
                trace.commit()
                for target, node in zip(outputs, trace.outputs.values(), strict=False):
                    target[i] = trace.values[node]

        return run


def _on_device(arrays: Sequence[Any]) -> list[Any]:
    current = device.current()
    if current.module is np:
        return list(arrays)
    return [current.asarray(a.gathered() if isinstance(a, Rows) else a) for a in arrays]


class ProgramText:
    """A program as text: what `model.program()` returns.

    Attributes:
        source: the emitted NumPy source.
        level: "plain" (the page to read) or "fast" (what runs).
        batch_size: the batch size that `save` writes the state for.
        graph: what the program computes, before it is planned.
    """

    def __init__(
        self, program: Program, level: str, batch_size: int, example: list[Any] | None = None
    ) -> None:
        self._program = program
        self._example = example
        self.level = level
        self.batch_size = batch_size
        self.graph = program.graph
        self.source = program.source(level)

    def save(self, path: str | Path) -> None:
        """Writes the source to `path` and weights and state beside it (`.npz`).

        The file needs NumPy alone. `load()` in it returns the step function and the arrays that it
        changes: `step, state = load(); step(x, y, learning_rate)` is the model's next step. Run as
        a script, it takes one step on the batch that the model was trained on last.
        """
        self._program.save(path, self.batch_size, self.level, self._example)

    def __str__(self) -> str:
        return self.source

    def __repr__(self) -> str:
        lines = self.source.count("\n")
        return f"<{self._program.title}: {self.level} program of {lines} lines>"


class CText(ProgramText):
    """A program as C: one function that runs any number of steps of `batch_size` rows.

    Raises:
        NotReady: if C has no form for something in it; then it runs on NumPy.
    """

    def __init__(self, program: Program, batch_size: int) -> None:
        from keras_lite.engine.emit_c import Declined, emit_c

        self._program = program
        self.level = "c"
        self.batch_size = batch_size
        try:
            self.source = emit_c(program.graph, program.title, batch_size).source
        except Declined as reason:
            raise NotReady(
                f'program: language="c" was asked for, but {reason}. The model runs on NumPy;'
                " leave `language` out to see that program."
            ) from None

    def save(self, path: str | Path) -> None:
        """Writes the source to `path`."""
        Path(path).write_text(self.source, encoding="utf-8")
