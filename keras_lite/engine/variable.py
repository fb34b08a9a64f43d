"""Variables: named state arrays, alone or as a view into one flat vector."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from keras_lite import config
from keras_lite.engine import aligned, allowance, device
from keras_lite.engine import trace as tracing
from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import Dim, Spec
from keras_lite.engine.op import call, load_operations
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import ConcreteValueError, Tensor, Traced, tensor
from keras_lite.naming import auto_name


def _references_of_one_name() -> int:
    array = np.empty(0)
    return sys.getrefcount(array)


_ALONE = _references_of_one_name()
"""What `sys.getrefcount` says of an array that one local name refers to: 2, from 3.14 on 1."""

_changes = 0


def note_change() -> None:
    """Notes that variables were made or frozen, so that programs ask again what they train."""
    global _changes
    _changes += 1


def changes() -> int:
    """How often `note_change` was called; equal numbers mean that nothing has changed since."""
    return _changes


class Variable:
    """A weight, optimizer slot, metric total or counter.

    Args:
        initializer: array, number, or function of `(shape, dtype=...)` that returns an array.
        shape: shape, needed with a function.
        dtype: dtype name; by default the array's own, "int32" and "bool" for Python's integers and
            booleans, and `config.floatx()` for all else.
        trainable: whether optimizers change it.
        autocast, aggregation, synchronization: kept for Keras' signature.
        name: last part of its path.

    Assignments while a model is traced become part of the program; otherwise they happen at once
    and are seen by the next step. Reading hands out copies: no array that a user holds is changed
    by a later step.
    """

    def __init__(
        self,
        initializer: Any,
        shape: Sequence[int] | None = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str | None = None,
        synchronization: str = "auto",
        name: str | None = None,
    ) -> None:
        load_operations()
        self.name = name or auto_name("variable")
        self.path = "/".join((*tracing.scopes(), self.name))
        self._trainable = trainable
        self.autocast = autocast
        self.aggregation = aggregation
        self.synchronization = synchronization
        self.regularizer: Any = None
        self.constraint: Any = None
        self.overwrite_with_gradient = False
        self.home: Variable | None = None
        self.offset = 0
        note_change()
        with tracing.suspended():
            self.array = self._initial(initializer, shape, dtype)

    def _initial(self, initializer: Any, shape: Sequence[int] | None, dtype: Any) -> Any:
        if dtype is None and not callable(initializer):
            dtype = getattr(initializer, "dtype", None) or _dtype_of_numbers(initializer)
        dtype = dtype_name(dtype) if dtype is not None else config.floatx()
        if callable(initializer) and not isinstance(initializer, (np.ndarray, Variable)):
            if shape is None:
                raise ValueError(
                    "Variable: an initializer function was given without a shape."
                    " Pass shape=(...), or an array as the first argument."
                )
            allowance.take(shape, dtype)
            if allowance.is_late(self, initializer, shape):
                return device.current().asarray(np.zeros(tuple(shape), dtype))
            value = initializer(tuple(shape), dtype=dtype)
        else:
            value = initializer
        # What an initializer has just made is ours alone, and large arrays are not held twice.
        ours = type(value) is np.ndarray and value.base is None and sys.getrefcount(value) <= _ALONE
        value = device.current().to_numpy(value)
        array = np.array(value, dtype=dtype, order="C", copy=None if ours else True)
        if shape is not None and array.shape != tuple(shape):
            array = np.ascontiguousarray(np.broadcast_to(array, tuple(shape)))
        return device.current().asarray(array)

    @property
    def trainable(self) -> bool:
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        note_change()

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.array.shape)

    @property
    def dtype(self) -> str:
        return dtype_name(self.array.dtype)

    @property
    def ndim(self) -> int:
        return len(self.array.shape)

    @property
    def size(self) -> int:
        return prod(self.shape)

    @property
    def spec(self) -> Spec:
        return Spec(self.shape, self.dtype)

    @property
    def value(self) -> Any:
        """The current value: a copy, or the traced value while a model is traced."""
        trace = tracing.active()
        return self.read_in_trace(trace) if trace else tensor(self.numpy())

    def numpy(self) -> Any:
        """A copy of the current value as a NumPy array, a NumPy number if it has no axes."""
        trace = tracing.active()
        if trace is not None:
            if not trace.eager:
                raise ConcreteValueError(f"numpy() was asked of variable {self.path!r} in a trace.")
            return np.asarray(self.read_in_trace(trace).numpy())[()]
        return np.array(device.current().to_numpy(self.array))[()]

    def read_in_trace(self, trace: Trace) -> Traced:
        """The traced value: a view of its flat vector if it lives in one."""
        if self.home is None:
            return trace.read_state(self, self.spec)
        flat = trace.read_state(self.home, self.home.spec)
        key = (id(self), flat.node)
        if key not in trace.pieces:
            # Named after the layer that owns it, wherever it is read first.
            with tracing.scopes_set(self.path.split("/")[:-1]), tracing.phase("forward"):
                piece = call("unpack", flat, offset=self.offset, shape=self.shape)
            piece.node.role = self.name
            trace.pieces[key] = piece
        return trace.pieces[key]

    def assign(self, value: Any) -> Any:
        """Sets the value. A shape that differs raises `ValueError`."""
        trace = tracing.active()
        shape = tuple(value.shape if hasattr(value, "shape") else np.shape(value))
        if shape != self.shape:
            raise ValueError(
                f"Variable {self.path!r}: the shape {shape} was assigned where {self.shape} is"
                " expected. Reshape the value, or make a new variable."
            )
        if trace is None:
            # Copied first, for the value may be a view of this very array.
            value = device.current().to_numpy(_plain(value)).astype(self.dtype)
            self.array[...] = device.current().asarray(value)
            allowance.has_values(self)
            return tensor(value)
        traced = trace.traced(value)
        if traced.dtype != self.dtype:
            traced = call("cast", traced, dtype=self.dtype)
        if self.home is None:
            trace.write_state(self, traced)
        else:
            flat = trace.read_state(self.home, self.home.spec)
            trace.write_state(self.home, call("patch", flat, traced, offset=self.offset))
        return traced

    def clear(self) -> None:
        """Sets every element to 0."""
        if tracing.active() is None:
            self.array.fill(0)
        else:
            self.assign(np.zeros(self.shape, self.dtype))

    def assign_add(self, value: Any) -> Any:
        """Adds to the value."""
        return self.assign(call("add", self, self._like(value)))

    def assign_sub(self, value: Any) -> Any:
        """Subtracts from the value."""
        return self.assign(call("subtract", self, self._like(value)))

    def _like(self, value: Any) -> Any:
        trace = tracing.active()
        if isinstance(value, Dim) and trace is not None:
            value = trace.constant(value)
        if isinstance(value, (Traced, Variable)):
            return value if value.dtype == self.dtype else call("cast", value, dtype=self.dtype)
        return device.current().to_numpy(value).astype(self.dtype)

    def move_into(self, home: Variable, offset: int) -> None:
        """Makes this variable a view into the flat vector `home`, keeping its value."""
        view = home.array[offset : offset + self.size].reshape(self.shape)
        view[...] = self.array
        self.array, self.home, self.offset = view, home, offset
        note_change()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = np.asarray(self.numpy())
        return array if dtype is None else array.astype(dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        trace = tracing.active()
        values = [i.value if isinstance(i, Variable) else i for i in inputs]
        if trace is not None:
            return Traced.__array_ufunc__(self.value, ufunc, method, *values, **kwargs)
        plain = [np.asarray(v) if isinstance(v, Tensor) else v for v in values]
        return tensor(getattr(ufunc, method)(*plain, **kwargs))

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        copy = object.__new__(type(self))
        memo[id(self)] = copy
        copy.__dict__.update(self.__dict__)
        copy.array, copy.home, copy.offset = self.array.copy(), None, 0
        return copy

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state.update(array=np.asarray(self.numpy()), home=None, offset=0)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        load_operations()
        self.__dict__.update(state, array=device.current().asarray(state["array"]))

    def __bool__(self) -> bool:
        return bool(self.numpy())

    def __float__(self) -> float:
        return float(self.numpy())

    def __int__(self) -> int:
        return int(self.numpy())

    def __len__(self) -> int:
        return len(self.array)

    def __repr__(self) -> str:
        value = "" if tracing.active() else f", value={device.current().to_numpy(self.array)}"
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}{value}>"


def _dtype_of_numbers(value: Any) -> str | None:
    """The dtype of Python's integers and booleans; `None` for all else."""
    if isinstance(value, (bool, int, list, tuple)):
        array = np.asarray(value)
        if array.dtype.kind == "b":
            return "bool"
        if array.size and array.dtype.kind == "i":
            limits = np.iinfo("int32")
            fits = limits.min <= array.min() and array.max() <= limits.max
            return "int32" if fits else "int64"
    return None


def _plain(value: Any) -> Any:
    return value.numpy() if isinstance(value, (Variable, Tensor)) else value


def flatten_together(variables: Sequence[Variable], name: str) -> list[Variable]:
    """Lays variables out one after another in one flat vector per dtype.

    Args:
        variables: each keeps its value and becomes a view.
        name: name of the flat variables.

    Returns:
        The flat variables, one per dtype, in order of first appearance. When the variables lie
        so already, the existing vectors are returned and nothing moves.
    """
    groups: dict[str, list[Variable]] = {}
    for variable in variables:
        groups.setdefault(variable.dtype, []).append(variable)
    return [_flatten_group(group, name) for group in groups.values()]


def _flatten_group(group: Sequence[Variable], name: str) -> Variable:
    total = sum(v.size for v in group)
    home = group[0].home
    offset = 0
    for variable in group:
        if home is None or variable.home is not home or variable.offset != offset:
            home = None
            break
        offset += variable.size
    if home is not None and home.size == total:
        return home
    flat = Variable(np.zeros(0, group[0].dtype), name=name)
    flat.array = device.current().asarray(aligned.zeros((total,), group[0].dtype))  # not copied
    flat.path = name
    offset = 0
    for variable in group:
        variable.move_into(flat, offset)
        offset += variable.size
    return flat
