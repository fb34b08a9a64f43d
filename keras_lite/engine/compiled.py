"""A compiled program, run: where everything lies that its C function takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.engine import blas, c_threads, c_tile_functions
from keras_lite.engine.compiler import address
from keras_lite.engine.rows import Rows
from keras_lite.engine.threads import available_processors

if TYPE_CHECKING:
    from keras_lite.engine.c_text import CText


def handed(text: CText) -> list[int]:
    """Where the functions lie that a program is handed; they are compiled if they are not yet.

    Raises:
        CannotCompile: without a compiler.
    """
    found = [*map((c_tile_functions if text.is_tiled else blas).address, text.products)]
    if text.is_shared:
        found.append(c_threads.address(available_processors()))
    return found


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
        memory = np.empty(text.memory + 64, np.uint8)
        self._kept = [memory, *text.constants]
        if not text.is_tiled:
            self._kept += map(blas.function, text.products)
        start = memory.ctypes.data
        self._numbers, self._dtypes = range(len(text.dtypes)), [*map(np.dtype, text.dtypes)]
        self._batches = [i for i, name in enumerate(text.inputs) if name in text.batches]
        self._states: Sequence[Any] = []  # seen last, and where they lie
        self._places: list[int] = []
        self._last = [*map(address, text.constants), *handed(text), start + -start % 64]

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
            self._states, self._places = states, list(map(address, states))
        wrong = self.function(steps, order, *map(address, arrays), *self._places, *self._last)
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
        places = {address(b.order) for b in ordered}
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
        with np.errstate(all="ignore"):
            values = host.compute(self.n, len(slices[0]), inputs, named)
        return [*slices[:count], *values, *slices[count:]]


def _ready(array: Any, dtype: np.dtype[Any], written: bool) -> np.ndarray:
    """An array as C reads it. One that is written must be so already."""
    if array.dtype == dtype and array.flags.c_contiguous:
        return array  # type: ignore[no-any-return]
    if written:
        raise ValueError(f"An output of {dtype} in one piece is expected, not {array.dtype}.")
    return np.ascontiguousarray(array, dtype=dtype)
