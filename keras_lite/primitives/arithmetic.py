"""Sums, products, powers and roots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import Spec
from keras_lite.engine.op import Array, Example, Name, Op, call
from keras_lite.engine.trace import Traced
from keras_lite.engine.variable import Variable
from keras_lite.primitives.elementwise import Elementwise, elementwise


@dataclass(frozen=True)
class Add(Elementwise):
    """y = a + b."""

    ufunc = "add"
    infix = "{0} + {1}"
    expression_c = "{0} + {1}"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return g, g

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((3, 4), (3, 4))), Example(cls(), ((3, 4), (4,)))]


@dataclass(frozen=True)
class Subtract(Elementwise):
    """y = a - b."""

    ufunc = "subtract"
    infix = "{0} - {1}"
    expression_c = "{0} - {1}"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return g, -g

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((3, 4), (3, 4))), Example(cls(), ((3, 1), (4,)))]


@dataclass(frozen=True)
class Multiply(Elementwise):
    """y = a * b."""

    ufunc = "multiply"
    infix = "{0} * {1}"
    expression_c = "{0} * {1}"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        return g * b, g * a

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((3, 4), (3, 4))), Example(cls(), ((2, 3, 4), (3, 1)))]


@dataclass(frozen=True)
class Divide(Elementwise):
    """y = a / b, of floats."""

    ufunc = "divide"
    infix = "{0} / {1}"
    expression_c = "{0} / {1}"

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        return g / b, -(g * y) / b

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(), ((3, 4), (3, 4)), low=0.5, high=2.0),
            Example(cls(), ((3, 4), (4,)), low=-2.0, high=-0.5),
        ]


@dataclass(frozen=True)
class Negative(Elementwise):
    """y = -x."""

    ufunc = "negative"
    infix = "-{0}"
    expression_c = "-{0}"
    reuses = (0,)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (-g,)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((3, 4),)), Example(cls(), ((),))]


@dataclass(frozen=True)
class Cast(Op):
    """y = x in another dtype."""

    dtype: str
    is_elementwise = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0].astype(self.dtype)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(inputs[0].shape, self.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        source = dtype_name(inputs[0].dtype)
        if not source.startswith("float") or not self.dtype.startswith("float"):
            return (None,)
        return (call("cast", g, dtype=source),)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f'copyto({out}, {inputs[0]}, casting="unsafe")']

    def expression(self, *inputs: Name) -> str:
        return f'{inputs[0]}.astype("{self.dtype}")'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls("float64"), ((3, 4),)), Example(cls("int32"), ((3,),))]


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


def negative(x: Any) -> Any:
    """-x."""
    return elementwise(Negative(), x)


def install_operators(operators: dict[str, Callable[..., Any]]) -> None:
    """Gives traced values and variables operators, from operator name ("add") to function."""
    for cls in (Traced, Variable):
        for name, function in operators.items():
            setattr(cls, f"__{name}__", lambda self, *others, f=function: f(self, *others))


def install_binary(name: str, function: Callable[[Any, Any], Any]) -> None:
    """Gives traced values and variables the operator `name` in both orders."""
    install_operators({name: function, f"r{name}": lambda self, other: function(other, self)})


install_binary("add", add)
install_binary("sub", subtract)
install_binary("mul", multiply)
install_binary("truediv", divide)
install_operators({"neg": negative})
