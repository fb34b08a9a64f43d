"""Integers as rows of bits, and the operators `&`, `|`, `^` and `~`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.op import Example, Op, call
from keras_lite.engine.trace import apply
from keras_lite.primitives.elementwise import (
    Elementwise,
    install_binary,
    install_operators,
    promoted,
)

_INTEGERS = (np.array([6, 5, 1], "int32"), np.array([3, 2, 1], "int32"))


class Bitwise(Elementwise, abstract=True):
    """Integers combined bit by bit; has no slope."""

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), _INTEGERS[: cls.arity])]


class BitwiseAnd(Bitwise):
    """y = the bits that a and b both have."""

    ufunc = "bitwise_and"
    infix = expression_c = "{0} & {1}"
    integers_in_c = True


class BitwiseOr(Bitwise):
    """y = the bits that a or b has."""

    ufunc = "bitwise_or"
    infix = expression_c = "{0} | {1}"
    integers_in_c = True


class BitwiseXor(Bitwise):
    """y = the bits that only one of a and b has."""

    ufunc = "bitwise_xor"
    infix = expression_c = "{0} ^ {1}"
    integers_in_c = True


class BitwiseNot(Bitwise):
    """y = the bits that x has not."""

    ufunc = "invert"
    arity = 1
    infix = expression_c = "~{0}"
    integers_in_c = True


class LeftShift(Bitwise):
    """y = the bits of a moved up by b places."""

    ufunc = "left_shift"
    infix = expression_c = "{0} << {1}"


class RightShift(Bitwise):
    """y = the bits of a moved down by b places."""

    ufunc = "right_shift"
    infix = expression_c = "{0} >> {1}"


def _bits(bitwise: Op, logic: str | None, *values: Any) -> Any:
    values = tuple(promoted(*values))
    if logic is not None and dtype_name(values[0].dtype) == "bool":
        return call(logic, *values)
    return apply(bitwise, *values)


def bitwise_and(a: Any, b: Any) -> Any:
    """The bits that both have; of booleans `logical_and`."""
    return _bits(BitwiseAnd(), "logical_and", a, b)


def bitwise_or(a: Any, b: Any) -> Any:
    """The bits that one of both has; of booleans `logical_or`."""
    return _bits(BitwiseOr(), "logical_or", a, b)


def bitwise_xor(a: Any, b: Any) -> Any:
    """The bits that only one of both has; of booleans `logical_xor`."""
    return _bits(BitwiseXor(), "logical_xor", a, b)


def bitwise_not(x: Any) -> Any:
    """The bits that x has not; of booleans `logical_not`."""
    return _bits(BitwiseNot(), "logical_not", x)


def left_shift(a: Any, b: Any) -> Any:
    """The bits of a moved up by b places."""
    return _bits(LeftShift(), None, a, b)


def right_shift(a: Any, b: Any) -> Any:
    """The bits of a moved down by b places."""
    return _bits(RightShift(), None, a, b)


install_operators({"invert": bitwise_not})
install_binary("and", bitwise_and)
install_binary("or", bitwise_or)
install_binary("xor", bitwise_xor)
