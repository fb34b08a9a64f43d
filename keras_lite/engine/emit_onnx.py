"""The graph as an ONNX model: one value for each node, weights as initializers, no more.

The names and meanings of ONNX are those of its specification (github.com/onnx/onnx, docs/IR.md and
docs/Operators.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lite.engine import device as devices
from keras_lite.engine.ir import BATCH, Dim, Graph, Node, Size
from keras_lite.engine.leaves import Constant, State
from keras_lite.engine.names import role_of
from keras_lite.engine.onnx_forms import Value, converter_of
from keras_lite.errors import NotSupported

OLDEST_OPSET = 18
"""The first in which sums, products and extremes take their axes in one and the same way."""
_BATCH_NAME = "batch"


@dataclass
class _Step:
    """One ONNX node; its name is that of its result, one of several that the operator has."""

    operator: str
    inputs: list[str]
    result: str
    attributes: dict[str, Any]
    place: int = 0
    count: int = 1

    @property
    def results(self) -> list[str]:
        return [
            self.result if i == self.place else f"{self.result}/unused_{i}"
            for i in range(self.count)
        ]


class _Emitter:
    """Walks through a graph and collects what the ONNX model consists of."""

    def __init__(self, graph: Graph, title: str, inputs: Sequence[str], outputs: Sequence[str]):
        self.graph, self.title = graph, title
        self.first: list[_Step] = []  # what any node may need
        self.steps: list[_Step] = []
        self.arrays: dict[str, np.ndarray] = {}
        self.inputs = dict(zip(graph.inputs.values(), map(self._reserved({}), inputs), strict=True))
        self.taken = dict.fromkeys(self.inputs.values(), 1)
        names = map(self._reserved(self.taken), outputs)
        self.outputs = list(zip(names, graph.outputs.values(), strict=True))
        self.values: dict[Node, Value] = {}
        self._prefix = ""
        self._fixed: dict[tuple[bytes, tuple[int, ...], str], str] = {}
        self._batch: str | None = None
        self._within = _pieces(graph)

    @staticmethod
    def _reserved(taken: dict[str, int]) -> Any:
        def reserve(name: str) -> str:
            taken[name] = taken.get(name, 0) + 1
            return name if taken[name] == 1 else reserve(f"{name}_{taken[name]}")

        return reserve

    def unique(self, wanted: str) -> str:
        """`wanted`, with a number behind it when it is taken."""
        name: str = self._reserved(self.taken)(wanted)
        return name

    # What converters ask for ------------------------------------------------------------------

    def add(
        self, operator: str, *inputs: str, place: int = 0, count: int = 1, **attributes: Any
    ) -> str:
        """Adds one ONNX node; returns the name of its result."""
        result = self.unique(f"{self._prefix}/{operator}")
        self.steps.append(_Step(operator, list(inputs), result, attributes, place, count))
        return result

    def constant(self, value: Any, dtype: str) -> str:
        """The name of a fixed array, which is there once however often it is used."""
        array = np.asarray(value, dtype=dtype)
        key = (array.tobytes(), array.shape, dtype)
        if key not in self._fixed:
            shown = str(array.item()) if array.ndim == 0 else "array"
            self._fixed[key] = self._kept(f"constant/{shown}", array)
        return self._fixed[key]

    def sizes(self, sizes: Sequence[Size]) -> str:
        """The name of a vector of 64-bit integers, computed where the batch size is among them."""
        if not any(isinstance(size, Dim) for size in sizes):
            return self.constant(list(sizes), "int64")
        parts = [self._size(s) if isinstance(s, Dim) else self.sizes([s]) for s in sizes]
        return parts[0] if len(parts) == 1 else self.add("Concat", *parts, axis=0)

    def _size(self, size: Dim) -> str:
        """A polynomial of the batch size, as a vector of one number."""
        n = self._batch_size()
        total = self.sizes([size.coefficients[-1]])
        for coefficient in reversed(size.coefficients[:-1]):
            total = n if total == self.sizes([1]) else self.add("Mul", total, n)
            if coefficient:
                total = self.add("Add", total, self.sizes([coefficient]))
        return total

    def _batch_size(self) -> str:
        if self._batch is None:
            sources = [x for x in self.inputs if x.spec.shape[:1] == (BATCH,)]
            if not sources:
                raise NotSupported(
                    f"export: model '{self.title}' computes with the batch size, but none of its"
                    " inputs has it. Give the model an input."
                )
            self._batch = self.unique(f"{_BATCH_NAME}/Shape")
            source = self.inputs[sources[0]]
            self.first = [_Step("Shape", [source], self._batch, {"start": 0, "end": 1})]
        return self._batch

    # The walk ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Converts every node."""
        if self.graph.writes:
            owner = self.graph.owners[next(iter(self.graph.writes))]
            raise NotSupported(
                f"export: predicting with model '{self.title}' changes the variable"
                f" '{owner.path}', and an ONNX model keeps nothing from call to call. Take that out"
                " of the model's `call`."
            )
        wanted = {node: name for name, node in reversed(self.outputs)}
        for node in self.graph.nodes:
            self.values[node] = self._visit(node, wanted.get(node))
        for name, node in self.outputs:
            found = self.values[node].name
            if found != name:
                self.steps.append(_Step("Identity", [found], name, {}))

    def _visit(self, node: Node, wanted: str | None) -> Value:
        if node in self.inputs:
            return Value(self, self.inputs[node], node.spec.dtype)
        if isinstance(node.op, State):
            if node in self._within:
                return Value(self, "", node.spec.dtype)  # only its pieces are read
            owner = self._owner(node)
            return self._weight(owner.path, _host(owner.array))
        if node.inputs and node.inputs[0] in self._within:
            whole = _host(self._owner(node.inputs[0]).array)
            return self._weight("/".join((*node.scope, role_of(node))), node.op.forward(np, whole))
        if isinstance(node.op, Constant):
            return self._constant(node.op)
        return self._computed(node, wanted)

    def _computed(self, node: Node, wanted: str | None) -> Value:
        convert = converter_of(node)
        where = "/".join(self._own(node.scope)) or self.title
        if convert is None:
            raise NotSupported(
                f"export: '{where}' computes '{node.op.name}', for which there is no ONNX form"
                " here. Take it out of the model, or export with format='numpy'."
            )
        self._prefix = "/".join((*self._own(node.scope), role_of(node)))
        before = len(self.steps)
        value = convert(node, *(self.values[i] for i in node.inputs))
        if len(self.steps) > before and self.steps[-1].result == value.name:
            self.steps[-1].result = wanted or self.unique(self._prefix)
            value = Value(self, self.steps[-1].result, node.spec.dtype)
        return value

    def _owner(self, node: Node) -> Any:
        assert isinstance(node.op, State)
        return self.graph.owners[node.op.key]

    def _own(self, scope: tuple[str, ...]) -> tuple[str, ...]:
        """A scope without the model's own name in front."""
        return scope[1:] if scope[:1] == (self.title,) else scope

    def _weight(self, path: str, array: np.ndarray) -> Value:
        name = "/".join(self._own(tuple(path.split("/"))))
        return Value(self, self._kept(name, array), str(array.dtype))

    def _kept(self, name: str, array: np.ndarray) -> str:
        name = self.unique(name)
        self.arrays[name] = array
        return name

    def _constant(self, op: Constant) -> Value:
        if op.dim is None:
            return Value(self, self.constant(op.array, op.dtype), op.dtype)
        self._prefix = _BATCH_NAME
        vector = Value(self, self.sizes([op.dim]), "int64")
        scalar = vector.call("Squeeze", vector.sizes(0))
        return scalar.call("Cast", dtype=op.dtype, to=element_type(op.dtype))


def _pieces(graph: Graph) -> set[Node]:
    """State that is read only in pieces with names of their own: those are initializers instead."""
    readers: dict[Node, list[Node]] = {}
    for node in graph.nodes:
        for source in node.inputs:
            readers.setdefault(source, []).append(node)
    results = set(graph.results())
    found = set()
    for node, views in readers.items():
        plain = isinstance(node.op, State) and node not in results
        if plain and all(view.op.is_view and view.role for view in views):
            total = sum(int(view.spec.size) for view in views)
            if total <= int(node.spec.size):  # so that no weight is there twice
                found.add(node)
    return found


def _host(array: Any) -> np.ndarray:
    return np.asarray(devices.current().to_numpy(array))


def element_type(dtype: str) -> int:
    """ONNX' number for a dtype."""
    from onnx import helper

    return int(helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))


def emit_onnx(
    graph: Graph,
    title: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    opset: int,
    producer: tuple[str, str],
) -> Any:
    """The ONNX model of a graph.

    Args:
        graph: simplified; it must not change state.
        title: the name of the ONNX graph, which is left out in front of the names in it.
        inputs, outputs: names for the graph's inputs and outputs, in its order.
        opset: version of ONNX' operators, from `OLDEST_OPSET` on.
        producer: name and version of who made it.

    Raises:
        NotSupported: for an operation without a form in ONNX, with the layer's name.
    """
    from onnx import helper, numpy_helper

    emitter = _Emitter(graph, title, inputs, outputs)
    emitter.run()
    known = {value.name: node for node, value in emitter.values.items()}
    nodes = [
        helper.make_node(s.operator, s.inputs, s.results, name=s.result, **s.attributes)
        for s in (*emitter.first, *emitter.steps)
    ]
    results = {name for name, _ in emitter.outputs}
    between = [s.result for s in emitter.steps if s.result in known and s.result not in results]
    proto = helper.make_graph(
        nodes,
        title,
        [_described(name, node) for node, name in emitter.inputs.items()],
        [_described(name, node) for name, node in emitter.outputs],
        [numpy_helper.from_array(array, name) for name, array in emitter.arrays.items()],
        value_info=[_described(name, known[name]) for name in between],
    )
    versions = [helper.make_opsetid("", opset)]
    return helper.make_model(
        proto,
        opset_imports=versions,
        ir_version=helper.find_min_ir_version_for(versions),
        producer_name=producer[0],
        producer_version=producer[1],
    )


def _described(name: str, node: Node) -> Any:
    """Name, dtype and shape, in which sizes that depend on the batch size are formulas."""
    from onnx import helper

    shape = [
        (_BATCH_NAME if size == BATCH else str(size).replace("n", _BATCH_NAME))
        if isinstance(size, Dim)
        else size
        for size in node.spec.shape
    ]
    return helper.make_tensor_value_info(name, element_type(node.spec.dtype), shape)
