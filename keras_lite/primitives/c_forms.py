"""How operations that have no single expression are written in C: which form of loops they take."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from keras_lite.engine.c_numbers import VALUE_TYPES, literal
from keras_lite.engine.forms import (
    Drawn,
    Fold,
    Form,
    Index,
    Parts,
    Picked,
    Pointwise,
    Search,
    Spread,
    View,
    form,
)
from keras_lite.engine.ir import Spec
from keras_lite.engine.strided import Strided, in_order
from keras_lite.primitives.slicing import Range

At = Callable[[int, Index], str]
"""Gives the source of input i at a place."""

# The same place. -------------------------------------------------------------------------------


@form("copy", "stop_gradient")
def _same(op: Any, x: Spec) -> Form:
    return Pointwise("{0}")


@form("cast")
def _cast(op: Any, x: Spec) -> Form | None:
    if x.dtype.startswith("float") and op.dtype not in _FROM_FLOATS:
        return None  # what C makes of numbers that do not fit is anybody's guess
    if x.dtype == "bool" and op.dtype in ("float32", "float64"):
        one = literal(1.0, op.dtype)  # a choice is vectorised where a conversion is not
        return Pointwise(f"{{0}} ? {one} : {literal(0.0, op.dtype)}")
    return Pointwise(f"({VALUE_TYPES[op.dtype]}){{0}}")


_FROM_FLOATS = ("float32", "float64", "int32", "int64", "bool")

# The same memory. ------------------------------------------------------------------------------


@form("reshape")
def _reshape(op: Any, x: Spec) -> Form:
    return View(lambda seen: seen.reshaped(op.shape))


@form("transpose")
def _transpose(op: Any, x: Spec) -> Form:
    return View(lambda seen: seen.transposed(op.axes))


@form("broadcast_to")
def _broadcast(op: Any, x: Spec) -> Form:
    return View(lambda seen: seen.spread(op.shape))


@form("slice")
def _slice(op: Any, x: Spec) -> Form:
    return View(lambda seen: seen.sliced(_plain(op.index)))


def _plain(index: Any) -> list[Any]:
    return [slice(e.start, e.stop, e.step) if isinstance(e, Range) else e for e in index]


@form("unpack")
def _unpack(op: Any, x: Spec) -> Form:
    return View(lambda seen: _piece(seen, op.offset, op.shape))


def _piece(flat: Strided, offset: int, shape: tuple[int, ...]) -> Strided | None:
    return flat.sliced([slice(offset, offset + math.prod(shape))]).reshaped(shape)


# Many numbers made one. ------------------------------------------------------------------------


@form("sum", "prod", "max", "min", "any", "all")
def _reduction(op: Any, x: Spec) -> Form | None:
    kept = [a for a in range(x.rank) if a not in op.axis]
    place = (lambda a: a) if op.keepdims else kept.index
    rank = x.rank if op.keepdims else len(kept)
    axes = [rank + op.axis.index(a) if a in op.axis else place(a) for a in range(x.rank)]
    start, update = _reduction_of(op.name, x.dtype)
    if start is None or (x.dtype not in ("float32", "float64", "bool", "int32", "int64")):
        return None
    sizes = tuple(int(x.shape[a]) for a in op.axis)
    return Fold(sizes, (tuple(axes),), "{0}", start, update, is_sum=op.name == "sum")


def _reduction_of(name: str, dtype: str) -> tuple[str | None, str]:
    floats = dtype in ("float32", "float64")
    if name == "sum":
        return "0", "{0} + {1}"
    if name == "prod":
        return "1", "{0} * {1}"
    if name == "any":
        return "0", "{0} || {1}"
    if name == "all":
        return "1", "{0} && {1}"
    # NaN beats every number, and is beaten by none.
    if name == "max":
        return ("-INFINITY" if floats else None), "{1} > {0} || {1} != {1} ? {1} : {0}"
    return ("INFINITY" if floats else None), "{1} < {0} || {1} != {1} ? {1} : {0}"


@form("matmul")
def _matmul(op: Any, a: Spec, b: Spec) -> Form:
    rank = max(a.rank, b.rank)
    rows, columns, inner = rank - 2, rank - 1, rank
    before_a, before_b = (tuple(range(rank - x.rank, rank - 2)) for x in (a, b))
    axes = ((*before_a, rows, inner), (*before_b, inner, columns))
    sizes, matrices = (int(a.shape[-1]),), (rows, columns, inner)
    return Fold(sizes, axes, "{0} * {1}", "0", "{0} + {1}", is_sum=True, matrices=matrices)


@form("argmax", "argmin")
def _extreme_place(op: Any, x: Spec) -> Form:
    rank = x.rank if op.keepdims else x.rank - 1
    others = [a for a in range(x.rank) if a != op.axis]
    place = (lambda a: a) if op.keepdims else others.index
    axes = tuple(rank if a == op.axis else place(a) for a in range(x.rank))
    sign = ">" if op.name == "argmax" else "<"
    better = f"{{1}} {sign} {{0}} || ({{1}} != {{1}} && {{0}} == {{0}})"
    return Search(int(x.shape[op.axis]), axes, better)


# Elements from elsewhere. ----------------------------------------------------------------------


@form("one_hot")
def _one_hot(op: Any, x: Spec) -> Form:
    return Picked(lambda index, at: f"{at(0, index[:-1])} == {index[-1]}")


@form("take")
def _take(op: Any, x: Spec, rows: Spec) -> Form:
    axis, end, size = op.axis, op.axis + rows.rank, x.shape[op.axis]

    def element(index: Index, at: At) -> str:
        row = f"place_of({at(1, index[axis:end])}, {size}, &outside)"
        return at(0, (*index[:axis], row, *index[end:]))

    return Picked(element)


@form("take_along_axis")
def _take_along_axis(op: Any, x: Spec, places: Spec) -> Form:
    axis, size = op.axis, x.shape[op.axis]

    def element(index: Index, at: At) -> str:
        place = f"place_of({at(1, index)}, {size}, &outside)"
        return at(0, (*index[:axis], place, *index[axis + 1 :]))

    return Picked(element)


@form("scatter")
def _scatter(op: Any, x: Spec, rows: Spec, updates: Spec) -> Form | None:
    axis, end, size = op.axis, op.axis + rows.rank, x.shape[op.axis]
    update = {"add": "{0} + {1}", "multiply": "{0} * {1}", "set": "{1}"}.get(op.mode)
    if update is None:
        return None

    def place(index: Index, at: At) -> Index:
        row = f"place_of({at(1, index[axis:end])}, {size}, &outside)"
        return (*index[:axis], row, *index[end:])

    return Spread(place, update)


@form("scatter_along_axis")
def _scatter_along_axis(op: Any, x: Spec, places: Spec, updates: Spec) -> Form:
    axis, size = op.axis, x.shape[op.axis]

    def place(index: Index, at: At) -> Index:
        along = f"place_of({at(1, index)}, {size}, &outside)"
        return (*index[:axis], along, *index[axis + 1 :])

    return Spread(place, "{0} + {1}")


# Random numbers. -------------------------------------------------------------------------------


@form(
    "random_uniform",
    only=lambda op: (op.low, op.high, op.compiled) == (0.0, 1.0, False) and op.dtype in _DRAWN,
)
def _random_uniform(op: Any, seed: Spec) -> Form | None:
    return _DRAWN[op.dtype] if seed.dtype == "int64" else None


_DRAWN = {
    "float32": Drawn("uint32", "low_bits_float({0})"),
    "float64": Drawn("uint64", "low_bits_double({0})"),
}

# Values put together. --------------------------------------------------------------------------


@form("concatenate")
def _concatenate(op: Any, *inputs: Spec) -> Form:
    def places(out: Strided) -> list[tuple[int, Strided]]:
        found, start = [], 0
        for number, x in enumerate(inputs):
            stop = start + int(x.shape[op.axis])
            index = [slice(None)] * op.axis + [slice(start, stop)]
            found.append((number, out.sliced(index)))
            start = stop
        return found

    return Parts(places)


@form("pack")
def _pack(op: Any, *inputs: Spec) -> Form:
    def places(out: Strided) -> list[tuple[int, Strided]]:
        found, offset = [], 0
        for number, x in enumerate(inputs):
            shape = tuple(map(int, x.shape))
            found.append((number, in_order(out.buffer, shape, offset=out.offset + offset)))
            offset += math.prod(shape)
        return found

    return Parts(places)


@form("patch")
def _patch(op: Any, flat: Spec, piece: Spec) -> Form:
    shape = tuple(map(int, piece.shape))

    def places(out: Strided) -> list[tuple[int, Strided]]:
        return [(0, out), (1, in_order(out.buffer, shape, offset=out.offset + op.offset))]

    return Parts(places, apart=False)


@form("place")
def _place(op: Any, x: Spec, fill: Spec) -> Form:
    def places(out: Strided) -> list[tuple[int, Strided]]:
        return [(1, out), (0, out.sliced(_plain(op.index)))]

    return Parts(places, apart=False)
