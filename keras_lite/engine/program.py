"""Programs: a graph that was simplified, planned and emitted, ready to be replayed."""

from __future__ import annotations

import sys
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import is_not
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.engine import device as devices
from keras_lite.engine.check import check, check_schedule
from keras_lite.engine.dtypes import is_float
from keras_lite.engine.emit import emit, forget, load
from keras_lite.engine.executor import Executor
from keras_lite.engine.ir import Graph, Size, Spec, shape_at, size_at
from keras_lite.engine.leaves import Constant
from keras_lite.engine.plan import plan
from keras_lite.engine.rows import Rows
from keras_lite.engine.schedule import Schedule
from keras_lite.engine.simplify import simplify
from keras_lite.engine.standalone import stand_alone
from keras_lite.engine.unchanged import Unchanged

if TYPE_CHECKING:
    from pathlib import Path

_BOUND_SIZES = 4

_BYTES_TOGETHER = 1 << 16
"""NumPy runs so many steps at once that their inputs take about so much memory,"""

_STEPS_TOGETHER = 32
"""but no fewer than these: what is done once for them costs about as much as a small step,"""

_BYTES_OF_THESE = 2 << 20
"""unless they take more than this. Such steps are long,"""

_LONG_STEPS_TOGETHER = 4
"""so these are enough."""


class Program:
    """A step of a model as a straight-line program.

    Args:
        graph: what one step computes, for any batch size.
        title: first line of the source.
        alone: whether it will only be run for one step at a time.

    The program is planned once. `bind(n)` makes its buffers for one batch size; the last four
    sizes are kept, so a short last batch or a growing `predict` retraces nothing.
    """

    def __init__(self, graph: Graph, title: str = "", alone: bool = False) -> None:
        self.title = title
        self._alone = alone
        self.device = devices.current()
        check(graph, "trace", known=graph.nodes)
        self.graph = check(simplify(graph), "simplify", known=graph.nodes)
        self.input_names = list(graph.inputs)
        self.output_names = list(graph.outputs)
        self._texts: dict[str, str] = {}
        self._schedules: dict[str, Schedule] = {}
        self._functions: dict[str, Callable[..., Any]] = {}
        self._bound: OrderedDict[int, tuple[list[Any], Callable[..., Any]]] = OrderedDict()
        self._now = Unchanged()
        self._lock = threading.Lock()
        self.executor = Executor(self)

    def schedule(self, level: str = "fast") -> Schedule:
        """The planned operations of a level."""
        if level not in self._schedules:
            self._schedules[level] = check_schedule(
                plan(self.graph, self.title, level, self.device.slices, self._alone)
            )
        return self._schedules[level]

    def source(self, level: str = "fast") -> str:
        """The emitted text of a level."""
        if level not in self._texts:
            self._texts[level] = emit(self.schedule(level), level, self.device)
        return self._texts[level]

    def state_arrays(self, keys: Iterable[int] | None = None) -> list[Any]:
        """The state arrays of keys; by default in the order in which the NumPy program has them."""
        owners = self.graph.owners
        return [owners[key].array for key in (self.schedule().states if keys is None else keys)]

    def function(self, level: str = "fast") -> Callable[..., Any]:
        """The emitted function `program(n, ...)`."""
        if level not in self._functions:
            support = self.schedule(level).support
            function = load(self.source(level), self.title, self.device.module, support)
            self._functions[level] = function
            weakref.finalize(self, forget, function)
        return self._functions[level]

    def constants(self, level: str = "fast") -> list[Any]:
        """The fixed arrays in the order in which the program takes them."""
        arrays = []
        for node in self.schedule(level).constants.values():
            assert isinstance(node.op, Constant)
            arrays.append(self.device.asarray(node.op.array.copy()))
        return arrays

    def bind(self, n: int) -> Callable[..., Any]:
        """The function `run` with buffers for batch size `n` and the current state arrays."""
        states: list[Any] = self._now.get("numpy", self.state_arrays)
        held = self._bound.get(n)
        if held is None or (held[0] is not states and any(map(is_not, held[0], states))):
            held = (states, self.function()(n, *states, *self.constants()))
            self._bound[n] = held
            if len(self._bound) > _BOUND_SIZES:
                self._bound.popitem(last=False)
        self._bound.move_to_end(n)
        return held[1]

    def run(self, n: int, *slices: Any) -> None:
        """Replays the program once for each row of `slices`.

        Args:
            n: batch size.
            *slices: for each input, then each output, an array of shape (steps, ...) with the
                values of every step. Inputs may be `Rows` of such arrays.
        """
        with self._lock:
            compiled = self.executor.find(n, len(slices[0]))
            if compiled is not None:
                states = self._now.get(compiled, self.state_arrays, compiled.text.states)
                compiled.run(states, slices)
                return
            run = self.bind(n)
            with np.errstate(all="ignore"):
                for part in self._parts(n, slices):
                    run(*(s.gathered() if isinstance(s, Rows) else s for s in part))

    def _parts(self, n: int, slices: Sequence[Any]) -> Iterator[Sequence[Any]]:
        """Slices so short that what is gathered and kept for them stays in a processor's cache."""
        steps, most = len(slices[0]), self._steps_together(n)
        if steps <= most:
            yield slices
            return
        for first in range(0, steps, most):
            yield [s[first : first + most] for s in slices]

    def _steps_together(self, n: int) -> int:
        if not self.device.slices:
            return sys.maxsize
        one = max(1, size_at(self._input_bytes, n))
        enough = max(_LONG_STEPS_TOGETHER, min(_STEPS_TOGETHER, _BYTES_OF_THESE // one))
        return max(enough, _BYTES_TOGETHER // one)

    @cached_property
    def _input_bytes(self) -> Size:
        """How much memory the inputs of one step take."""
        total: Size = 0
        for node in self.graph.inputs.values():
            total = total + node.spec.size * np.dtype(node.spec.dtype).itemsize
        return total

    def step(self, level: str, n: int) -> Callable[..., Any]:
        """For the plain level: the function `step(<inputs>)` on the current state arrays."""
        function: Callable[..., Any] = self.function(level)(
            n, *self.state_arrays(), *self.constants(level)
        )
        return function

    def save(
        self, path: str | Path, n: int, level: str = "plain", example: Sequence[Any] | None = None
    ) -> None:
        """Writes `path` (source) and `path` with the suffix `.npz` (state and fixed arrays).

        The file runs with NumPy alone. `load()` in it returns the step function on the saved
        state for batch size `n`; run as a script, it takes one step on the example.

        Args:
            path: where the source goes.
            n: batch size.
            level: "plain" or "fast".
            example: a value for each input of the program; random numbers by default.
        """
        from pathlib import Path

        path = Path(path)
        schedule = self.schedule(level)
        names = [o.name for o in schedule.states.values()]
        arrays = dict(zip(names, self.state_arrays(), strict=True))
        arrays.update(zip(schedule.constants, self.constants(level), strict=True))
        if example is None:
            example = [_any_numbers(node.spec, n) for node in self.graph.inputs.values()]
        batch = {f"example_{k}": v for k, v in zip(self.input_names, example, strict=True)}
        text = stand_alone(self, list(arrays), path, n, level)
        host: dict[str, Any] = _on_host({**arrays, **batch})
        _write_aside(path.with_suffix(".npz"), lambda f: np.savez(f, **host))
        _write_aside(path, lambda f: f.write(text.encode()))


def _any_numbers(spec: Spec, n: int) -> np.ndarray:
    shape = shape_at(spec.shape, n)
    if not is_float(spec.dtype):
        return np.zeros(shape, spec.dtype)
    return np.random.default_rng(0).uniform(0, 1, shape).astype(spec.dtype)


def _on_host(arrays: dict[str, Any]) -> dict[str, np.ndarray]:
    device = devices.current()
    return {name: device.to_numpy(array) for name, array in arrays.items()}


def _write_aside(path: Path, write: Callable[[Any], Any]) -> None:
    """Writes beside the target and renames, so that no half-written file is ever seen."""
    aside = path.with_name(f".{path.name}.partial")
    try:
        with aside.open("wb") as file:
            write(file)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
