"""Which executor runs a program: NumPy, or the same program compiled from C."""

from __future__ import annotations

import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable, Sequence
from ctypes import addressof, c_char
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite import config
from keras_lite.engine.ir import Size, product, size_at
from keras_lite.engine.rows import Rows
from keras_lite.engine.threads import available_processors
from keras_lite.errors import KerasLiteWarning

if TYPE_CHECKING:
    from keras_lite.engine.c_text import CText
    from keras_lite.engine.program import Program

COMPILED_SIZES = 4
"""So many batch sizes of one program are compiled; others run on NumPy."""

KNOWN_SIZES = 64
"""Of so many batch sizes, those that ran last, it is known how often they ran."""

WORTH_COMPILING = 0.5
"""Seconds of work, predicted for NumPy, after which `auto` takes the compiled program."""

_SECONDS_PER_CALL = 0.5e-6
_SECONDS_PER_ELEMENT = 0.4e-9


class Compiled:
    """A program as a C function, for one batch size.

    Args:
        text: the source and what its function takes.
        function: `run`, compiled.
        n: batch size.
    """

    def __init__(self, text: CText, function: Callable[..., int], n: int) -> None:
        self.text = text
        self.n = n
        self.function = function
        from keras_lite.engine import blas, c_threads  # not at import: most never get here

        memory = np.empty(text.memory + 64, np.uint8)
        self._kept = [memory, *text.constants, *map(blas.function, text.products)]
        start = memory.ctypes.data
        functions = [*map(blas.address, text.products)]
        if text.is_shared:
            functions.append(c_threads.address(available_processors()))
        self._numbers, self._dtypes = range(len(text.dtypes)), [*map(np.dtype, text.dtypes)]
        self._batches = [i for i, name in enumerate(text.inputs) if name in text.batches]
        self._states: Sequence[Any] = []  # seen last, and where they lie
        self._places: list[int] = []
        self._last = [*map(_address, text.constants), *functions, start + -start % 64]

    def run(self, states: Sequence[Any], slices: Sequence[Any]) -> None:
        """Runs one step for each row of `slices`, changing states and outputs in place.

        Raises:
            IndexError: if a step named a place outside of an array.
        """
        steps, count = len(slices[0]), len(self.text.inputs)
        order, slices = self._in_order(self._with_host_values(states, slices))
        arrays = [
            _ready(array, dtype, i >= count)
            for i, array, dtype in zip(self._numbers, slices, self._dtypes, strict=True)
        ]
        if states is not self._states:
            self._states, self._places = states, list(map(_address, states))
        wrong = self.function(steps, order, *map(_address, arrays), *self._places, *self._last)
        if wrong:
            raise IndexError(
                f"Step {wrong} of this slice names a row or place that does not exist (an index is"
                " too large or too small for what it is looked up in)."
            )

    def _in_order(self, slices: Sequence[Any]) -> tuple[int | None, Sequence[Any]]:
        """Where the order of rows lies, if all batches are rows in that order; and the arrays."""
        ordered = [b for i in self._batches if isinstance(b := slices[i], Rows)]
        if not ordered:
            return None, slices
        places = {_address(b.order) for b in ordered}
        if len(places) > 1 or len(ordered) < len(self._batches):
            return None, [s.gathered() if isinstance(s, Rows) else s for s in slices]
        return places.pop(), [s.array if isinstance(s, Rows) else s for s in slices]

    def _with_host_values(self, states: Sequence[Any], slices: Sequence[Any]) -> Sequence[Any]:
        """The inputs, the values that Python computes for this slice, and the outputs."""
        host = self.text.host
        if host is None:
            return slices
        count = len(self.text.inputs) - len(host.wanted)
        inputs = dict(zip(self.text.inputs, slices[:count], strict=False))
        named = dict(zip(self.text.states, states, strict=True))
        values = host.compute(self.n, len(slices[0]), inputs, named)
        return [*slices[:count], *values, *slices[count:]]


def _address(array: Any) -> int:
    try:
        return addressof(c_char.from_buffer(array))  # a third of the time
    except (TypeError, ValueError):  # read-only, empty, or in pieces
        return array.__array_interface__["data"][0]  # type: ignore[no-any-return]


def _ready(array: Any, dtype: np.dtype[Any], written: bool) -> np.ndarray:
    """An array as C reads it. One that is written must be so already."""
    if array.dtype == dtype and array.flags.c_contiguous:
        return array  # type: ignore[no-any-return]
    if written:
        raise ValueError(f"An output of {dtype} in one piece is expected, not {array.dtype}.")
    return np.ascontiguousarray(array, dtype=dtype)


class Executor:
    """Decides for one program, batch size by batch size.

    `auto` depends on nothing but the program and the steps done so far, so that the same calls with
    the same seed give the same bits, whatever is in the cache and however fast the machine is.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.steps: OrderedDict[int, int] = OrderedDict()
        self._ran: dict[int, None] = {}  # since the last boundary
        self.compiled: dict[int, Compiled | None] = {}
        self.declined: dict[int, str] = {}
        self._running: dict[int, _Compilation] = {}

    def find(self, n: int, steps: int) -> Compiled | None:
        """What runs the next slice of `steps` steps of `n` rows; `None`: NumPy."""
        mode = config.executor()
        if mode == "numpy" or not self._is_suitable():
            return None
        if mode == "auto":
            self._count(n, steps)
        elif n not in self.compiled and len(self.compiled) < COMPILED_SIZES:
            self.compiled[n] = _Compilation(self.program, n).wait()
        return self.compiled.get(n)

    def _count(self, n: int, steps: int) -> None:
        self.steps[n] = self.steps.get(n, 0) + steps
        self.steps.move_to_end(n)
        self._ran[n] = None
        if len(self.steps) > KNOWN_SIZES:
            self._ran.pop(self.steps.popitem(last=False)[0], None)

    def _is_suitable(self) -> bool:
        return self.program.device.module is np and bool(self.program.graph.inputs)

    def at_boundary(self) -> None:
        """The place where `auto` may change executors: between epochs and calls."""
        if not self._ran or config.executor() != "auto":
            return
        for n in self._ran:
            if n not in self.compiled and len(self.compiled) < COMPILED_SIZES:
                self._consider(n)
        self._ran.clear()

    def _consider(self, n: int) -> None:
        """Compiles the program for `n` rows if it has done so much work that it pays."""
        predicted = self.steps[n] * self._predicted(n)
        if predicted >= WORTH_COMPILING / 2 and n not in self._running:
            self._running[n] = _Compilation(self.program, n)
        if predicted >= WORTH_COMPILING:
            self.compiled[n] = self._running.pop(n).wait()

    def _predicted(self, n: int) -> float:
        """Seconds that a step of `n` rows takes on NumPy, about: not measured, so always equal."""
        calls, elements = self._work
        return calls * _SECONDS_PER_CALL + size_at(elements, n) * _SECONDS_PER_ELEMENT

    @cached_property
    def _work(self) -> tuple[int, Size]:
        """How many calls a step makes on NumPy, and of how many elements."""
        sizes = [
            product(node.spec.shape)
            for node in self.program.graph.nodes
            if node.inputs and not node.op.is_view
        ]
        total: Size = 0
        for size in sizes:
            total = total + size
        return len(sizes), total


class _Compilation:
    """One batch size of a program being compiled, in a thread of its own."""

    def __init__(self, program: Program, n: int) -> None:
        self.result: Compiled | None = None
        self.problem: str | None = None
        self.program = program
        self.n = n
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        # Not at import: most programs never get here.
        from keras_lite.engine import c_words, compiler, library_folder
        from keras_lite.engine.emit_c import Declined, emit_c

        try:
            text = emit_c(self.program.graph, self.program.title, self.n)
            if text.host is not None:
                c_words.install()  # what Python computes for it is random numbers, mostly
            self.result = Compiled(text, compiler.load(text.source, text.pointers), self.n)
        except Declined as reason:
            self.program.executor.declined[self.n] = str(reason)
        except library_folder.CannotCompile as error:
            expected = isinstance(error, library_folder.NoCompiler)
            if config.executor_was_chosen() or not expected:
                self.problem = str(error)
        except Exception as error:
            self.problem = f"{self.program.title} cannot be written in C, a defect ({error!r})"

    def wait(self) -> Compiled | None:
        """The compiled program; says so, once for each reason, if there is none."""
        self.thread.join()
        if self.problem is not None and self.problem not in _said:
            _said.add(self.problem)
            warnings.warn(
                f"Programs run on NumPy, not compiled: {self.problem}.",
                KerasLiteWarning,
                stacklevel=8,
            )
        return self.result


_said: set[str] = set()
