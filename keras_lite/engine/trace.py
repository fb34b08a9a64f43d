"""Recording: every operation goes through `apply`, which computes it or writes it down."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.engine import allowance, device
from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import Dim, Graph, Node, Shape, Spec, size_at
from keras_lite.engine.leaves import Constant, Input, State
from keras_lite.engine.op import Op, load_operations
from keras_lite.engine.values import Traced, tensor

if TYPE_CHECKING:
    from keras_lite.engine.variable import Variable


class _Stack(threading.local):
    def __init__(self) -> None:
        self.trace: Trace | None = None
        self.scopes: tuple[str, ...] = ()
        self.phase = "forward"


_stack = _Stack()


class _Within:
    """Something of this thread's stack that is otherwise inside a `with`."""

    __slots__ = ("_before", "_name", "_value")

    def __init__(self, name: str, value: Any) -> None:
        self._name, self._value = name, value

    def __enter__(self) -> None:
        self._before = getattr(_stack, self._name)
        setattr(_stack, self._name, self._value)

    def __exit__(self, *error: object) -> None:
        setattr(_stack, self._name, self._before)


def active() -> Trace | None:
    """The trace that is recording in this thread."""
    return _stack.trace


def scopes() -> tuple[str, ...]:
    """Names of the layers being built or called, outermost first."""
    return _stack.scopes


def scope(name: str) -> AbstractContextManager[None]:
    """Names what is built and recorded inside after a layer (or a part of the model)."""
    return _Within("scopes", (*_stack.scopes, name))


def scopes_set(names: Sequence[str]) -> AbstractContextManager[None]:
    """Records inside as if in the given scopes (backward code belongs to its layer)."""
    return _Within("scopes", tuple(names))


def phase(name: str) -> AbstractContextManager[None]:
    """Marks what is recorded inside: "forward", "loss", "backward", "update" or "metrics"."""
    return _Within("phase", name)


class Trace:
    """A recording of one function.

    Args:
        eager: also compute every value at once, so that Python code may look at them. The same
            operations and derivatives then run as a tape.

    Use it as a context manager; inside, variables read and assigned are part of the recording:
    they are changed only when the caller commits `writes`.
    """

    def __init__(self, eager: bool = False) -> None:
        load_operations()
        self.eager = eager
        self.values: dict[Node, Any] = {}
        self.nodes: list[Node] = []
        self.inputs: dict[str, Node] = {}
        self.outputs: dict[str, Node] = {}
        self.pieces: dict[tuple[int, Node], Traced] = {}
        self._reads: dict[int, Node] = {}
        self._current: dict[int, Traced] = {}
        self._written: dict[int, None] = {}  # in the order of first assignments
        self._owners: dict[int, Variable] = {}
        self._outer: Trace | None = None

    def __enter__(self) -> Trace:
        self._outer, _stack.trace = _stack.trace, self
        return self

    def __exit__(self, *error: object) -> None:
        _stack.trace = self._outer

    def input(self, name: str, spec: Spec, value: Any = None) -> Traced:
        """A value that is handed in at every step."""
        if value is not None and not device.on_host():
            value = device.current().asarray(value)
        result = self._add(Input(name, spec), (), spec, role=name, value=value)
        self.inputs[name] = result.node
        return result

    def output(self, name: str, value: Any) -> None:
        """A value that is handed out after the step."""
        self.outputs[name] = self.traced(value).node

    def constant(self, value: Any, dtype: str | None = None) -> Traced:
        """A fixed array as a value of the graph; symbolic sizes become int32 scalars."""
        if isinstance(value, Dim):
            op: Op = Constant.size(value)
        else:
            op = Constant.of(value, dtype)
        return self._add(op, (), op.spec(), value=None)

    def traced(self, value: Any) -> Traced:
        """`value` as a value of this graph (variables are read, arrays become constants)."""
        if isinstance(value, Traced):
            if value.trace is not self:
                if value.trace.eager:
                    return self.constant(value.concrete())
                raise RuntimeError(
                    f"{value!r} was kept from an earlier trace. Do not store the values that"
                    " `call` or a loss receives on `self`; recompute them, or use a Variable."
                )
            return value
        if hasattr(value, "read_in_trace"):
            read: Traced = value.read_in_trace(self)
            return read
        return self.constant(value)

    def record(self, op: Op, inputs: Sequence[Any]) -> Traced:
        """Writes one operation down (and computes it, when eager)."""
        values = [self.traced(i) for i in inputs]
        spec = op.spec(*(v.spec for v in values))
        return self._add(op, [v.node for v in values], spec)

    def _add(
        self,
        op: Op,
        inputs: Sequence[Node],
        spec: Spec,
        role: str | None = None,
        value: Any = None,
    ) -> Traced:
        node = Node(op, inputs, spec, _stack.scopes, role, _stack.phase)
        self.nodes.append(node)
        if self.eager:
            if value is None:
                xp = device.current().module
                with np.errstate(all="ignore"):
                    value = op.forward(xp, *(self.values[i] for i in inputs))
            self.values[node] = value
        return Traced(self, node)

    def read_state(self, owner: Variable, spec: Spec) -> Traced:
        """The current value of a state array: its start value, or what was last written here."""
        key = id(owner)
        if key not in self._current:
            value = owner.array.copy() if self.eager else None
            with phase("forward"), scopes_set(owner.path.split("/")[:-1]):
                read = self._add(State(key, spec), (), spec, role=owner.name, value=value)
            self._owners[key] = owner
            self._reads[key] = read.node
            self._current[key] = read
        return self._current[key]

    def write_state(self, owner: Variable, value: Traced) -> None:
        """Notes the value that a state array has from here on."""
        self.read_state(owner, owner.spec)
        self._current[id(owner)] = value
        self._written[id(owner)] = None

    def commit(self) -> None:
        """Puts the new state of an eager trace in place."""
        for key in self._written:
            self._owners[key].array[...] = self.values[self._current[key].node]

    def graph(self) -> Graph:
        """The recording so far."""
        writes = {key: self._current[key].node for key in self._written}
        return Graph(
            list(self.nodes),
            dict(self.inputs),
            dict(self.outputs),
            dict(self._reads),
            writes,
            dict(self._owners),
        )


def apply(op: Op, *inputs: Any) -> Any:
    """Computes `op` on arrays, or records it when one of the inputs is being traced.

    What is computed here at once is computed by NumPy: single operations on small arrays, whose
    results Python looks at. The device runs programs.
    """
    trace = _stack.trace
    if trace is not None:
        for value in inputs:
            if isinstance(value, Traced) or hasattr(value, "read_in_trace"):
                return trace.record(op, inputs)
    arrays = [_array(i) for i in inputs]
    if op.is_view and hasattr(inputs[0], "read_in_trace"):
        arrays[0] = arrays[0].copy()  # nobody but a variable holds its own memory
    found = op.spec(*(Spec(tuple(a.shape), dtype_name(a.dtype)) for a in arrays))
    allowance.take(found.shape, found.dtype)
    with np.errstate(all="ignore"):
        return tensor(op.forward(np, *arrays))


def _array(value: Any) -> Any:
    if isinstance(value, Traced):
        if value.trace.eager:
            return np.asarray(value)
        raise RuntimeError(
            f"{value!r} is used after its trace has ended. Do not keep the values that `call` or a"
            " loss receives; recompute them, or use a Variable."
        )
    if hasattr(value, "read_in_trace"):
        value = device.current().to_numpy(value.array)
    return np.asarray(value)


def suspended() -> AbstractContextManager[None]:
    """Records nothing inside: for code that must compute now (building weights)."""
    return _Within("trace", None)


def concrete_shape(shape: Shape, n: int | None) -> tuple[int | None, ...]:
    """A shape for Python code: sizes that depend on n are `None`, or numbers when n is given."""
    return tuple(
        (None if n is None else size_at(s, n)) if isinstance(s, Dim) else int(s) for s in shape
    )
