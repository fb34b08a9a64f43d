"""Sums, products, quotients, powers and rounding, element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite import config
from keras_lite.engine.dtypes import dtype_name, is_float, result_type
from keras_lite.ops.conversion import as_tensor, cast, floating, kind, number, operand
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, nonlinear


@symbolic
def add(x1: Any, x2: Any) -> Any:
    """x1 + x2.

    Example:
        >>> add([1, 2], 0.5).tolist()
        [1.5, 2.5]
    """
    return arithmetic.add(operand(x1), operand(x2))


@symbolic
def subtract(x1: Any, x2: Any) -> Any:
    """x1 - x2."""
    return arithmetic.subtract(operand(x1), operand(x2))


@symbolic
def multiply(x1: Any, x2: Any) -> Any:
    """x1 * x2."""
    return arithmetic.multiply(operand(x1), operand(x2))


@symbolic
def divide(x1: Any, x2: Any) -> Any:
    """x1 / x2, always in floats."""
    return arithmetic.divide(operand(x1), operand(x2))


@symbolic
def true_divide(x1: Any, x2: Any) -> Any:
    """x1 / x2, always in floats."""
    return arithmetic.divide(operand(x1), operand(x2))


@symbolic
def divide_no_nan(x1: Any, x2: Any) -> Any:
    """x1 / x2, and 0 where x2 is 0.

    Example:
        >>> divide_no_nan([1.0, 3.0], [0.0, 2.0]).tolist()
        [0.0, 1.5]
    """
    x2 = operand(x2)
    by_zero = compare.equal(x2, 0)
    # The divisor is replaced as well as the result: an infinite slope times zero would be nan.
    quotient = arithmetic.divide(operand(x1), compare.where(by_zero, 1, x2))
    return compare.where(by_zero, 0, quotient)


@symbolic
def floor_divide(x1: Any, x2: Any) -> Any:
    """The largest whole number not above x1 / x2."""
    return arithmetic.floor_divide(operand(x1), operand(x2))


@symbolic
def mod(x1: Any, x2: Any) -> Any:
    """What is left of x1 after division by x2; has the sign of x2.

    Example:
        >>> mod([-3, 3], 2).tolist()
        [1, 1]
    """
    return arithmetic.mod(operand(x1), operand(x2))


@symbolic
def fmod(x1: Any, x2: Any) -> Any:
    """What is left of x1 after division by x2, rounded towards zero; has the sign of x1."""
    x1, x2 = operand(x1), operand(x2)
    rest = arithmetic.mod(arithmetic.abs(x1), arithmetic.abs(x2))
    return arithmetic.multiply(rest, arithmetic.sign(x1))


@symbolic
def power(x1: Any, x2: Any) -> Any:
    """x1 to the power of x2.

    Example:
        >>> power([1.0, 2.0, 3.0], 2).tolist()
        [1.0, 4.0, 9.0]
    """
    return arithmetic.power(operand(x1), operand(x2))


@symbolic
def negative(x: Any) -> Any:
    """-x."""
    return arithmetic.negative(as_tensor(x))


@symbolic
def absolute(x: Any) -> Any:
    """|x|."""
    return arithmetic.abs(as_tensor(x))


@symbolic(name="Absolute")
def abs(x: Any) -> Any:
    """|x|."""
    return arithmetic.abs(as_tensor(x))


@symbolic
def fabs(x: Any) -> Any:
    """|x|, in floats."""
    return arithmetic.abs(floating(x))


@symbolic
def sign(x: Any) -> Any:
    """-1, 0 or 1: the sign of x."""
    return arithmetic.sign(as_tensor(x))


@symbolic
def square(x: Any) -> Any:
    """x * x."""
    return arithmetic.square(number(x))


@symbolic
def sqrt(x: Any) -> Any:
    """The number whose square is x; nan for negative ones."""
    return arithmetic.sqrt(floating(x))


@symbolic
def cbrt(x: Any) -> Any:
    """The number whose cube is x."""
    x = floating(x)
    return arithmetic.multiply(arithmetic.sign(x), arithmetic.power(arithmetic.abs(x), 1 / 3))


@symbolic
def reciprocal(x: Any) -> Any:
    """1 / x."""
    return arithmetic.reciprocal(floating(x))


@symbolic
def maximum(x1: Any, x2: Any) -> Any:
    """The larger one of x1 and x2; nan where one of them is."""
    return arithmetic.maximum(operand(x1), operand(x2))


@symbolic
def minimum(x1: Any, x2: Any) -> Any:
    """The smaller one of x1 and x2; nan where one of them is."""
    return arithmetic.minimum(operand(x1), operand(x2))


@symbolic
def fmax(x1: Any, x2: Any) -> Any:
    """The larger one of x1 and x2, or the one that is not nan."""
    x1, x2 = _alike(x1, x2)
    larger = arithmetic.maximum(x1, x2)
    return compare.where(compare.isnan(x1), x2, compare.where(compare.isnan(x2), x1, larger))


@symbolic
def fmin(x1: Any, x2: Any) -> Any:
    """The smaller one of x1 and x2, or the one that is not nan."""
    x1, x2 = _alike(x1, x2)
    smaller = arithmetic.minimum(x1, x2)
    return compare.where(compare.isnan(x1), x2, compare.where(compare.isnan(x2), x1, smaller))


def _alike(*values: Any) -> list[Any]:
    """The values as tensors of their common dtype."""
    operands = [operand(value) for value in values]
    dtype = result_type(*map(kind, operands))
    return [cast(value, dtype) for value in operands]


@symbolic
def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """x, at least x_min and at most x_max.

    Example:
        >>> clip([-2.0, 0.5, 3.0], -1, 1).tolist()
        [-1.0, 0.5, 1.0]
    """
    x, x_min, x_max = operand(x), operand(x_min), operand(x_max)
    if kind(x) is bool or kind(x) == "bool":
        # Keras: 3.15 makes int32 of booleans here.
        x = cast(x, "int32")
    return arithmetic.minimum(arithmetic.maximum(x, x_min), x_max)


@symbolic
def floor(x: Any) -> Any:
    """The largest whole number not above x, as a float."""
    return nonlinear.floor(floating(x))


@symbolic
def ceil(x: Any) -> Any:
    """The smallest whole number not below x, as a float."""
    return nonlinear.ceil(floating(x))


@symbolic
def trunc(x: Any) -> Any:
    """x without its fraction."""
    x = as_tensor(x)
    return nonlinear.trunc(x) if is_float(dtype_name(x.dtype)) else x


@symbolic
def round(x: Any, decimals: int = 0) -> Any:
    """x to the nearest number with so many decimals; halves to the even neighbour.

    Example:
        >>> round([0.5, 1.5, 2.345]).tolist()
        [0.0, 2.0, 2.0]
    """
    x = as_tensor(x)
    dtype = dtype_name(x.dtype)
    if not is_float(dtype):
        if decimals >= 0:
            return x
        scaled = nonlinear.round(arithmetic.multiply(cast(x, config.floatx()), 10.0**decimals))
        return cast(arithmetic.multiply(scaled, 10.0**-decimals), dtype)
    if decimals == 0:
        return nonlinear.round(x)
    factor = 10.0**decimals
    return arithmetic.divide(nonlinear.round(arithmetic.multiply(x, factor)), factor)


@symbolic
def heaviside(x1: Any, x2: Any) -> Any:
    """0 for negative x1, x2 for zero, 1 for positive x1."""
    x1, x2 = _alike(x1, x2)
    dtype = wide_float(dtype_name(x1.dtype))
    x1, x2 = cast(x1, dtype), cast(x2, dtype)
    step = cast(compare.greater(x1, 0), dtype)
    return compare.where(compare.equal(x1, 0), x2, step)


def wide_float(dtype: str) -> str:
    """A float type for a common type: integers as the default one, int64 as float64."""
    # Keras: 3.15 does so in `heaviside`, `hypot` and `correlate`; elsewhere int64 is like the rest.
    if dtype == "int64":
        return "float64"
    return dtype if is_float(dtype) else config.floatx()


@symbolic
def deg2rad(x: Any) -> Any:
    """An angle in degrees, in radians: x * pi / 180."""
    return arithmetic.multiply(floating(x), np.pi / 180)


@symbolic
def rad2deg(x: Any) -> Any:
    """An angle in radians, in degrees: x * 180 / pi."""
    return arithmetic.multiply(floating(x), 180 / np.pi)


@symbolic
def nan_to_num(
    x: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Any:
    """x, with nan and the infinities replaced by numbers.

    Args:
        x: A tensor.
        nan: Stands for nan.
        posinf, neginf: Stand for the infinities; the largest and the smallest number of the type
            unless given.
    """
    x = as_tensor(x)
    dtype = dtype_name(x.dtype)
    if not is_float(dtype):
        return x
    largest = float(np.finfo(dtype).max)
    infinite, positive = compare.isinf(x), compare.greater(x, 0)
    ends = compare.where(
        positive, largest if posinf is None else posinf, -largest if neginf is None else neginf
    )
    x = compare.where(infinite, cast(ends, dtype), x)
    return compare.where(compare.isnan(x), nan, x)
