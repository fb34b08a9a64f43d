"""Which executor runs a program: NumPy, or the same program compiled from C."""

from __future__ import annotations

import threading
import warnings
from collections import OrderedDict
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from keras_lite import config
from keras_lite.engine.ir import Size, product, size_at
from keras_lite.errors import KerasLiteWarning

if TYPE_CHECKING:
    from keras_lite.engine.c_text import CText
    from keras_lite.engine.compiled import Compiled
    from keras_lite.engine.program import Program

COMPILED_SIZES = 4
"""So many batch sizes of one program are compiled; others run on NumPy."""

KNOWN_SIZES = 64
"""Of so many batch sizes, those that ran last, it is known how often they ran."""

WORTH_COMPILING = 0.5
"""Seconds of work, predicted for NumPy, after which `auto` takes the compiled program."""

QUICKLY_COMPILED = 85
"""Calls in a step, up to which this holds. For more it is as many times as long as the square of
their number is: so does the time grow that compilers take."""

_SECONDS_PER_CALL = 0.5e-6
_SECONDS_PER_ELEMENT = 0.4e-9


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
        self._lock = threading.Lock()

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
        with self._lock:
            ran = list(self._ran)
            self._ran.clear()
            for n in ran:
                if n not in self.compiled and len(self.compiled) < COMPILED_SIZES:
                    self._consider(n)

    def _consider(self, n: int) -> None:
        """Compiles the program for `n` rows if it has done so much work that it pays."""
        predicted = self.steps.get(n, 0) * self._predicted(n)
        if predicted >= self._worth / 2 and n not in self._running:
            self._running[n] = _Compilation(self.program, n)
        if predicted >= self._worth:
            self.compiled[n] = self._running.pop(n).wait()

    @property
    def _worth(self) -> float:
        """Seconds of work on NumPy after which the compiled program is taken."""
        calls, _ = self._work
        return WORTH_COMPILING * max(1.0, (calls / QUICKLY_COMPILED) ** 2)

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
        self.is_done = False
        self.program = program
        self.n = n
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        # Not at import: most programs never get here.
        from keras_lite.engine import compiler, library_folder
        from keras_lite.engine.compiled import Compiled
        from keras_lite.engine.emit_c import Declined, emit_c

        try:
            text = emit_c(self.program.graph, self.program.title, self.n, to_read=False)
            beside = threading.Thread(target=_compile_beside, args=(text,), daemon=True)
            beside.start()
            self.result = Compiled(text, compiler.load(text.source, text.pointers), self.n)
            beside.join()
        except Declined as reason:
            self.program.executor.declined[self.n] = str(reason)
        except library_folder.CannotCompile as error:
            expected = isinstance(error, library_folder.NoCompiler)
            if config.executor_was_chosen() or not expected:
                self.problem = str(error)
        except Exception as error:
            self.problem = f"{self.program.title} cannot be written in C, a defect ({error!r})"
        self.is_done = True

    def wait(self) -> Compiled | None:
        """The compiled program; says so, once for each reason, if there is none."""
        self.thread.join()
        if not self.is_done:  # this is a fork of the process: the thread has stayed behind
            self._work()
        if self.problem is not None and self.problem not in _said:
            _said.add(self.problem)
            warnings.warn(
                f"Programs run on NumPy, not compiled: {self.problem}.",
                KerasLiteWarning,
                stacklevel=8,
            )
        return self.result


def _compile_beside(text: CText) -> None:
    """Compiles what a program wants besides itself, if it is the first that does.

    What fails is passed over. Functions that it needs are asked for again, and then it is said what
    is wrong; words and orders come from Python, to the same bits, where they do not come from C.
    """
    from keras_lite.engine import c_orders, c_tile_functions, c_words

    if text.is_tiled:
        for dtype in text.products:
            with suppress(Exception):
                c_tile_functions.address(dtype)
    with suppress(Exception):
        c_orders.install()  # orders of rows take longer than many a step
    if text.host is not None:
        with suppress(Exception):
            c_words.install()  # what Python computes for it is random numbers, mostly


_said: set[str] = set()
