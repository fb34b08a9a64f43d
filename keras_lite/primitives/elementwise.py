"""What elementwise operations share: one ufunc gives forward and emit; dtypes are made equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

from keras_lite.engine.dtypes import dtype_name, result_type
from keras_lite.engine.ir import BATCH, Dim, Spec
from keras_lite.engine.op import Array, Example, Name, Op, broadcast_shapes, call
from keras_lite.engine.trace import active, apply
from keras_lite.engine.values import Traced
from keras_lite.engine.variable import Variable


class Elementwise(Op, abstract=True):
    """An operation that is one ufunc of the array modules.

    Attributes:
        ufunc: its name there.
        arity: number of inputs.
        domain: limits of the numbers that it is tried on; normal numbers if absent.
        infix: Python source of the readable form, with `{0}`, `{1}`; a call of `ufunc` if absent.
        result_dtype: the dtype of the result when it is not the inputs' (comparisons: "bool").
    """

    is_elementwise = True
    reuses = (0, 1)
    ufunc: ClassVar[str]
    arity: ClassVar[int] = 2
    domain: ClassVar[tuple[float, float] | None] = None
    result_dtype: ClassVar[str | None] = None

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return getattr(xp, self.ufunc)(*inputs)

    def spec(self, *inputs: Spec) -> Spec:
        dtypes = {s.dtype for s in inputs}
        if len(dtypes) > 1:
            raise TypeError(
                f"{self.name}: inputs of the dtypes {sorted(dtypes)} arrived where one dtype is"
                " expected. Cast them to one dtype first (ops.cast)."
            )
        shape = broadcast_shapes(self, *(s.shape for s in inputs))
        return Spec(shape, self.result_dtype or inputs[0].dtype)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"{self.ufunc}({', '.join(inputs)}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        if self.infix:
            return self.infix.format(*inputs)
        return f"np.{self.ufunc}({', '.join(inputs)})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        low, high = cls.domain or (None, None)
        one: tuple[Any, ...] = (((BATCH, 4),), ((),))
        two: tuple[Any, ...] = (((BATCH, 4), (BATCH, 4)), ((BATCH, 3, 4), (3, 1)), ((), ()))
        return [Example(cls(), shapes, low, high) for shapes in (one if cls.arity == 1 else two)]


class Unary(Elementwise, abstract=True):
    """An elementwise operation on one input."""

    arity = 1
    reuses = (0,)


def kind_of(value: Any) -> Any:
    """The dtype name of a value, or the Python type of a number (which gives way to dtypes)."""
    if isinstance(value, Traced):
        return value.dtype
    if isinstance(value, (bool, np.bool_)):
        return bool
    if isinstance(value, (int, Dim)):
        return int
    if isinstance(value, float):
        return float
    if hasattr(value, "dtype"):
        return dtype_name(value.dtype)
    return dtype_name(np.asarray(value).dtype)


def as_dtype(value: Any, dtype: str) -> Any:
    """`value` with the given dtype; numbers and sizes become scalars of it."""
    if isinstance(value, Traced):
        return value if value.dtype == dtype else call("cast", value, dtype=dtype)
    if isinstance(value, Dim):
        trace = active()
        if trace is None:
            raise RuntimeError("A batch size was used outside the trace that it belongs to.")
        value = trace.constant(value)
    if not hasattr(value, "dtype"):
        return np.asarray(value, dtype=dtype)
    if dtype_name(value.dtype) == dtype:
        return value
    return call("cast", value, dtype=dtype)


def promoted(*values: Any, floating: bool = False) -> list[Any]:
    """The values in their common dtype (a float dtype, if `floating`)."""
    dtype = result_type(*map(kind_of, values), *((float,) if floating else ()))
    return [as_dtype(v, dtype) for v in values]


def elementwise(op: Op, *values: Any, floating: bool = False) -> Any:
    """Applies an elementwise operation after making the dtypes equal."""
    return apply(op, *promoted(*values, floating=floating))


def floating(op: Op, *values: Any) -> Any:
    """Applies an elementwise operation on floats; integers become floats first."""
    return apply(op, *promoted(*values, floating=True))


def install_operators(operators: dict[str, Callable[..., Any]]) -> None:
    """Gives traced values and variables operators, from operator name ("add") to function."""
    for cls in (Traced, Variable):
        for name, function in operators.items():
            setattr(cls, f"__{name}__", lambda self, *others, f=function: f(self, *others))


def install_binary(name: str, function: Callable[[Any, Any], Any]) -> None:
    """Gives traced values and variables the operator `name` in both orders."""
    install_operators({name: function, f"r{name}": lambda self, other: function(other, self)})
