"""What operations return: a `Tensor` where they compute, a `Traced` where they are recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.engine import device
from keras_lite.engine.ir import Dim, Node, Shape, Spec

if TYPE_CHECKING:
    from keras_lite.engine.trace import Trace


class ConcreteValueError(TypeError):
    """Python asked for the value of something that is only being traced.

    The caller of the trace answers by running that model step by step instead (eager fallback).
    """


class Tensor(np.ndarray):
    """An eager result: a NumPy array that also answers `.numpy()`."""

    def numpy(self) -> Any:
        """The values as a plain NumPy array; a NumPy number if there are no axes."""
        return np.asarray(self)[()]

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array.view(Tensor)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        # `np.mean(tensor)` is a NumPy number, as with tensors of TensorFlow.
        found = super().__array_function__(func, types, args, kwargs)
        return found.numpy() if isinstance(found, Tensor) and not found.ndim else found

    def __getitem__(self, key: Any) -> Any:
        return tensor(super().__getitem__(key))

    def __iter__(self) -> Iterator[Any]:
        return map(tensor, super().__iter__())

    # `a += b` makes a new tensor: whoever else holds `a` keeps its value.
    __iadd__ = np.ndarray.__add__  # type: ignore[assignment]
    __isub__ = np.ndarray.__sub__  # type: ignore[assignment]
    __imul__ = np.ndarray.__mul__  # type: ignore[assignment]
    __itruediv__ = np.ndarray.__truediv__  # type: ignore[assignment]
    __ipow__ = np.ndarray.__pow__  # type: ignore[assignment]

    def __hash__(self) -> int:  # type: ignore[override]
        if self.ndim:
            raise TypeError("unhashable: a tensor with axes")
        return hash(self.item())

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.item(), digits)


def tensor(array: Any) -> Any:
    """An array as an eager result; these lie in ordinary memory, whatever the device."""
    if isinstance(array, (np.ndarray, np.generic)):
        return np.asarray(array).view(Tensor)
    return array


class Traced:
    """A value in a graph: what operations return while a function is traced.

    Its arithmetic operators are installed by the primitives that provide them. NumPy functions
    applied to it become part of the graph through `array_functions`.
    """

    __slots__ = ("__dict__", "__weakref__", "node", "trace")

    def __init__(self, trace: Trace, node: Node) -> None:
        self.trace = trace
        self.node = node

    @property
    def spec(self) -> Spec:
        return self.node.spec

    @property
    def shape(self) -> Shape:
        return self.node.spec.shape

    @property
    def dtype(self) -> str:
        return self.node.spec.dtype

    @property
    def ndim(self) -> int:
        return len(self.node.spec.shape)

    @property
    def size(self) -> Any:
        return self.node.spec.size

    def concrete(self, wanted_by: str = "its value") -> Any:
        """The value, when this trace computes as it records.

        Raises:
            ConcreteValueError: if the trace only records.
        """
        if not self.trace.eager:
            raise ConcreteValueError(
                f"{wanted_by} was asked of {self!r}, which has no value while the model is traced."
            )
        return self.trace.values[self.node]

    def _known(self, wanted_by: str) -> Any:
        return device.current().to_numpy(self.concrete(wanted_by))

    def numpy(self) -> Any:
        return np.array(self._known("numpy()"))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.asarray(self._known("a NumPy array"), dtype=dtype)

    def __bool__(self) -> bool:
        return bool(self._known("the truth (bool, `if`)"))

    def __float__(self) -> float:
        return float(self._known("float()"))

    def __int__(self) -> int:
        return int(self._known("int()"))

    def __index__(self) -> int:
        return int(self._known("an index"))

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a value without axes.")
        length = self.shape[0]
        if isinstance(length, Dim):
            raise ConcreteValueError(f"len() was asked of {self!r}, whose batch size is not known.")
        return length

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))  # type: ignore[index]

    def item(self) -> Any:
        return self.concrete("item()").item()

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function = array_functions.get(ufunc.__name__) if method == "__call__" else None
        if function is None or kwargs.get("out") is not None:
            raise _unsupported(f"{ufunc.__name__}" + ("" if method == "__call__" else f".{method}"))
        return function(*inputs, **kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        function = array_functions.get(func.__name__)
        if function is None:
            raise _unsupported(func.__name__)
        return function(*args, **kwargs)

    def __repr__(self) -> str:
        name = "/".join((*self.node.scope, self.node.role or self.node.op.name))
        return f"<traced {name}: {self.spec!r}>"


def _unsupported(name: str) -> TypeError:
    return TypeError(
        f"np.{name} was applied to a value of a model, and its derivative is not known here."
        " Use the function of that name in keras_lite.ops, or compile(run_eagerly=True) and NumPy"
        " values where no derivative is needed."
    )


array_functions: dict[str, Callable[..., Any]] = {}
"""NumPy function name -> function on traced values. Filled by the public operations."""


def named(value: Any, role: str) -> Any:
    """Suggests what a traced value is called in the emitted program; returns it."""
    if isinstance(value, Traced) and value.node.inputs:
        value.node.role = role
    return value
