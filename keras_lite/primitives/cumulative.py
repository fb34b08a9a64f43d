"""Running sums and products, orders, and the places of extremes: along one axis."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

from keras_lite.engine.dtypes import is_float
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import Array, Example, Name, Op, call
from keras_lite.engine.trace import apply
from keras_lite.primitives.axes import one_axis
from keras_lite.primitives.elementwise import promoted
from keras_lite.primitives.reduction import reduced_shape, summable
from keras_lite.primitives.shape import flip, reshape


class Running(Op, abstract=True):
    """What has come together up to each place along an axis."""

    axis: int
    function: ClassVar[str]

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return getattr(xp, self.function)(inputs[0], axis=self.axis, dtype=inputs[0].dtype)

    def spec(self, *inputs: Spec) -> Spec:
        return inputs[0]

    def _arguments(self, x: Name) -> str:
        typed = "" if is_float(x.spec.dtype) else f', dtype="{x.spec.dtype}"'
        return f"{x}, axis={self.axis}{typed}"

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"{self.function}({self._arguments(inputs[0])}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        return f"np.{self.function}({self._arguments(inputs[0])})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(1), ((BATCH, 4),)),
            Example(cls(0), ((BATCH, 4),)),
            Example(cls(0), (np.array([1, 2, 3], "int32"),)),
        ]


class Cumsum(Running):
    """y = the sum of x up to each place."""

    axis: int
    function = "cumsum"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (flip(cumsum(flip(g, self.axis), self.axis), self.axis),)


class Cumprod(Running):
    """y = the product of x up to each place."""

    axis: int
    function = "cumprod"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        zero = g.trace.constant(0, g.dtype)
        after = flip(cumsum(flip(g * y, self.axis), self.axis), self.axis)
        # As in TensorFlow, numbers that are 0 get no slope.
        return (call("where", call("equal", x, zero), zero, after / x),)


class Sort(Op):
    """y = x in rising order along an axis."""

    axis: int
    reuses = (0,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.sort(inputs[0], axis=self.axis)

    def spec(self, *inputs: Spec) -> Spec:
        return inputs[0]

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        order = call("argsort", inputs[0], axis=self.axis, dtype="int64")
        places = call("argsort", order, axis=self.axis, dtype="int64")
        return (call("take_along_axis", g, places, axis=self.axis),)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        start = [] if out.shares(inputs[0]) else [f"copyto({out}, {inputs[0]})"]
        return [*start, f"{out}.sort(axis={self.axis})"]

    def expression(self, *inputs: Name) -> str:
        return f"np.sort({inputs[0]}, axis={self.axis})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(1), ((BATCH, 4),)), Example(cls(0), ((BATCH, 4),))]


class Argsort(Op):
    """y = the places from which x in rising order is taken; equal numbers keep their order."""

    axis: int
    dtype: str = "int32"

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.argsort(inputs[0], axis=self.axis, kind="stable").astype(self.dtype)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(inputs[0].shape, self.dtype)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        order = f'argsort({inputs[0]}, axis={self.axis}, kind="stable")'
        return [f'copyto({out}, {order}, casting="unsafe")']

    def expression(self, *inputs: Name) -> str:
        order = f'np.argsort({inputs[0]}, axis={self.axis}, kind="stable")'
        return f'{order}.astype("{self.dtype}")'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(1), ((BATCH, 4),)),
            Example(cls(0, "int64"), (np.array([3, 1, 3, 2, 1], "int32"),)),
        ]


class ExtremePlace(Op, abstract=True):
    """The first place of an extreme along an axis."""

    axis: int
    keepdims: bool
    dtype: str
    function: ClassVar[str]

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        place = getattr(xp, self.function)(inputs[0], axis=self.axis, keepdims=self.keepdims)
        return place.astype(self.dtype)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(reduced_shape(inputs[0].shape, (self.axis,), self.keepdims), self.dtype)

    def _arguments(self, x: Name) -> str:
        return f"{x}, axis={self.axis}" + (", keepdims=True" if self.keepdims else "")

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        arguments = self._arguments(inputs[0])
        if self.dtype == "int64":
            return [f"{self.function}({arguments}, out={out})"]
        return [f'copyto({out}, {self.function}({arguments}), casting="unsafe")']

    def expression(self, *inputs: Name) -> str:
        place = f"np.{self.function}({self._arguments(inputs[0])})"
        return place if self.dtype == "int64" else f'{place}.astype("{self.dtype}")'

    def stacked(self) -> Op | None:
        return self.but(axis=self.axis + 1)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(1, False, "int32"), ((BATCH, 4),)),
            Example(cls(0, True, "int64"), ((BATCH, 4),)),
            Example(cls(0, False, "int32"), (np.array([1, 3, 3, 1], "int32"),)),
        ]


class Argmax(ExtremePlace):
    """y = the first place of the largest number along an axis."""

    axis: int
    keepdims: bool = False
    dtype: str = "int32"
    function = "argmax"


class Argmin(ExtremePlace):
    """y = the first place of the smallest number along an axis."""

    axis: int
    keepdims: bool = False
    dtype: str = "int32"
    function = "argmin"


def _along(x: Any, axis: Any, where: str) -> tuple[Any, int]:
    """The value and its axis; without an axis, all numbers in one row."""
    (x,) = promoted(x)
    if axis is None:
        return reshape(x, (-1,)), 0
    return x, one_axis(axis, len(x.shape), where)


def cumsum(x: Any, axis: Any = None) -> Any:
    """The sum of x up to each place along an axis."""
    x, place = _along(summable(x), axis, "cumsum")
    return apply(Cumsum(place), x)


def cumprod(x: Any, axis: Any = None) -> Any:
    """The product of x up to each place along an axis."""
    x, place = _along(summable(x), axis, "cumprod")
    return apply(Cumprod(place), x)


def sort(x: Any, axis: Any = -1) -> Any:
    """x in rising order along an axis."""
    x, place = _along(x, axis, "sort")
    return apply(Sort(place), x)


def argsort(x: Any, axis: Any = -1, dtype: str = "int32") -> Any:
    """The places from which x in rising order is taken; equal numbers keep their order."""
    x, place = _along(x, axis, "argsort")
    return apply(Argsort(place, dtype), x)


def _extreme(cls: type[Any], x: Any, axis: Any, keepdims: bool, dtype: str) -> Any:
    (x,) = promoted(x)
    rank = len(x.shape)
    flat, place = _along(x, axis, cls.name)
    y = apply(cls(place, bool(keepdims) and axis is not None, dtype), flat)
    return reshape(y, (1,) * rank) if keepdims and axis is None else y


def argmax(x: Any, axis: Any = None, keepdims: bool = False, dtype: str = "int32") -> Any:
    """The first place of the largest number along an axis, or in all of x read row by row."""
    return _extreme(Argmax, x, axis, keepdims, dtype)


def argmin(x: Any, axis: Any = None, keepdims: bool = False, dtype: str = "int32") -> Any:
    """The first place of the smallest number along an axis, or in all of x read row by row."""
    return _extreme(Argmin, x, axis, keepdims, dtype)
