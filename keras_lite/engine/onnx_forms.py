"""How an operation is written in ONNX: one converter for each, registered by the primitives.

As with the forms of C, `emit_onnx.py` knows graphs and names no operation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from keras_lite.engine.ir import Node, Size


class Writer(Protocol):
    """What converters need of the graph that is being written; names stand for its values."""

    def add(
        self, operator: str, *inputs: str, place: int = 0, count: int = 1, **attributes: Any
    ) -> str:
        """Adds one ONNX node; returns the name of its result (of `count`, the one at `place`)."""

    def constant(self, value: Any, dtype: str) -> str:
        """The name of a fixed array."""

    def sizes(self, sizes: Sequence[Size]) -> str:
        """The name of a vector of 64-bit integers: a shape that may depend on the batch size."""


@dataclass(frozen=True)
class Value:
    """A value of the ONNX graph, with the operators that a formula is written in.

    Attributes:
        writer: of the graph.
        name: there.
        dtype: a NumPy name.
    """

    writer: Writer
    name: str
    dtype: str

    def call(
        self, operator: str, *others: Value | str, dtype: str | None = None, **attributes: Any
    ) -> Value:
        """The result of an ONNX operator on this value and others (or names of others)."""
        names = [other.name if isinstance(other, Value) else other for other in others]
        name = self.writer.add(operator, self.name, *names, **attributes)
        return Value(self.writer, name, dtype or self.dtype)

    def number(self, value: Any) -> Value:
        """A fixed number of the same dtype."""
        return Value(self.writer, self.writer.constant(value, self.dtype), self.dtype)

    def sizes(self, *sizes: Size) -> str:
        """The name of a vector of 64-bit integers, as shapes and axes are handed to operators."""
        return self.writer.sizes(sizes)

    def _with(self, other: Any) -> Value:
        return other if isinstance(other, Value) else self.number(other)

    def __add__(self, other: Any) -> Value:
        return self.call("Add", self._with(other))

    def __sub__(self, other: Any) -> Value:
        return self.call("Sub", self._with(other))

    def __rsub__(self, other: Any) -> Value:
        return self._with(other) - self

    def __mul__(self, other: Any) -> Value:
        return self.call("Mul", self._with(other))

    def __truediv__(self, other: Any) -> Value:
        return self.call("Div", self._with(other))

    def __neg__(self) -> Value:
        return self.call("Neg")

    def __lt__(self, other: Any) -> Value:
        return self.call("Less", self._with(other), dtype="bool")

    def same(self, other: Any) -> Value:
        """Where this value and another are equal."""
        return self.call("Equal", self._with(other), dtype="bool")

    def choose(self, yes: Value, no: Value) -> Value:
        """One value where this one is true, another elsewhere."""
        return self.call("Where", yes, no, dtype=yes.dtype)

    __radd__ = __add__
    __rmul__ = __mul__


Converter = Callable[..., Value]
"""From a node and the values that it reads to its own value."""
_CONVERTERS: dict[str, Converter] = {}


def converter(*names: str) -> Callable[[Converter], Converter]:
    """Registers a function `(node, *values) -> Value` for operations by name.

    It raises `NotSupported` for parameters that ONNX has no words for.
    """

    def register(function: Converter) -> Converter:
        for name in names:
            _CONVERTERS[name] = function
        return function

    return register


def converter_of(node: Node) -> Converter | None:
    """The converter of a node's operation; `None` if there is none."""
    return _CONVERTERS.get(node.op.name)


def known_names() -> set[str]:
    """The names of all operations that have a converter."""
    return set(_CONVERTERS)
