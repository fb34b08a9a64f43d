"""How an operation is written in C: a handful of forms, chosen by the primitives.

An elementwise operation has its expression. For every other operation the primitive that brings it
registers here which form of loops it takes, so the emitter knows loops and names no operation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from keras_lite.engine.ir import Spec
from keras_lite.engine.op import Op
from keras_lite.engine.strided import Strided

Index = tuple[str, ...]
"""C source of the place along each axis."""


@dataclass(frozen=True)
class Pointwise:
    """One expression for each element, of the elements at the same place.

    Attributes:
        expression: C source, with `{0}`, `{1}`… for the inputs.
    """

    expression: str


@dataclass(frozen=True)
class Picked:
    """One expression for each element, of elements anywhere.

    Attributes:
        element: makes the C source from the place in the result and from a function that gives
            the source of input i at a place.
    """

    element: Callable[[Index, Callable[[int, Index], str]], str]


@dataclass(frozen=True)
class View:
    """The memory of input 0, seen differently; `None` where steps cannot say how."""

    seen: Callable[[Strided], Strided | None]


@dataclass(frozen=True)
class Fold:
    """Many elements made one.

    Places are counted through the axes of the result and then through the axes that vanish.

    Attributes:
        sizes: lengths of the axes that vanish.
        axes: for each input, which of all these axes each of its own is.
        term: what is folded, with `{0}`… for the inputs.
        start: what an empty fold is.
        update: the new total, with `{0}` for the total and `{1}` for the term.
        is_sum: whether terms are added up, in any order.
        matrices: where this is a product of matrices, its axes of rows, of columns, and the one
            that vanishes.
    """

    sizes: tuple[int, ...]
    axes: tuple[tuple[int, ...], ...]
    term: str
    start: str
    update: str
    is_sum: bool = False
    matrices: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Search:
    """The place along an axis of the element that beats all others.

    Attributes:
        size: length of the axis.
        axes: as of `Fold`; the axis searched is the last.
        better: whether `{1}` beats `{0}`, found before it.
    """

    size: int
    axes: tuple[int, ...]
    better: str


@dataclass(frozen=True)
class Parts:
    """Inputs put side by side or on top of each other, in order.

    Attributes:
        places: from the result's memory, which input goes where.
        apart: whether the places do not overlap, so that inputs may be computed right there.
    """

    places: Callable[[Strided], Sequence[tuple[int, Strided]]]
    apart: bool = True


@dataclass(frozen=True)
class Spread:
    """Input 0, with each element of the last input combined into a place of it.

    Attributes:
        place: the place in the result, from the place among the updates and from a function that
            gives the source of input i at a place.
        update: the new value, with `{0}` for the old one and `{1}` for the update.
    """

    place: Callable[[Index, Callable[[int, Index], str]], Index]
    update: str


@dataclass(frozen=True)
class Drawn:
    """Random numbers: one expression for each element, of words that are drawn for all at once.

    Attributes:
        words: "uint32" or "uint64", what each number is made of.
        expression: C source, with `{0}` for the words of an element.
    """

    words: str
    expression: str


Form = Pointwise | Picked | View | Fold | Search | Parts | Spread | Drawn
_FORMS: dict[str, Callable[..., Form | None]] = {}
_ONLY: dict[str, Callable[[Any], bool]] = {}
_REGISTER_THEMSELVES = "keras_lite.primitives.c_forms"


@cache
def _forms() -> dict[str, Callable[..., Form | None]]:
    """All that is registered; loaded when something is first written in C."""
    import_module(_REGISTER_THEMSELVES)
    return _FORMS


def form(*names: str, only: Callable[[Any], bool] | None = None) -> Callable[[Any], Any]:
    """Registers a function `(op, *input specs) -> Form | None` for operations by name.

    Shapes are numbers there. `None`: not with these parameters. An operation for which `only` does
    not hold has no form whatever its inputs, so that Python may compute it.
    """

    def register(function: Any) -> Any:
        for name in names:
            _FORMS[name] = function
            if only is not None:
                _ONLY[name] = only
        return function

    return register


def is_known(op: Op) -> bool:
    """Whether an operation has a form for some inputs."""
    if op.name in _forms():
        return op.name not in _ONLY or _ONLY[op.name](op)
    return op.is_elementwise and op.expression_c is not None


_FLOATS = {"float32", "float64"}
_WHOLE = {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}


def form_of(op: Op, result: Spec, inputs: Sequence[Spec]) -> Form | None:
    """The form of an operation on these inputs; `None` if C has none."""
    dtypes = {s.dtype for s in [result, *inputs]}
    if not dtypes <= _FLOATS | _WHOLE:
        return None
    if op.name in _forms() and is_known(op):
        return _forms()[op.name](op, *inputs)
    if op.is_elementwise and op.expression_c is not None:
        if op.integers_in_c or {s.dtype for s in inputs} <= _FLOATS:
            return Pointwise(op.expression_c)
    return None
