"""The bits of integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name, result_type
from keras_lite.engine.values import tensor
from keras_lite.ops.conversion import as_tensor, cast, kind, operand
from keras_lite.ops.numpy_index import known
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, bitwise


@symbolic
def bitwise_and(x: Any, y: Any) -> Any:
    """The bits that both have."""
    return bitwise.bitwise_and(operand(x), operand(y))


@symbolic
def bitwise_or(x: Any, y: Any) -> Any:
    """The bits that one or both have."""
    return bitwise.bitwise_or(operand(x), operand(y))


@symbolic
def bitwise_xor(x: Any, y: Any) -> Any:
    """The bits that exactly one has."""
    return bitwise.bitwise_xor(operand(x), operand(y))


@symbolic
def bitwise_not(x: Any) -> Any:
    """The bits that x does not have."""
    return bitwise.bitwise_not(as_tensor(x))


@symbolic
def bitwise_invert(x: Any) -> Any:
    """The bits that x does not have."""
    return bitwise.bitwise_not(as_tensor(x))


@symbolic
def left_shift(x: Any, y: Any) -> Any:
    """x times 2 to the power of y."""
    return bitwise.left_shift(operand(x), operand(y))


@symbolic
def bitwise_left_shift(x: Any, y: Any) -> Any:
    """x times 2 to the power of y."""
    return bitwise.left_shift(operand(x), operand(y))


@symbolic
def right_shift(x: Any, y: Any) -> Any:
    """x divided by 2 to the power of y, rounded down."""
    return bitwise.right_shift(operand(x), operand(y))


@symbolic
def bitwise_right_shift(x: Any, y: Any) -> Any:
    """x divided by 2 to the power of y, rounded down."""
    return bitwise.right_shift(operand(x), operand(y))


@symbolic
def gcd(x1: Any, x2: Any) -> Any:
    """The greatest common divisor of two integers; needs their values."""
    x1, x2 = _integers(x1, x2)
    return tensor(np.gcd(x1, x2))


@symbolic
def lcm(x1: Any, x2: Any) -> Any:
    """The least common multiple of two integers; needs their values."""
    x1, x2 = _integers(x1, x2)
    return tensor(np.lcm(x1, x2))


def _integers(x1: Any, x2: Any) -> list[np.ndarray]:
    x1, x2 = operand(x1), operand(x2)
    dtype = result_type(kind(x1), kind(x2))
    return [known(cast(x, dtype), "gcd") for x in (x1, x2)]


@symbolic
def ldexp(x1: Any, x2: Any) -> Any:
    """x1 times 2 to the power of x2.

    Raises:
        TypeError: when x2 is not made of integers.
    """
    x1, x2 = as_tensor(x1), as_tensor(x2)
    if dtype_name(x2.dtype).startswith("float"):
        raise TypeError(
            f"ldexp: `x2` has the type {x2.dtype}, but integers were expected. Cast it first."
        )
    dtype = result_type(dtype_name(x1.dtype), float)
    return arithmetic.multiply(cast(x1, dtype), arithmetic.power(cast(2.0, dtype), cast(x2, dtype)))


@symbolic
def nextafter(x1: Any, x2: Any) -> Any:
    """The float next to x1 on the way to x2; needs their values."""
    x1, x2 = operand(x1), operand(x2)
    dtype = result_type(kind(x1), kind(x2), float)
    values = [known(cast(x, dtype), "nextafter") for x in (x1, x2)]
    return tensor(np.nextafter(*values))
