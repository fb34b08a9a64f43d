"""The calls between a model's inputs and its outputs, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from keras_lite import tree
from keras_lite.errors import InvalidArgument
from keras_lite.ops.symbolic import FunctionCall, KerasTensor, Node, operation_class

Call = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]


class Graph:
    """The calls that lead from some symbolic tensors to others.

    Args:
        inputs, outputs: Symbolic tensors.

    Attributes:
        nodes_by_depth: The calls by their distance from the outputs, as the longest way counts it.
            All calls of one operation count as deep as its deepest.
        nodes: The calls in the order in which they are made, the deepest first.
        operations: What is called, in order.

    Raises:
        InvalidArgument: (a ValueError) when an output does not depend on the inputs alone.
    """

    def __init__(self, inputs: Sequence[KerasTensor], outputs: Sequence[KerasTensor]) -> None:
        self.inputs, self.outputs = list(inputs), list(outputs)
        finished = self._trace_back()
        depths = self._depths(finished)
        self.nodes_by_depth: dict[int, list[Node]] = {}
        for node, depth in depths.items():
            self.nodes_by_depth.setdefault(depth, []).append(node)
        deepest_first = sorted(self.nodes_by_depth, reverse=True)
        self.nodes = [node for depth in deepest_first for node in self.nodes_by_depth[depth]]
        deepest = {node.operation: depth for node, depth in depths.items()}
        # Keras: 3.15 lists operations of one depth as they were met on the way back.
        self.operations = sorted(deepest, key=lambda op: (-deepest[op], self._met[op]))
        self._steps = [_step(node) for node in self.nodes if node not in self._starts]

    def _trace_back(self) -> list[Node]:
        """Every call, after those that it needs; walks back from the outputs."""
        self._met: dict[Any, int] = {}
        self._starts = {self._maker(tensor) for tensor in self.inputs}
        finished: dict[Node, None] = {}
        pending: list[tuple[Node, bool]] = []
        for output in self.outputs:
            pending.append((self._maker(output), False))
            while pending:
                node, needs_are_there = pending.pop()
                if needs_are_there:
                    finished[node] = None
                elif node not in finished:
                    self._met.setdefault(node.operation, len(self._met))
                    pending.append((node, True))
                    if node.is_input and node not in self._starts:
                        name = node.operation.name
                        raise InvalidArgument(
                            f"Model: the outputs depend on the input '{name}', but it is not among "
                            "`inputs`. Add it there."
                        )
                    needs = [] if node in self._starts else node.input_tensors
                    pending.extend((self._maker(t), False) for t in reversed(needs))
        return list(finished)

    def _maker(self, tensor: KerasTensor) -> Node:
        """The call that made a tensor."""
        history = getattr(tensor, "_keras_history", None)
        if history is None or history.operation is None:
            raise InvalidArgument(
                f"Model: {tensor!r} is not connected to `inputs`. Start from `Input(shape)` and "
                "call layers on what comes out."
            )
        return history.operation._inbound_nodes[history.node_index]

    def _depths(self, finished: Sequence[Node]) -> dict[Node, int]:
        depths: dict[Node, int] = {}
        of_operation: dict[Any, int] = {}
        for node in reversed(finished):
            depth = max(depths.get(node, 0), of_operation.get(node.operation, 0))
            depths[node] = of_operation[node.operation] = depth
            for parent in [] if node in self._starts else node.parent_nodes:
                depths[parent] = max(depth + 1, depths.get(parent, 0))
        for tensor in self.inputs:  # also those that no output depends on
            node = self._maker(tensor)
            depths.setdefault(node, 0)
            self._met.setdefault(node.operation, -1)
        return depths

    def run(self, values: Sequence[Any], call: Call) -> list[Any]:
        """Makes all calls anew.

        Args:
            values: What stands for the inputs.
            call: Called with each operation and its arguments; returns its outputs.

        Returns:
            What stands for the outputs.
        """
        known = {id(t): value for t, value in zip(self.inputs, values, strict=True)}
        for node, fill_in in self._steps:
            args, kwargs = fill_in(known)
            results = call(node.operation, args, kwargs)
            if len(node.outputs) == 1 and hasattr(results, "dtype"):
                known[id(node.outputs[0])] = results
                continue
            found = [leaf for leaf in tree.flatten(results) if leaf is not None]
            known.update((id(t), value) for t, value in zip(node.outputs, found, strict=True))
        return [known[id(tensor)] for tensor in self.outputs]

    def copied(self, inputs: Sequence[KerasTensor]) -> list[KerasTensor]:
        """Notes all calls once more, for other inputs of the same shapes; returns the outputs."""
        known = {id(t): fresh for t, fresh in zip(self.inputs, inputs, strict=True)}
        for node in self.nodes:
            if node not in self._starts:
                args, kwargs = node.arguments.fill_in(known)
                # Keras: 3.15 calls them so.
                made = [KerasTensor(t.shape, t.dtype, name=f"{t.name}_clone") for t in node.outputs]
                Node(node.operation, args, kwargs, made)
                known.update((id(t), fresh) for t, fresh in zip(node.outputs, made, strict=True))
        return [known[id(tensor)] for tensor in self.outputs]

    def record(self) -> dict[str, Any]:
        """The graph as data that can be copied and pickled; `from_record` takes it."""
        place: dict[int, int] = {}
        for node in self.nodes:
            for tensor in node.outputs:
                place[id(tensor)] = len(place)

        def mark(leaf: Any) -> Any:
            return _Place(place[id(leaf)]) if isinstance(leaf, KerasTensor) else leaf

        calls = []
        for node in self.nodes:
            args, kwargs = tree.map_structure(mark, (node.args, node.kwargs))
            made = [(tensor.shape, tensor.dtype, tensor.name) for tensor in node.outputs]
            calls.append((_portable(node.operation), args, kwargs, made))
        ends = [[place[id(t)] for t in tensors] for tensors in (self.inputs, self.outputs)]
        return {"calls": calls, "inputs": ends[0], "outputs": ends[1]}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Graph:
        """The graph of a record, its calls entered in the operations that the record holds."""
        tensors: list[KerasTensor] = []

        def fill(leaf: Any) -> Any:
            return tensors[leaf.index] if isinstance(leaf, _Place) else leaf

        for operation, args, kwargs, made in record["calls"]:
            if isinstance(operation, _PortableCall):
                operation = operation.restored()
            args, kwargs = tree.map_structure(fill, (args, kwargs))
            outputs = [KerasTensor(shape, dtype, name=name) for shape, dtype, name in made]
            Node(operation, args, kwargs, outputs)
            tensors.extend(outputs)
        return cls(*([tensors[i] for i in record[end]] for end in ("inputs", "outputs")))


class _Place:
    """Where a record has a tensor."""

    def __init__(self, index: int) -> None:
        self.index = index


class _PortableCall:
    """A function's call without its class, which is made while running and cannot be pickled."""

    def __init__(self, operation: FunctionCall) -> None:
        function = type(operation).function
        self.place = (function.__module__, function.__name__)
        self.config = {**operation._settings, "name": operation.name}
        self.handed_over = operation._handed_over

    def restored(self) -> FunctionCall:
        function = getattr(import_module(self.place[0]), self.place[1])
        return operation_class(function)(handed_over=self.handed_over, **self.config)


def _portable(operation: Any) -> Any:
    return _PortableCall(operation) if isinstance(operation, FunctionCall) else operation


def _step(node: Node) -> tuple[Node, Callable[[Mapping[int, Any]], Any]]:
    """A call, and what puts values in the place of its symbolic tensors."""
    only = node.args[0] if len(node.args) == 1 else None
    if isinstance(only, KerasTensor) and len(node.input_tensors) == 1:
        kwargs, key = node.kwargs, id(only)
        return node, lambda values: ((values[key],), dict(kwargs))
    return node, node.arguments.fill_in
