"""Exponentials, logarithms, angles and their like, element by element.

Integers and booleans are taken as floats of the default type.
"""

from __future__ import annotations

import math
from typing import Any

from keras_lite.engine.dtypes import result_type
from keras_lite.ops.conversion import cast, floating, kind, operand
from keras_lite.ops.numpy_arithmetic import add, divide, multiply, wide_float
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, nonlinear, trigonometry

_LN2 = math.log(2)


@symbolic
def exp(x: Any) -> Any:
    """e to the power of x."""
    return nonlinear.exp(floating(x))


@symbolic
def exp2(x: Any) -> Any:
    """2 to the power of x."""
    return nonlinear.exp(multiply(floating(x), _LN2))


@symbolic
def expm1(x: Any) -> Any:
    """exp(x) - 1, exact for small x too."""
    return nonlinear.expm1(floating(x))


@symbolic
def log(x: Any) -> Any:
    """The natural logarithm of x."""
    return nonlinear.log(floating(x))


@symbolic
def log10(x: Any) -> Any:
    """The logarithm of x to base 10."""
    return nonlinear.log10(floating(x))


@symbolic
def log2(x: Any) -> Any:
    """The logarithm of x to base 2."""
    return nonlinear.log2(floating(x))


@symbolic
def log1p(x: Any) -> Any:
    """log(1 + x), exact for small x too."""
    return nonlinear.log1p(floating(x))


@symbolic
def logaddexp(x1: Any, x2: Any) -> Any:
    """log(exp(x1) + exp(x2)), without overflow."""
    return nonlinear.logaddexp(*_floats(x1, x2))


@symbolic
def logaddexp2(x1: Any, x2: Any) -> Any:
    """log2(2**x1 + 2**x2), without overflow."""
    x1, x2 = _floats(x1, x2)
    return divide(logaddexp(multiply(x1, _LN2), multiply(x2, _LN2)), _LN2)


@symbolic
def sin(x: Any) -> Any:
    """The sine of an angle in radians."""
    return trigonometry.sin(floating(x))


@symbolic
def cos(x: Any) -> Any:
    """The cosine of an angle in radians."""
    return trigonometry.cos(floating(x))


@symbolic
def tan(x: Any) -> Any:
    """The tangent of an angle in radians."""
    return trigonometry.tan(floating(x))


@symbolic
def arcsin(x: Any) -> Any:
    """The angle between -pi/2 and pi/2 whose sine is x."""
    return trigonometry.asin(floating(x))


@symbolic
def arccos(x: Any) -> Any:
    """The angle between 0 and pi whose cosine is x."""
    return trigonometry.acos(floating(x))


@symbolic
def arctan(x: Any) -> Any:
    """The angle between -pi/2 and pi/2 whose tangent is x."""
    return trigonometry.atan(floating(x))


@symbolic
def arctan2(x1: Any, x2: Any) -> Any:
    """The angle of the point with the coordinates x2 and x1 (in this order), in radians."""
    return trigonometry.atan2(*_floats(x1, x2))


@symbolic
def sinh(x: Any) -> Any:
    """(exp(x) - exp(-x)) / 2."""
    return trigonometry.sinh(floating(x))


@symbolic
def cosh(x: Any) -> Any:
    """(exp(x) + exp(-x)) / 2."""
    return trigonometry.cosh(floating(x))


@symbolic
def tanh(x: Any) -> Any:
    """sinh(x) / cosh(x): between -1 and 1."""
    return trigonometry.tanh(floating(x))


@symbolic
def arcsinh(x: Any) -> Any:
    """The number whose hyperbolic sine is x."""
    return trigonometry.asinh(floating(x))


@symbolic
def arccosh(x: Any) -> Any:
    """The number of 0 or more whose hyperbolic cosine is x."""
    return trigonometry.acosh(floating(x))


@symbolic
def arctanh(x: Any) -> Any:
    """The number whose hyperbolic tangent is x."""
    return trigonometry.atanh(floating(x))


@symbolic
def hypot(x1: Any, x2: Any) -> Any:
    """sqrt(x1**2 + x2**2), without overflow on the way."""
    x1, x2 = operand(x1), operand(x2)
    dtype = wide_float(result_type(kind(x1), kind(x2)))
    x1, x2 = arithmetic.abs(cast(x1, dtype)), arithmetic.abs(cast(x2, dtype))
    longer, shorter = arithmetic.maximum(x1, x2), arithmetic.minimum(x1, x2)
    safe = compare.where(compare.equal(longer, 0), 1, longer)
    ratio = divide(shorter, safe)
    return multiply(longer, arithmetic.sqrt(add(arithmetic.square(ratio), 1)))


@symbolic
def sinc(x: Any) -> Any:
    """sin(pi x) / (pi x), and 1 at 0."""
    x = multiply(floating(x), math.pi)
    at_zero = compare.equal(x, 0)
    safe = compare.where(at_zero, 1, x)
    return compare.where(at_zero, 1, divide(trigonometry.sin(safe), safe))


@symbolic
def i0(x: Any) -> Any:
    """The modified Bessel function of the first kind, of order 0.

    Polynomials of Abramowitz and Stegun, 9.8.1 and 9.8.2.
    """
    x = floating(x)
    size = arithmetic.abs(x)
    low = arithmetic.square(divide(arithmetic.minimum(size, 3.75), 3.75))
    high = arithmetic.maximum(size, 3.75)
    tail = divide(_polynomial(divide(3.75, high), _I0_LARGE), arithmetic.sqrt(high))
    return compare.where(
        compare.less(size, 3.75),
        _polynomial(low, _I0_SMALL),
        multiply(nonlinear.exp(high), tail),
    )


_I0_SMALL = (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813)
_I0_LARGE = (
    0.39894228,
    0.01328592,
    0.00225319,
    -0.00157565,
    0.00916281,
    -0.02057706,
    0.02635537,
    -0.01647633,
    0.00392377,
)


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    """The polynomial with these coefficients, lowest power first (Horner's rule)."""
    result: Any = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        result = add(multiply(x, result), coefficient)
    return result


def _floats(*values: Any) -> list[Any]:
    operands = [operand(value) for value in values]
    dtype = result_type(*map(kind, operands), float)
    return [cast(value, dtype) for value in operands]
