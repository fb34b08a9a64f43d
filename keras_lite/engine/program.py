"""Programs: a graph that was simplified, planned and emitted, ready to be replayed."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from keras_lite.engine import device as devices
from keras_lite.engine.check import check, check_schedule
from keras_lite.engine.emit import emit, forget, load
from keras_lite.engine.ir import Graph
from keras_lite.engine.leaves import Constant
from keras_lite.engine.plan import plan
from keras_lite.engine.schedule import Schedule
from keras_lite.engine.simplify import simplify
from keras_lite.engine.support import source_of

_BOUND_SIZES = 4


class Program:
    """A step of a model as a straight-line program.

    Args:
        graph: what one step computes, for any batch size.
        title: first line of the source.

    The program is planned once. `bind(n)` makes its buffers for one batch size; the last four
    sizes are kept, so a short last batch or a growing `predict` retraces nothing.
    """

    def __init__(self, graph: Graph, title: str = "") -> None:
        self.title = title
        self.device = devices.current()
        self.graph = check(simplify(check(graph, "trace")), "simplify")
        self.input_names = list(graph.inputs)
        self.output_names = list(graph.outputs)
        self._texts: dict[str, str] = {}
        self._schedules: dict[str, Schedule] = {}
        self._functions: dict[str, Callable[..., Any]] = {}
        self._bound: OrderedDict[int, tuple[tuple[int, ...], Callable[..., Any]]] = OrderedDict()
        self._lock = threading.Lock()

    def schedule(self, level: str = "fast") -> Schedule:
        """The planned operations of a level."""
        if level not in self._schedules:
            self._schedules[level] = check_schedule(
                plan(self.graph, self.title, level, self.device.slices)
            )
        return self._schedules[level]

    def source(self, level: str = "fast") -> str:
        """The emitted text of a level."""
        if level not in self._texts:
            self._texts[level] = emit(self.schedule(level), level, self.device)
        return self._texts[level]

    def state_arrays(self) -> list[Any]:
        """The state arrays in the order in which the program takes them."""
        return [self.graph.owners[key].array for key in self.schedule().states]

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
        states = self.state_arrays()
        identity = tuple(map(id, states))
        held = self._bound.get(n)
        if held is None or held[0] != identity:
            run = self.function()(n, *states, *self.constants())
            held = (identity, run)
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
                values of every step.
        """
        with self._lock, np.errstate(all="ignore"):
            self.bind(n)(*slices)

    def step(self, level: str, n: int) -> Callable[..., Any]:
        """For the plain level: the function `step(<inputs>)` on the current state arrays."""
        function: Callable[..., Any] = self.function(level)(
            n, *self.state_arrays(), *self.constants(level)
        )
        return function

    def save(self, path: str | Path, n: int, level: str = "plain") -> None:
        """Writes `path` (source) and `path` with the suffix `.npz` (state and fixed arrays).

        The file runs with NumPy alone; `load()` in it returns the step function on the saved
        state for batch size `n`.
        """
        path = Path(path)
        schedule = self.schedule(level)
        names = [o.name for o in schedule.states.values()]
        arrays = dict(zip(names, self.state_arrays(), strict=True))
        arrays.update(zip(schedule.constants, self.constants(level), strict=True))
        text = _stand_alone(self.source(level), list(arrays), path, n, schedule.support)
        host: dict[str, Any] = _on_host(arrays)
        _write_aside(path.with_suffix(".npz"), lambda f: np.savez(f, **host))
        _write_aside(path, lambda f: f.write(text.encode()))


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


def _stand_alone(source: str, names: list[str], path: Path, n: int, support: list[Any]) -> str:
    arrays = ", ".join(f'arrays["{name}"]' for name in names)
    _, title, rest = source.split('"""', 2)
    helpers = source_of(support)
    return f"""\"\"\"{title}\"\"\"

from __future__ import annotations

from pathlib import Path

import numpy as np

{helpers + chr(10) * 2 if helpers else ""}{rest.strip()}


def load(batch_size={n}):
    \"\"\"Returns the step function, and the arrays that it reads and changes.\"\"\"
    saved = np.load(Path(__file__).with_name("{path.with_suffix(".npz").name}"))
    arrays = {{name: saved[name] for name in saved.files}}
    return program(batch_size, {arrays}), arrays


if __name__ == "__main__":
    step, arrays = load()
    print(step.__name__, "of {n} rows; state:", {{name: a.shape for name, a in arrays.items()}})
"""
