"""Rows taken out by number, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name, is_integer
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import Array, Example, Name, Op, call
from keras_lite.engine.support import on
from keras_lite.engine.trace import apply
from keras_lite.primitives.axes import one_axis
from keras_lite.primitives.elementwise import as_dtype, promoted
from keras_lite.primitives.shape import full, reshape, transpose

_ROWS = np.array([[2, 0], [1, 2]], "int32")


class Take(Op):
    """y = the parts of x along an axis that have the numbers given; from (x, numbers)."""

    axis: int

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.take(*inputs, axis=self.axis)

    def spec(self, *inputs: Spec) -> Spec:
        x, rows = inputs
        _check_integers(self, rows)
        return Spec((*x.shape[: self.axis], *rows.shape, *x.shape[self.axis + 1 :]), x.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x, rows = inputs
        return (_scattered(x, rows, g, self.axis), None)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"take({inputs[0]}, {inputs[1]}, axis={self.axis}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        return f"np.take({inputs[0]}, {inputs[1]}, axis={self.axis})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(0), ((4, 3), _ROWS)),
            Example(cls(1), ((BATCH, 3), _ROWS)),
            Example(cls(0), ((4,), np.array(-1, "int64"))),
        ]


def _check_integers(op: Op, rows: Spec) -> None:
    if not is_integer(rows.dtype):
        raise TypeError(
            f"{op.name}: places of dtype {rows.dtype} arrived; integers are expected."
            " Cast them first (ops.cast)."
        )


def scattered(x: Any, rows: Any, updates: Any, axis: Any, mode: Any) -> Any:
    """x with updates combined into its parts along an axis; a part may be named more than once."""
    y = x.copy()
    index = (slice(None),) * axis + (rows,)
    if mode == "set":
        y[index] = updates
    elif mode == "add":
        np.add.at(y, index, updates)
    elif mode == "multiply":
        # CuPy has no multiply.at: one part after another.
        before = index[:-1]
        apart = updates.reshape((*y.shape[:axis], -1, *y.shape[axis + 1 :]))
        for place, row in enumerate(rows.reshape(-1).tolist()):
            y[(*before, row)] *= apart[(*before, place)]
    elif mode == "max":
        np.maximum.at(y, index, updates)
    else:
        np.minimum.at(y, index, updates)
    return y


class Scatter(Op):
    """y = x with its parts along an axis combined with updates; from (x, rows, updates).

    Attributes:
        axis: along which the rows are counted.
        mode: "add", "set", "multiply", "max" or "min".
    """

    axis: int
    mode: str = "add"
    support = (scattered,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return on(scattered, xp)(*inputs, self.axis, self.mode)

    def spec(self, *inputs: Spec) -> Spec:
        x, rows, updates = inputs
        _check_integers(self, rows)
        expected = (*x.shape[: self.axis], *rows.shape, *x.shape[self.axis + 1 :])
        if updates.shape != expected:
            raise ValueError(
                f"scatter: updates of the shape {updates.shape} arrived where {expected} is"
                f" expected for places of the shape {rows.shape} along axis {self.axis} of"
                f" {x.shape}."
            )
        return x

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        _, rows, updates = inputs
        taken = apply(Take(self.axis), g, rows)
        if self.mode == "add":
            return g, None, taken
        if self.mode == "set":
            zero = full(tuple(updates.shape), 0, updates.dtype)
            return apply(Scatter(self.axis, "set"), g, rows, zero), None, taken
        raise NotImplementedError(
            f"The slope of scatter with mode {self.mode!r} is not known. Use mode 'add' or 'set'."
        )

    def expression(self, *inputs: Name) -> str:
        return f'scattered({", ".join(inputs)}, {self.axis}, "{self.mode}")'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        twice = np.array([2, 0, 2], "int32")
        once = np.array([2, 0], "int32")
        rest = [
            Example(cls(0, mode), ((4, 3), twice, (3, 3)), differentiable=())
            for mode in ("multiply", "max", "min")
        ]
        return [
            Example(cls(0), ((4, 3), twice, (3, 3))),
            Example(cls(1), ((BATCH, 4), twice, (BATCH, 3))),
            Example(cls(0, "set"), ((4, 3), once, (2, 3))),
            *rest,
        ]


def _scattered(x: Any, rows: Any, updates: Any, axis: int, mode: str = "add") -> Any:
    """Updates scattered into zeros of the shape of x."""
    zeros = full(tuple(x.shape), 0, dtype_name(x.dtype))
    return apply(Scatter(axis, mode), zeros, rows, updates)


def scattered_along(x: Any, places: Any, updates: Any, axis: Any) -> Any:
    """x with each update added at its place along an axis."""
    y = x.copy()
    index = []
    for i in range(y.ndim):
        shape = [1] * y.ndim
        shape[i] = -1
        index.append(places if i == axis else np.arange(places.shape[i]).reshape(shape))
    np.add.at(y, tuple(index), updates)
    return y


class TakeAlongAxis(Op):
    """y = for each place the number of x at another place along an axis; from (x, places)."""

    axis: int

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.take_along_axis(*inputs, axis=self.axis)

    def spec(self, *inputs: Spec) -> Spec:
        x, places = inputs
        _check_integers(self, places)
        same = [a == b for a, b in zip(x.shape, places.shape, strict=False)]
        if x.rank != places.rank or not all(same[: self.axis] + same[self.axis + 1 :]):
            raise ValueError(
                f"take_along_axis: places of the shape {places.shape} arrived for a value of shape"
                f" {x.shape}; all lengths but that of axis {self.axis} must be equal."
            )
        return Spec(places.shape, x.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x, places = inputs
        zeros = full(tuple(x.shape), 0, x.dtype)
        return apply(ScatterAlongAxis(self.axis), zeros, places, g), None

    def stacked(self) -> Op | None:
        return self.but(axis=self.axis + 1)

    def expression(self, *inputs: Name) -> str:
        return f"np.take_along_axis({inputs[0]}, {inputs[1]}, axis={self.axis})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(1), ((2, 3), _ROWS)),
            Example(cls(0), ((3, 2), _ROWS)),
        ]


class ScatterAlongAxis(Op):
    """y = x with each update added at its place along an axis; from (x, places, updates)."""

    axis: int
    support = (scattered_along,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return on(scattered_along, xp)(*inputs, self.axis)

    def spec(self, *inputs: Spec) -> Spec:
        _check_integers(self, inputs[1])
        return inputs[0]

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return g, None, apply(TakeAlongAxis(self.axis), g, inputs[1])

    def expression(self, *inputs: Name) -> str:
        return f"scattered_along({', '.join(inputs)}, {self.axis})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        twice = np.array([[2, 2], [1, 0]], "int32")
        return [Example(cls(1), ((2, 3), twice, (2, 2)))]


class OneHot(Op):
    """y = for each number a row of zeros with 1 in its place; none outside of 0 .. depth - 1."""

    depth: int
    dtype: str = "float32"

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.equal(inputs[0][..., None], xp.arange(self.depth)).astype(self.dtype)

    def spec(self, *inputs: Spec) -> Spec:
        _check_integers(self, inputs[0])
        return Spec((*inputs[0].shape, self.depth), self.dtype)

    def stacked(self) -> Op | None:
        return self

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        same = f"equal({inputs[0]}[..., None], arange({self.depth})"
        if self.dtype in ("bool", "float16", "float32", "float64"):
            return [f"{same}, out={out})"]
        return [f'copyto({out}, {same}), casting="unsafe")']

    def expression(self, *inputs: Name) -> str:
        return f'np.equal({inputs[0]}[..., None], np.arange({self.depth})).astype("{self.dtype}")'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(3), (np.array([[2, 0], [-1, 3]], "int32"),)),
            Example(cls(2, "int32"), (np.array(1, "int64"),)),
            Example(cls(2, "bool"), (np.array([1, 0], "uint8"),)),
        ]


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The parts of x along an axis that have the numbers given; of all its numbers by default."""
    (x,), (indices,) = promoted(x), promoted(indices)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    return apply(Take(one_axis(axis, len(x.shape), "take")), x, indices)


def take_along_axis(x: Any, indices: Any, axis: int | None = -1) -> Any:
    """For each place the number of x at another place along an axis."""
    (x,), (indices,) = promoted(x), promoted(indices)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    axis = one_axis(axis, len(x.shape), "take_along_axis")
    shape = list(x.shape)
    wanted = list(indices.shape)
    for i in range(min(len(shape), len(wanted))):
        if i != axis and shape[i] != wanted[i]:  # lengths of 1 are repeated
            shape[i], wanted[i] = (wanted[i], wanted[i]) if shape[i] == 1 else (shape[i], shape[i])
    x = call("broadcast_to", x, shape=tuple(shape)) if shape != list(x.shape) else x
    if wanted != list(indices.shape):
        indices = call("broadcast_to", indices, shape=tuple(wanted))
    return apply(TakeAlongAxis(axis), x, indices)


def scatter(x: Any, indices: Any, updates: Any, mode: str = "add", axis: int = 0) -> Any:
    """x with its parts along an axis set to, or combined with, updates.

    Args:
        x: a value.
        indices: numbers of the parts; in mode "add" one may be named more than once.
        updates: the shape of x with `indices.shape` in place of the axis.
        mode: "add", "set", "multiply", "max" or "min".
        axis: along which the parts are counted.
    """
    (x,), (indices,) = promoted(x), promoted(indices)
    place = one_axis(axis, len(x.shape), "scatter")
    return apply(Scatter(place, mode), x, indices, as_dtype(updates, dtype_name(x.dtype)))


def scatter_add(x: Any, indices: Any, updates: Any, axis: int = 0) -> Any:
    """x with updates added to its parts along an axis."""
    return scatter(x, indices, updates, "add", axis)


def one_hot(x: Any, depth: int, axis: int = -1, dtype: str = "float32") -> Any:
    """For each integer a row (along a new axis) of zeros with 1 in its place."""
    (x,) = promoted(x)
    y = apply(OneHot(int(depth), dtype), x)
    rank = len(y.shape)
    place = one_axis(axis, rank, "one_hot")
    order = [*range(rank - 1)]
    order.insert(place, rank - 1)
    return transpose(y, order)
