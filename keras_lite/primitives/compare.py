"""Comparisons, logic, and the choice between two values."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import Array, Example, Name, Op, broadcast_shapes, call
from keras_lite.engine.trace import apply
from keras_lite.primitives.bitwise import (
    bitwise_and,
    bitwise_not,
    bitwise_or,
    bitwise_xor,
    left_shift,
    right_shift,
)
from keras_lite.primitives.elementwise import (
    Elementwise,
    Unary,
    as_dtype,
    elementwise,
    install_operators,
    promoted,
)

__all__ = [
    "bitwise_and",
    "bitwise_not",
    "bitwise_or",
    "bitwise_xor",
    "equal",
    "greater",
    "greater_equal",
    "isfinite",
    "isinf",
    "isnan",
    "left_shift",
    "less",
    "less_equal",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "not_equal",
    "right_shift",
    "where",
]

_BOOLS = (np.array([True, True, False, False]), np.array([True, False, True, False]))
_INTEGERS = (np.array([6, 5, 1], "int32"), np.array([3, 2, 1], "int32"))


class Comparison(Elementwise, abstract=True):
    """A yes or no for each pair of numbers; has no slope."""

    result_dtype = "bool"
    reuses = ()
    integers_in_c = True

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(), ((BATCH, 4), (BATCH, 4))),
            Example(cls(), ((BATCH, 3, 4), (3, 1))),
            Example(cls(), _INTEGERS),
            Example(cls(), (np.array([1.0, np.nan, np.inf]), np.array([1.0, 1.0, np.inf]))),
        ]


class Predicate(Unary, abstract=True):
    """A yes or no for each number; has no slope."""

    result_dtype = "bool"
    reuses = ()

    @classmethod
    def examples(cls) -> Sequence[Example]:
        special = np.array([1.0, np.nan, np.inf, -np.inf])
        return [Example(cls(), ((BATCH, 4),)), Example(cls(), (special,))]


class Logic(Elementwise, abstract=True):
    """A yes or no made of others; has no slope."""

    result_dtype = "bool"
    integers_in_c = True

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), _BOOLS[: cls.arity])]


class Equal(Comparison):
    """y = (a == b)."""

    ufunc = "equal"
    infix = expression_c = "{0} == {1}"


class NotEqual(Comparison):
    """y = (a != b)."""

    ufunc = "not_equal"
    infix = expression_c = "{0} != {1}"


class Less(Comparison):
    """y = (a < b)."""

    ufunc = "less"
    infix = expression_c = "{0} < {1}"


class LessEqual(Comparison):
    """y = (a <= b)."""

    ufunc = "less_equal"
    infix = expression_c = "{0} <= {1}"


class Greater(Comparison):
    """y = (a > b)."""

    ufunc = "greater"
    infix = expression_c = "{0} > {1}"


class GreaterEqual(Comparison):
    """y = (a >= b)."""

    ufunc = "greater_equal"
    infix = expression_c = "{0} >= {1}"


class Isnan(Predicate):
    """y = whether x is not a number."""

    ufunc = "isnan"
    expression_c = "{0} != {0}"


class Isinf(Predicate):
    """y = whether x is infinite."""

    ufunc = "isinf"
    expression_c = "isinf({0}) != 0"


class Isfinite(Predicate):
    """y = whether x is neither infinite nor NaN."""

    ufunc = "isfinite"
    expression_c = "isfinite({0}) != 0"


class LogicalAnd(Logic):
    """y = a and b."""

    ufunc = "logical_and"
    infix = "{0} & {1}"
    expression_c = "{0} && {1}"


class LogicalOr(Logic):
    """y = a or b."""

    ufunc = "logical_or"
    infix = "{0} | {1}"
    expression_c = "{0} || {1}"


class LogicalXor(Logic):
    """y = either a or b."""

    ufunc = "logical_xor"
    infix = "{0} ^ {1}"
    expression_c = "{0} != {1}"


class LogicalNot(Logic):
    """y = not x."""

    ufunc = "logical_not"
    arity = 1
    infix = "~{0}"
    expression_c = "!{0}"


class Where(Op):
    """y = a where the condition holds, b elsewhere."""

    is_elementwise = True
    # Not a: it would be overwritten before it is read.
    reuses = (2,)
    expression_c = "{0} ? {1} : {2}"
    integers_in_c = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.where(*inputs)

    def spec(self, *inputs: Spec) -> Spec:
        condition, a, b = inputs
        if condition.dtype != "bool" or a.dtype != b.dtype:
            raise TypeError(
                f"where: a condition of dtype {condition.dtype} and values of dtypes {a.dtype} and"
                f" {b.dtype} arrived; bool and one dtype for both values are expected."
                " Cast them first (ops.cast)."
            )
        return Spec(broadcast_shapes(self, condition.shape, a.shape, b.shape), a.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        zero = g.trace.constant(0, g.dtype)
        return None, call("where", inputs[0], g, zero), call("where", inputs[0], zero, g)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        condition, a, b = inputs
        start = [] if out.shares(b) else [f"copyto({out}, {b})"]
        return [*start, f"copyto({out}, {a}, where={condition})"]

    def expression(self, *inputs: Name) -> str:
        return f"np.where({', '.join(inputs)})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        condition = np.array([[True], [False], [True]])
        return [
            Example(cls(), (condition, (3, 4), (3, 4))),
            Example(cls(), (condition, (3, 4), (4,))),
            Example(cls(), (condition, (), (3, 4))),
        ]


def equal(a: Any, b: Any) -> Any:
    """a == b, element by element."""
    return elementwise(Equal(), a, b)


def not_equal(a: Any, b: Any) -> Any:
    """a != b, element by element."""
    return elementwise(NotEqual(), a, b)


def less(a: Any, b: Any) -> Any:
    """a < b, element by element."""
    return elementwise(Less(), a, b)


def less_equal(a: Any, b: Any) -> Any:
    """a <= b, element by element."""
    return elementwise(LessEqual(), a, b)


def greater(a: Any, b: Any) -> Any:
    """a > b, element by element."""
    return elementwise(Greater(), a, b)


def greater_equal(a: Any, b: Any) -> Any:
    """a >= b, element by element."""
    return elementwise(GreaterEqual(), a, b)


def isnan(x: Any) -> Any:
    """Whether each number is NaN."""
    return elementwise(Isnan(), x)


def isinf(x: Any) -> Any:
    """Whether each number is infinite."""
    return elementwise(Isinf(), x)


def isfinite(x: Any) -> Any:
    """Whether each number is neither infinite nor NaN."""
    return elementwise(Isfinite(), x)


def _logic(op: Op, *values: Any) -> Any:
    return apply(op, *(as_dtype(v, "bool") for v in values))


def logical_and(a: Any, b: Any) -> Any:
    """Whether both are true (not zero)."""
    return _logic(LogicalAnd(), a, b)


def logical_or(a: Any, b: Any) -> Any:
    """Whether one of both is true (not zero)."""
    return _logic(LogicalOr(), a, b)


def logical_xor(a: Any, b: Any) -> Any:
    """Whether exactly one of both is true (not zero)."""
    return _logic(LogicalXor(), a, b)


def logical_not(x: Any) -> Any:
    """Whether x is false (zero)."""
    return _logic(LogicalNot(), x)


def where(condition: Any, a: Any, b: Any) -> Any:
    """a where the condition is true (not zero), b elsewhere."""
    return apply(Where(), as_dtype(condition, "bool"), *promoted(a, b))


install_operators(
    {
        "eq": equal,
        "ne": not_equal,
        "lt": less,
        "le": less_equal,
        "gt": greater,
        "ge": greater_equal,
    }
)
