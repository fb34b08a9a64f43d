"""Sines, tangents, their hyperbolic kin and their inverses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite.primitives.arithmetic import sqrt
from keras_lite.primitives.elementwise import Elementwise, Unary, floating


class Sin(Unary):
    """y = sin(x)."""

    ufunc = "sin"
    expression_c = "sin({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * cos(inputs[0]),)


class Cos(Unary):
    """y = cos(x)."""

    ufunc = "cos"
    expression_c = "cos({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (-g * sin(inputs[0]),)


class Tan(Unary):
    """y = tan(x)."""

    ufunc = "tan"
    expression_c = "tan({0})"
    domain = (-1.0, 1.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * (1.0 + y * y),)


class Asin(Unary):
    """y = the angle with the sine x."""

    ufunc = "arcsin"
    expression_c = "asin({0})"
    domain = (-0.9, 0.9)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (g / sqrt(1.0 - x * x),)


class Acos(Unary):
    """y = the angle with the cosine x."""

    ufunc = "arccos"
    expression_c = "acos({0})"
    domain = (-0.9, 0.9)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (-g / sqrt(1.0 - x * x),)


class Atan(Unary):
    """y = the angle with the tangent x."""

    ufunc = "arctan"
    expression_c = "atan({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (g / (1.0 + x * x),)


class Atan2(Elementwise):
    """y = the angle of the point (b, a), in all four quadrants."""

    ufunc = "arctan2"
    expression_c = "atan2({0}, {1})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        g = g / (a * a + b * b)
        return g * b, -g * a


class Sinh(Unary):
    """y = (exp(x) - exp(-x)) / 2."""

    ufunc = "sinh"
    expression_c = "sinh({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * cosh(inputs[0]),)


class Cosh(Unary):
    """y = (exp(x) + exp(-x)) / 2."""

    ufunc = "cosh"
    expression_c = "cosh({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * sinh(inputs[0]),)


class Tanh(Unary):
    """y = sinh(x) / cosh(x)."""

    ufunc = "tanh"
    expression_c = "tanh({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * (1.0 - y * y),)


class Asinh(Unary):
    """y = the number with the hyperbolic sine x."""

    ufunc = "arcsinh"
    expression_c = "asinh({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (g / sqrt(1.0 + x * x),)


class Acosh(Unary):
    """y = the number above 0 with the hyperbolic cosine x."""

    ufunc = "arccosh"
    expression_c = "acosh({0})"
    domain = (1.5, 3.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (g / sqrt(x * x - 1.0),)


class Atanh(Unary):
    """y = the number with the hyperbolic tangent x."""

    ufunc = "arctanh"
    expression_c = "atanh({0})"
    domain = (-0.9, 0.9)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        x = inputs[0]
        return (g / (1.0 - x * x),)


def sin(x: Any) -> Any:
    """The sine of an angle in radians."""
    return floating(Sin(), x)


def cos(x: Any) -> Any:
    """The cosine of an angle in radians."""
    return floating(Cos(), x)


def tan(x: Any) -> Any:
    """The tangent of an angle in radians."""
    return floating(Tan(), x)


def asin(x: Any) -> Any:
    """The angle with the sine x."""
    return floating(Asin(), x)


def acos(x: Any) -> Any:
    """The angle with the cosine x."""
    return floating(Acos(), x)


def atan(x: Any) -> Any:
    """The angle with the tangent x."""
    return floating(Atan(), x)


def atan2(a: Any, b: Any) -> Any:
    """The angle of the point (b, a), in all four quadrants."""
    return floating(Atan2(), a, b)


def sinh(x: Any) -> Any:
    """The hyperbolic sine."""
    return floating(Sinh(), x)


def cosh(x: Any) -> Any:
    """The hyperbolic cosine."""
    return floating(Cosh(), x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return floating(Tanh(), x)


def asinh(x: Any) -> Any:
    """The inverse of the hyperbolic sine."""
    return floating(Asinh(), x)


def acosh(x: Any) -> Any:
    """The inverse of the hyperbolic cosine."""
    return floating(Acosh(), x)


def atanh(x: Any) -> Any:
    """The inverse of the hyperbolic tangent."""
    return floating(Atanh(), x)
