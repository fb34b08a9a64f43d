"""A model's programs: recorded once, kept, and replaced by eager steps where Python decides."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import config
from keras_lite.engine import device
from keras_lite.engine.chain import chain
from keras_lite.engine.ir import Graph, SymbolicSizeError
from keras_lite.engine.program import Program
from keras_lite.engine.rows import Rows
from keras_lite.engine.trace import Trace
from keras_lite.engine.unchanged import Unchanged
from keras_lite.engine.values import ConcreteValueError
from keras_lite.errors import KerasLiteWarning
from keras_lite.metrics import Metric
from keras_lite.training.data import Chunk
from keras_lite.training.direct_call import DirectCall
from keras_lite.training.loop import SliceLength
from keras_lite.training.steps import (
    Layout,
    record_predict,
    record_reset,
    record_results,
    record_test,
    record_train,
)

if TYPE_CHECKING:
    from keras_lite.training.trainer import Trainer

_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_TITLES = {"train": "Training", "test": "Evaluation", "predict": "Prediction"}


class Programs:
    """The programs of one compiled model, by mode, structure of a batch and trainable weights."""

    def __init__(self, model: Trainer) -> None:
        self.model = model
        self.eager = False
        self.call = DirectCall(model)
        self._last: tuple[int, list[Any]] | None = None
        self.prepared: dict[Any, Layout] = {}
        self._graphs: dict[Any, Graph] = {}
        self._programs: dict[Any, Program] = {}
        self._traced: dict[Any, set[int | None]] = {}
        self._paces: dict[tuple[str, Layout], tuple[Any, SliceLength]] = {}
        self._now = Unchanged()

    def clear(self) -> None:
        """Forgets everything recorded: the model or what it is compiled with has changed."""
        for kept in (self.prepared, self._graphs, self._programs, self._traced, self._paces):
            kept.clear()
        self.call.clear()
        self._now.clear()
        self._last = None
        self.eager = False

    def last_batch(self) -> tuple[int, list[Any]] | None:
        """How many rows the last training step had, and its inputs."""
        return self._last and (self._last[0], [a[-1] for a in self._last[1]])

    def let_go_of_data(self) -> None:
        """Keeps one batch of the data that a model was trained on, and not all of them."""
        if self._last is not None:
            self._last = (self._last[0], [a[-1][None] for a in self._last[1]])

    def pace(self, mode: str, layout: Layout, batch_size: int | None) -> SliceLength:
        """How many steps make a slice, as learned when batches were last like this."""
        key = (batch_size, config.executor())
        known = self._paces.get((mode, layout))
        if known is None or known[0] != key:
            known = self._paces[mode, layout] = (key, SliceLength())
        return known[1]

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
        found: Program | None = self._now.get((mode, layout), self._find, mode, layout)
        return found

    def _find(self, mode: str, layout: Layout) -> Program | None:
        key = (mode, layout.key, self.state_of_weights())
        if key not in self._programs:
            graph = self._graph(key, mode, layout)
            if graph is None:
                return None
            self._programs[key] = Program(graph, f"{_TITLES[mode]} step of {self.model.name!r}")
        return self._programs[key]

    def _graph(self, key: Any, mode: str, layout: Layout) -> Graph | None:
        """What a step does, recorded once; `None` where Python decides about it."""
        if key not in self._graphs:
            trace = self.attempt(lambda: self._record(mode, layout))
            if trace is None:
                return None
            self._graphs[key] = trace.graph()
        return self._graphs[key]

    def state_of_weights(self) -> tuple[Any, ...]:
        """What is trained, and in which vectors weights lie: a recording holds for that only.

        Layers without weights have a say too (frozen normalization). Weights move when a second
        model that shares them is trained.
        """
        layers = tuple(layer.trainable for layer in self.model._flatten_layers(include_self=True))
        weights = tuple((v.trainable, *_place(v)[1:]) for v in self.model.weights)
        return layers, weights

    # One batch by itself ----------------------------------------------------------------------

    def on_batch(self, mode: str, layout: Layout) -> Callable[[Chunk], dict[str, Any]]:
        """The function that runs one step on one batch, and returns what is measured there."""
        program = None
        if not self.eager and not self.model.run_eagerly:
            program = self._now.get(("alone", mode, layout), self._find_alone, mode, layout)
        if program is None:
            return partial(self._in_three_steps, mode, layout)
        return partial(self._alone, program, mode)

    def _find_alone(self, mode: str, layout: Layout) -> Program | None:
        """A program that resets the metrics, steps and reads them; `None` where Python does."""
        key = (mode, layout.key, self.state_of_weights())
        graph = self._graph(key, mode, layout)
        if graph is None or not self._resets_and_reads():
            return None
        key = (*key, self._state_of_metrics())
        if key not in self._programs:
            read = self._record_results()
            if read is None:
                return None
            whole = chain(record_reset(self.model).graph(), graph, read)
            title = f"{_TITLES[mode]} step of {self.model.name!r} by itself"
            self._programs[key] = Program(whole, title, alone=True)
        return self._programs[key]

    def _resets_and_reads(self) -> bool:
        """Whether metrics are reset and read as they are here, by nobody's own method."""
        methods = [getattr(type(metric), "reset_state", None) for metric in self.metrics()]
        own = any(method is not Metric.reset_state for method in methods)
        return not own and not self.model._measures_itself()

    def _alone(self, program: Program, mode: str, chunk: Chunk) -> dict[str, Any]:
        program.executor.at_boundary()
        return _read(program, chunk.n, self._inputs(mode, chunk))

    def _in_three_steps(self, mode: str, layout: Layout, chunk: Chunk) -> dict[str, Any]:
        self.model.reset_metrics()
        self.step(mode, layout)(chunk, [])
        return self.model.get_metrics_result()

    # Metrics ----------------------------------------------------------------------------------

    def metrics(self) -> list[Any]:
        """Loss and metrics, in the order in which `evaluate` returns them."""
        found: list[Any] = self._now.get("metrics", getattr, self.model, "metrics")
        return found

    def reset_metrics(self) -> None:
        """Sets loss and metrics to their start."""
        for clear in self._now.get("clear", self._clearing):
            clear()

    def _clearing(self) -> list[Callable[[], None]]:
        """What resets all metrics: their variables become 0, unless a class has its own way."""
        found: list[Callable[[], None]] = []
        for metric in self.metrics():
            reset = metric.reset_state
            known = getattr(reset, "__func__", None) is Metric.reset_state
            found += [v.clear for v in metric.variables] if known else [reset]
        return found

    def order(self, names: tuple[str, ...]) -> list[str]:
        """Log names as `evaluate` lists them: loss and metrics in order, then the rest."""
        found: list[str] = self._now.get(names, self._find_order, names)
        return found

    def _find_order(self, names: tuple[str, ...]) -> list[str]:
        first = [m.name for m in self.metrics() if m.name in names]
        return first + [name for name in sorted(names) if name not in first]

    def trainable_variables(self) -> list[Any]:
        """The weights that training changes."""
        found: list[Any] = self._now.get("trainable", getattr, self.model, "trainable_variables")
        return found

    def _state_of_metrics(self) -> tuple[Any, ...]:
        """Which metrics there are, by their variables: a recording of them holds for these only."""
        return tuple((m.name, *map(_place, m.variables)) for m in self.metrics())

    def results(self) -> dict[str, Any]:
        """Log name -> value of loss and metrics, sorted by name."""
        program = self._now.get("results", self._results_program)
        if program is not None:
            return _read(program, 1, [])
        values = self.model._metric_results()
        return {name: _as_log(values[name]) for name in sorted(values)}

    def _results_program(self) -> Program | None:
        key = ("results", self._state_of_metrics())
        if key not in self._programs:
            graph = self._record_results()
            if graph is None:
                return None
            title = f"Results of {self.model.name!r}"
            self._programs[key] = Program(graph, title, alone=True)
        return self._programs[key]

    def _record_results(self) -> Graph | None:
        """`None` where a metric's result is no scalar, or Python decides about it."""
        try:
            graph = record_results(self.model).graph()
        except (ConcreteValueError, SymbolicSizeError):
            return None
        if not graph.outputs or any(o.spec.shape for o in graph.outputs.values()):
            return None
        return graph

    # Recording --------------------------------------------------------------------------------

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
        import traceback  # here, for few programs need it

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

        def run(chunk: Chunk, outputs: list[Any]) -> None:
            program.run(chunk.n, *self._inputs(mode, chunk), *outputs)

        return run

    def _inputs(self, mode: str, chunk: Chunk) -> list[Any]:
        """What a program of a mode takes for a chunk."""
        inputs = _on_device(chunk.arrays)
        if mode == "train":
            inputs.append(_rates(self.model.optimizer, chunk.steps))
            self._last = (chunk.n, inputs)
        return inputs

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


def _rates(optimizer: Any, steps: int) -> Any:
    """The learning rate of each of the next steps."""
    constant = optimizer.constant_rate
    if constant is not None:
        return constant.array.repeat(steps)
    return device.current().asarray(np.asarray(optimizer.rates(int(optimizer._iterations), steps)))


def _read(program: Program, n: int, inputs: list[Any]) -> dict[str, Any]:
    """Runs one step of a program whose outputs are numbers; output name -> number."""
    empty = program.device.module.empty
    outputs = {name: empty(1, o.spec.dtype) for name, o in program.graph.outputs.items()}
    program.run(n, *inputs, *outputs.values())
    return {name: float(value.item()) for name, value in outputs.items()}


def _as_log(value: Any) -> Any:
    """A metric's value as callbacks and `History` get it: a Python float."""
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else array


def _place(variable: Any) -> tuple[int, int, int]:
    """Where a variable lies."""
    return id(variable), id(variable.home), variable.offset


def _on_device(arrays: Sequence[Any]) -> list[Any]:
    current = device.current()
    if current.module is np:
        return list(arrays)
    return [current.asarray(a.gathered() if isinstance(a, Rows) else a) for a in arrays]
