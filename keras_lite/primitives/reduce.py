"""Sums, products and extremes along axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.op import Example, call
from keras_lite.engine.trace import apply
from keras_lite.primitives import shape as shapes
from keras_lite.primitives.axes import several_axes
from keras_lite.primitives.cumulative import (
    argmax,
    argmin,
    argsort,
    cumprod,
    cumsum,
    sort,
)
from keras_lite.primitives.elementwise import as_dtype, promoted
from keras_lite.primitives.reduction import Reduction, summable

__all__ = [
    "all",
    "any",
    "argmax",
    "argmin",
    "argsort",
    "cumprod",
    "cumsum",
    "max",
    "mean",
    "min",
    "prod",
    "sort",
    "sum",
]


class Sum(Reduction):
    """y = the sum of x along axes."""

    axis: tuple[int, ...]
    keepdims: bool = False
    function = "sum"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (call("broadcast_to", self.kept(g, x), shape=tuple(x.shape)),)


class Prod(Reduction):
    """y = the product of x along axes."""

    axis: tuple[int, ...]
    keepdims: bool = False
    function = "prod"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        # The product of all others, from both sides, so that zeros do no harm.
        x = inputs[0]
        rest = tuple(i for i in range(x.ndim) if i not in self.axis)
        order = (*rest, *self.axis)
        turned = shapes.transpose(x, order)
        flat = shapes.reshape(turned, (*(x.shape[i] for i in rest), -1))
        one = shapes.full((*flat.shape[:-1], 1), 1.0, x.dtype)
        before = cumprod(shapes.concatenate([one, flat[..., :-1]], -1), -1)
        after = cumprod(shapes.concatenate([one, shapes.flip(flat, -1)[..., :-1]], -1), -1)
        others = shapes.reshape(before * shapes.flip(after, -1), turned.shape)
        back = tuple(order.index(i) for i in range(x.ndim))
        return (self.kept(g, x) * shapes.transpose(others, back),)


class Extreme(Reduction, abstract=True):
    """The largest or smallest number; numbers that are equally extreme share the slope."""

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        chosen = as_dtype(call("equal", x, self.kept(y, x)), x.dtype)
        count = call("sum", chosen, axis=self.axis, keepdims=True)
        return (chosen / count * self.kept(g, x),)


class Max(Extreme):
    """y = the largest of x along axes; NaN if one is."""

    axis: tuple[int, ...]
    keepdims: bool = False
    function = "max"


class Min(Extreme):
    """y = the smallest of x along axes; NaN if one is."""

    axis: tuple[int, ...]
    keepdims: bool = False
    function = "min"


class Judgement(Reduction, abstract=True):
    """A yes or no for many of them; has no slope."""

    @classmethod
    def examples(cls) -> Sequence[Example]:
        x = np.array([[True, False, True], [False, False, False], [True, True, True]])
        return [Example(cls((1,), False), (x,)), Example(cls((0, 1), True), (x,))]


class Any_(Judgement):
    """y = whether one of x along axes is true."""

    axis: tuple[int, ...]
    keepdims: bool = False
    name = function = "any"


class All(Judgement):
    """y = whether all of x along axes are true."""

    axis: tuple[int, ...]
    keepdims: bool = False
    function = "all"


def _reduced(cls: type[Any], x: Any, axis: Any, keepdims: bool) -> Any:
    (x,) = promoted(x)
    return apply(cls(several_axes(axis, len(x.shape), cls.name), bool(keepdims)), x)


def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum along axes (all of them by default); booleans and small integers as 32-bit ones."""
    return _reduced(Sum, summable(x), axis, keepdims)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The product along axes (all of them by default)."""
    return _reduced(Prod, summable(x), axis, keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum along axes, divided by the number of summands; of integers as floats."""
    (x,) = promoted(x, floating=True)
    size: Any = 1
    for i in several_axes(axis, len(x.shape), "mean"):
        size = size * x.shape[i]
    total = sum(x, axis, keepdims)
    return call("divide", total, as_dtype(size, dtype_name(x.dtype)))


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The largest number along axes (all of them by default)."""
    return _reduced(Max, x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The smallest number along axes (all of them by default)."""
    return _reduced(Min, x, axis, keepdims)


def any(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether one along the axes is true (not zero)."""
    return _reduced(Any_, as_dtype(x, "bool"), axis, keepdims)


def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether all along the axes are true (not zero)."""
    return _reduced(All, as_dtype(x, "bool"), axis, keepdims)
