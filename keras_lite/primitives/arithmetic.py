"""Sums, products, powers and roots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite.engine.ir import Dim
from keras_lite.engine.op import call
from keras_lite.primitives.cast import cast
from keras_lite.primitives.elementwise import (
    Elementwise,
    Unary,
    elementwise,
    install_binary,
    install_operators,
    kind_of,
)

__all__ = [
    "abs",
    "add",
    "cast",
    "divide",
    "floor_divide",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "negative",
    "power",
    "reciprocal",
    "sign",
    "sqrt",
    "square",
    "subtract",
]


class Add(Elementwise):
    """y = a + b."""

    ufunc = "add"
    infix = "{0} + {1}"
    expression_c = "{0} + {1}"
    integers_in_c = True
    accumulates = True

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return g, g


class Subtract(Elementwise):
    """y = a - b."""

    ufunc = "subtract"
    infix = "{0} - {1}"
    expression_c = "{0} - {1}"
    integers_in_c = True

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return g, -g


class Multiply(Elementwise):
    """y = a * b."""

    ufunc = "multiply"
    infix = "{0} * {1}"
    expression_c = "{0} * {1}"
    integers_in_c = True

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        return g * b, g * a


class Divide(Elementwise):
    """y = a / b, of floats."""

    ufunc = "divide"
    infix = "{0} / {1}"
    expression_c = "{0} / {1}"
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        b = inputs[1]
        return g / b, -(g * y) / b


class FloorDivide(Elementwise):
    """y = the largest integer that is not above a / b."""

    ufunc = "floor_divide"
    infix = "{0} // {1}"
    expression_c = "floor({0} / {1})"
    domain = (0.5, 2.0)


class Mod(Elementwise):
    """y = a - b * floor(a / b); takes the sign of b."""

    ufunc = "remainder"
    infix = "{0} % {1}"
    expression_c = (
        "fmod({0}, {1}) != 0 && (fmod({0}, {1}) < 0) != ({1} < 0)"
        " ? fmod({0}, {1}) + {1} : fmod({0}, {1})"
    )
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        return g, -g * call("floor_divide", a, b)


class Power(Elementwise):
    """y = a ** b."""

    ufunc = "power"
    infix = "{0} ** {1}"
    expression_c = "pow({0}, {1})"
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        # The logarithm counts as 0 where it does not exist, as in TensorFlow.
        log = call("where", call("greater", a, a * 0.0), call("log", a), a * 0.0)
        return g * b * a ** (b - 1.0), g * y * log


class Negative(Unary):
    """y = -x."""

    ufunc = "negative"
    infix = "-{0}"
    expression_c = "-{0}"
    integers_in_c = True

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (-g,)


class Absolute(Unary):
    """y = |x|."""

    ufunc = "absolute"
    expression_c = "fabs({0})"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * call("sign", inputs[0]),)


class Sign(Unary):
    """y = -1, 0 or 1."""

    ufunc = "sign"
    expression_c = "{0} > 0 ? 1 : {0} < 0 ? -1 : {0}"
    integers_in_c = True


class Square(Unary):
    """y = x * x."""

    ufunc = "square"
    expression_c = "{0} * {0}"
    integers_in_c = True

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g * (2.0 * inputs[0]),)


class Sqrt(Unary):
    """y = the square root of x."""

    ufunc = "sqrt"
    expression_c = "sqrt({0})"
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (0.5 * g / y,)


class Reciprocal(Unary):
    """y = 1 / x, of floats."""

    ufunc = "reciprocal"
    expression_c = "1 / {0}"
    domain = (0.5, 2.0)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (-g * y * y,)


class Maximum(Elementwise):
    """y = the larger of a and b; NaN if either is."""

    ufunc = "maximum"
    # With a number for b one comparison is left of it, and of that one instruction.
    expression_c = "{0} < {1} || {1} != {1} ? {1} : {0}"
    integers_in_c = True

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        # Where both are equal the slope goes to a, as in TensorFlow.
        return _divided(g, call("greater_equal", *inputs))


class Minimum(Elementwise):
    """y = the smaller of a and b; NaN if either is."""

    ufunc = "minimum"
    expression_c = "{0} > {1} || {1} != {1} ? {1} : {0}"
    integers_in_c = True

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return _divided(g, call("less_equal", *inputs))


def _divided(g: Any, first: Any) -> Sequence[Any]:
    """The slope `g` for one input where `first`, for the other elsewhere."""
    zero = g.trace.constant(0, g.dtype)
    return call("where", first, g, zero), call("where", first, zero, g)


def add(a: Any, b: Any) -> Any:
    """a + b."""
    return elementwise(Add(), a, b)


def subtract(a: Any, b: Any) -> Any:
    """a - b."""
    return elementwise(Subtract(), a, b)


def multiply(a: Any, b: Any) -> Any:
    """a * b."""
    return elementwise(Multiply(), a, b)


def divide(a: Any, b: Any) -> Any:
    """a / b; integers are divided as floats."""
    return elementwise(Divide(), a, b, floating=True)


def floor_divide(a: Any, b: Any) -> Any:
    """The largest integer that is not above a / b, in the dtype of the inputs."""
    return elementwise(FloorDivide(), a, b)


def mod(a: Any, b: Any) -> Any:
    """What remains of a after division by b, with the sign of b."""
    return elementwise(Mod(), a, b)


def power(a: Any, b: Any) -> Any:
    """a ** b."""
    if isinstance(b, (int, float)) and b == 2 and kind_of(a) not in (bool, "bool"):
        return elementwise(Square(), a, floating=isinstance(b, float))
    return elementwise(Power(), a, b)


def negative(x: Any) -> Any:
    """-x."""
    return elementwise(Negative(), x)


def abs(x: Any) -> Any:
    """|x|."""
    return elementwise(Absolute(), x)


def sign(x: Any) -> Any:
    """-1, 0 or 1, as x is negative, zero or positive."""
    return elementwise(Sign(), x)


def square(x: Any) -> Any:
    """x * x."""
    return elementwise(Square(), x)


def sqrt(x: Any) -> Any:
    """The square root; of integers as floats."""
    return elementwise(Sqrt(), x, floating=True)


def reciprocal(x: Any) -> Any:
    """1 / x; of integers as floats."""
    return elementwise(Reciprocal(), x, floating=True)


def maximum(a: Any, b: Any) -> Any:
    """The larger of both, element by element."""
    return elementwise(Maximum(), a, b)


def minimum(a: Any, b: Any) -> Any:
    """The smaller of both, element by element."""
    return elementwise(Minimum(), a, b)


install_binary("add", add)
install_binary("sub", subtract)
install_binary("mul", multiply)
install_binary("truediv", divide)
install_binary("floordiv", floor_divide)
install_binary("mod", mod)
install_binary("pow", power)
install_operators({"neg": negative, "abs": abs, "pos": lambda x: x})
# Sizes stay sizes under the operations that give whole numbers; these make traced numbers of them.
for _name, _function in {
    "__truediv__": divide,
    "__rtruediv__": lambda size, other: divide(other, size),
    "__pow__": power,
}.items():
    setattr(Dim, _name, _function)
