"""The error function, which NumPy does not have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.op import Array, Name, call
from keras_lite.engine.support import on
from keras_lite.primitives.elementwise import Unary, floating


def error_function(x: Any) -> Any:
    """The error function of an array, to the last digits of its dtype.

    Two quotients of polynomials: W. J. Cody, "Rational Chebyshev approximations for the error
    function", Mathematics of Computation 23 (1969), pages 631 to 637. The second, made for up to
    4, serves up to 6 as well, for 1 - erf is so small there that its relative error is lost.
    """
    dtype = x.dtype
    if dtype.itemsize < 4:  # float16 cannot hold the polynomials
        x = x.astype("float32")
    square = x * x
    p, q = 1.85777706184603153e-1, 1.0
    for a, b in (
        (3.16112374387056560e0, 2.36012909523441209e1),
        (1.13864154151050156e2, 2.44024637934444173e2),
        (3.77485237685302021e2, 1.28261652607737228e3),
        (3.20937758913846947e3, 2.84423683343917062e3),
    ):
        p, q = p * square + a, q * square + b
    near = x * p / q
    size = np.minimum(np.absolute(x), 6.0)
    p, q = 2.15311535474403846e-8, 1.0
    for a, b in (
        (5.64188496988670089e-1, 1.57449261107098347e1),
        (8.88314979438837594e0, 1.17693950891312499e2),
        (6.61191906371416295e1, 5.37181101862009858e2),
        (2.98635138197400131e2, 1.62138957456669019e3),
        (8.81952221241769090e2, 3.29079923573345963e3),
        (1.71204761263407058e3, 4.36261909014324716e3),
        (2.05107837782607147e3, 3.43936767414372164e3),
        (1.23033935479799725e3, 1.23033935480374942e3),
    ):
        p, q = p * size + a, q * size + b
    far = np.sign(x) * (1.0 - np.exp(-size * size) * p / q)
    return np.where(size < 0.5, near, far).astype(dtype)


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


def erf(x: Any) -> Any:
    """The error function: how likely |t| < x is, for t from the bell curve exp(-t * t)."""
    return floating(Erf(), x)
