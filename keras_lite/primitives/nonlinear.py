"""Exponentials, logarithms, rounding, and the functions that bend what a layer computes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.ir import BATCH
from keras_lite.engine.op import Array, Example, Name, Op
from keras_lite.engine.trace import apply
from keras_lite.primitives.arithmetic import Divide, Maximum, add, negative
from keras_lite.primitives.elementwise import Elementwise, Unary, floating, promoted
from keras_lite.primitives.erf import erf
from keras_lite.primitives.trigonometry import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    sin,
    sinh,
    tan,
    tanh,
)
from keras_lite.primitives.whole import Whole

__all__ = [
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "ceil",
    "cos",
    "cosh",
    "erf",
    "exp",
    "expm1",
    "floor",
    "log",
    "log1p",
    "log2",
    "log10",
    "logaddexp",
    "relu",
    "round",
    "sigmoid",
    "sin",
    "sinh",
    "softplus",
    "tan",
    "tanh",
    "trunc",
]


class Exp(Unary):
    """y = e ** x."""

    ufunc = "exp"
    expression_c = "exp({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * y,)


class Expm1(Unary):
    """y = e ** x - 1, exact near 0."""

    ufunc = "expm1"
    expression_c = "expm1({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * exp(inputs[0]),)


class Log(Unary):
    """y = the natural logarithm of x."""

    ufunc = "log"
    expression_c = "log({0})"
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g / inputs[0],)


class Log1p(Unary):
    """y = log(1 + x), exact near 0."""

    ufunc = "log1p"
    expression_c = "log1p({0})"
    domain = (-0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g / (1.0 + inputs[0]),)


class Log2(Unary):
    """y = the logarithm of x to the base 2."""

    ufunc = "log2"
    expression_c = "log2({0})"
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g / (inputs[0] * math.log(2.0)),)


class Log10(Unary):
    """y = the logarithm of x to the base 10."""

    ufunc = "log10"
    expression_c = "log10({0})"
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g / (inputs[0] * math.log(10.0)),)


class Logaddexp(Elementwise):
    """y = log(exp(a) + exp(b)), without overflow."""

    ufunc = "logaddexp"
    expression_c = "({0} > {1} ? {0} : {1}) + log1p(exp(-fabs({0} - {1})))"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        return g * exp(a - y), g * exp(b - y)


class Floor(Unary):
    """y = the largest integer that is not above x."""

    ufunc = "floor"
    expression_c = "floor({0})"


class Ceil(Unary):
    """y = the smallest integer that is not below x."""

    ufunc = "ceil"
    expression_c = "ceil({0})"


class Round(Unary):
    """y = the nearest integer; of two, the even one."""

    ufunc = "rint"
    expression_c = "rint({0})"


class Trunc(Unary):
    """y = x without its fraction."""

    ufunc = "trunc"
    expression_c = "trunc({0})"


class Relu(Whole):
    """y = max(x, 0), from (x, 0, x)."""

    last = Maximum()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        return (apply(ReluSlope(), g, y, g.trace.constant(0, g.dtype)),)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((BATCH, 4), (), (BATCH, 4)), differentiable=())]


class ReluSlope(Elementwise):
    """The slope `g` where y is above the number z, 0 elsewhere: g * (y > z), from (g, y, z)."""

    arity = 3
    infix = expression_c = "{0} * ({1} > {2})"

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        g, y, z = inputs
        return g * (y > z)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return apply(ReluSlope(), g, inputs[1], inputs[2]), None, None

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        g, y, z = inputs
        if out.shares(g):
            return [f"multiply({g}, greater({y}, {z}), out={out})"]
        return [f"greater({y}, {z}, out={out})", f"multiply({g}, {out}, out={out})"]

    @classmethod
    def examples(cls) -> Sequence[Example]:
        shape = (BATCH, 4)
        return [Example(cls(), (shape, shape, ())), Example(cls(), ((), (), ()))]


class Sigmoid(Whole):
    """y = 1 / (1 + exp(-x)), from (1, 1 + exp(-x), x)."""

    last = Divide()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        return (g * y * (1.0 - y),)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((), (BATCH, 4), (BATCH, 4)), low=1.0, high=2.0, differentiable=())]


class Softplus(Whole):
    """y = log(1 + exp(x)), from (x, 0, x)."""

    last = Logaddexp()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        return (g * sigmoid(of[0]),)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((BATCH, 4), (), (BATCH, 4)), differentiable=())]


def exp(x: Any) -> Any:
    """e ** x."""
    return floating(Exp(), x)


def expm1(x: Any) -> Any:
    """e ** x - 1, exact near 0."""
    return floating(Expm1(), x)


def log(x: Any) -> Any:
    """The natural logarithm."""
    return floating(Log(), x)


def log1p(x: Any) -> Any:
    """log(1 + x), exact near 0."""
    return floating(Log1p(), x)


def log2(x: Any) -> Any:
    """The logarithm to the base 2."""
    return floating(Log2(), x)


def log10(x: Any) -> Any:
    """The logarithm to the base 10."""
    return floating(Log10(), x)


def logaddexp(a: Any, b: Any) -> Any:
    """log(exp(a) + exp(b)), without overflow."""
    return floating(Logaddexp(), a, b)


def floor(x: Any) -> Any:
    """The largest integer that is not above x."""
    return floating(Floor(), x)


def ceil(x: Any) -> Any:
    """The smallest integer that is not below x."""
    return floating(Ceil(), x)


def round(x: Any) -> Any:
    """The nearest integer; of two, the even one."""
    return _rounded(Round(), x)


def trunc(x: Any) -> Any:
    """x without its fraction."""
    return _rounded(Trunc(), x)


def _rounded(op: Op, x: Any) -> Any:
    (x,) = promoted(x)
    return apply(op, x) if is_float(dtype_name(x.dtype)) else x


def relu(x: Any) -> Any:
    """max(x, 0); NaN stays NaN."""
    x, zero = promoted(x, 0)
    return apply(Relu(), x, zero, x)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x))."""
    x, one = promoted(x, 1.0, floating=True)
    return apply(Sigmoid(), one, add(one, exp(negative(x))), x)


def softplus(x: Any) -> Any:
    """log(1 + exp(x))."""
    x, zero = promoted(x, 0.0, floating=True)
    return apply(Softplus(), x, zero, x)
