"""The error function, and 1 minus it; NumPy has neither.

Both are quotients of polynomials: W. J. Cody, "Rational Chebyshev approximations for the error
function", Mathematics of Computation 23 (1969), pages 631 to 637.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.op import Array, Name, call
from keras_lite.engine.support import on
from keras_lite.primitives.elementwise import Unary, floating

# The first coefficient of the dividend, then one of dividend and divisor each.
_ERF_NEAR = (
    1.85777706184603153e-1,
    (3.16112374387056560e0, 2.36012909523441209e1),
    (1.13864154151050156e2, 2.44024637934444173e2),
    (3.77485237685302021e2, 1.28261652607737228e3),
    (3.20937758913846947e3, 2.84423683343917062e3),
)
_ERF_MIDDLE = (
    2.15311535474403846e-8,
    (5.64188496988670089e-1, 1.57449261107098347e1),
    (8.88314979438837594e0, 1.17693950891312499e2),
    (6.61191906371416295e1, 5.37181101862009858e2),
    (2.98635138197400131e2, 1.62138957456669019e3),
    (8.81952221241769090e2, 3.29079923573345963e3),
    (1.71204761263407058e3, 4.36261909014324716e3),
    (2.05107837782607147e3, 3.43936767414372164e3),
    (1.23033935479799725e3, 1.23033935480374942e3),
)
_ERF_FAR = (
    1.63153871373020978e-2,
    (3.05326634961232344e-1, 2.56852019228982242e0),
    (3.60344899949804439e-1, 1.87295284992346725e0),
    (1.25781726111229246e-1, 5.27905102951428412e-1),
    (1.60837851487422766e-2, 6.05183413124413191e-2),
    (6.58749161529837803e-4, 2.33520497626869185e-3),
)


def quotient_of_polynomials(x: Any, table: Any) -> Any:
    """The quotient of two polynomials of x, evaluated from the highest power down."""
    p, q = table[0], 1.0
    for a, b in table[1:]:
        p, q = p * x + a, q * x + b
    return p / q


def error_function(x: Any) -> Any:
    """The error function of an array, to the last digits of its dtype.

    The second quotient, made for up to 4, serves up to 6 as well, for 1 - erf is so small there
    that its relative error is lost.
    """
    dtype = x.dtype
    if dtype.itemsize < 4:  # float16 cannot hold the polynomials
        x = x.astype("float32")
    near = x * quotient_of_polynomials(x * x, _ERF_NEAR)
    size = np.minimum(np.absolute(x), 6.0)
    tail = np.exp(-size * size) * quotient_of_polynomials(size, _ERF_MIDDLE)
    return np.where(size < 0.5, near, np.sign(x) * (1.0 - tail)).astype(dtype)


def complementary_error_function(x: Any) -> Any:
    """1 minus the error function of an array, with all its digits also where it is tiny."""
    dtype = x.dtype
    if dtype.itemsize < 4:
        x = x.astype("float32")
    size = np.minimum(np.absolute(x), 30.0)
    near = np.minimum(size, 0.5)
    near = 1.0 - near * quotient_of_polynomials(near * near, _ERF_NEAR)
    middle = quotient_of_polynomials(np.minimum(size, 4.0), _ERF_MIDDLE)
    far = 1.0 / np.maximum(size, 4.0)
    square = far * far
    far = far * (1 / math.sqrt(math.pi) - square * quotient_of_polynomials(square, _ERF_FAR))
    # The square is split, so that its rounding is not blown up by the exponential.
    coarse = np.trunc(size * 16.0) / 16.0
    bell = np.exp(-coarse * coarse) * np.exp(-(size - coarse) * (size + coarse))
    tail = np.where(size <= 0.5, near, bell * np.where(size <= 4.0, middle, far))
    return np.where(x < 0.0, 2.0 - tail, tail).astype(dtype)


class Erf(Unary):
    """y = 2 / sqrt(pi) times the integral of exp(-t * t) from 0 to x."""

    expression_c = "erf({0})"
    support = (error_function,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return on(error_function, xp)(inputs[0])

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (g * (2.0 / math.sqrt(math.pi)) * call("exp", -x * x),)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"copyto({out}, {self.expression(*inputs)})"]

    def expression(self, *inputs: Name) -> str:
        return f"error_function({inputs[0]})"


class Erfc(Unary):
    """y = 1 - erf(x), with all its digits also where it is tiny."""

    expression_c = "erfc({0})"
    support = (complementary_error_function,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return on(complementary_error_function, xp)(inputs[0])

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (g * (-2.0 / math.sqrt(math.pi)) * call("exp", -x * x),)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"copyto({out}, {self.expression(*inputs)})"]

    def expression(self, *inputs: Name) -> str:
        return f"complementary_error_function({inputs[0]})"


def erf(x: Any) -> Any:
    """The error function: how likely |t| < x is, for t from the bell curve exp(-t * t)."""
    return floating(Erf(), x)


def erfc(x: Any) -> Any:
    """1 - erf(x), with all its digits also where it is tiny."""
    return floating(Erfc(), x)
