"""The calls of a functional model as plain data, and back."""

from __future__ import annotations

import heapq
import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from keras_lite import ops, registry, tree
from keras_lite.errors import CannotDeserialize
from keras_lite.models.graph import Graph
from keras_lite.naming import auto_name
from keras_lite.ops.symbolic import FunctionCall, KerasTensor, operation_class

_TENSOR = "__keras_tensor__"
_OPS = "keras.src.ops."


def calls_config(graph: Graph, inputs: Any, outputs: Any) -> dict[str, Any]:
    """The layers, how they were called, and which tensors go in and come out.

    Args:
        graph: The calls.
        inputs, outputs: Its ends, in their structures.
    """
    numbers: dict[int, int] = {}
    counts: dict[Any, int] = {}
    for operation in graph.operations:
        for node in operation._inbound_nodes:
            if node in graph.nodes:
                numbers[id(node)] = counts.get(operation, 0)
                counts[operation] = numbers[id(node)] + 1

    def source(tensor: KerasTensor) -> list[Any]:
        operation, index, position = tensor._keras_history
        return [operation.name, numbers[id(operation._inbound_nodes[index])], position]

    def ends(structure: Any) -> Any:
        return tree.map_structure(source, structure)

    layers = []
    for operation in graph.operations:
        nodes = [node for node in operation._inbound_nodes if id(node) in numbers]
        calls = [] if nodes[0].is_input else [_call_config(node, source) for node in nodes]
        layers.append(
            {**_operation_config(operation), "name": operation.name, "inbound_nodes": calls}
        )
    return {"layers": layers, "input_layers": ends(inputs), "output_layers": ends(outputs)}


def _call_config(node: Any, source: Any) -> dict[str, Any]:
    def written(value: Any) -> Any:
        if isinstance(value, KerasTensor):
            config = {
                "shape": value.shape,
                "dtype": value.dtype,
                "keras_history": source(value),
            }
            return {"class_name": _TENSOR, "config": config}
        if isinstance(value, (list, tuple)):
            return type(value)(written(part) for part in value)
        if isinstance(value, dict):
            return {key: written(part) for key, part in value.items()}
        return registry.serialize_keras_object(value)

    return {"args": written(list(node.args)), "kwargs": written(dict(node.kwargs))}


def _operation_config(operation: Any) -> dict[str, Any]:
    config = registry.serialize_keras_object(operation)
    if isinstance(operation, FunctionCall):
        # Functions stand in more files here than in Keras: numpy_reduce.py, nn_activation.py...
        file = type(operation).__module__.rpartition(".")[2].partition("_")[0]
        config.update(module=_OPS + file, registered_name=config["class_name"])
    return config


def restore_calls(config: Mapping[str, Any]) -> tuple[Any, Any]:
    """Makes the layers of a configuration, calls them as it says, and returns the two ends.

    Raises:
        CannotDeserialize: (a TypeError) when calls wait for each other, or for what is not there.
    """
    made: dict[str, Any] = {}
    calls: list[tuple[str, dict[str, Any]]] = []
    for entry in config["layers"]:
        name = entry.get("name") or entry["config"]["name"]
        made[name] = _operation(entry)
        calls.extend((name, call) for call in entry["inbound_nodes"])
    left = _perform(made, calls)
    if left:
        names = sorted({made[calls[i][0]].name for i in left})[:10]
        raise CannotDeserialize(
            f"A model's configuration calls the layers {names} on tensors that no layer makes."
        )
    return _end(made, config["input_layers"]), _end(made, config["output_layers"])


def _perform(made: Mapping[str, Any], calls: Sequence[tuple[str, dict[str, Any]]]) -> set[int]:
    """Makes all calls that can be made; returns the numbers of the others.

    The order is Keras': through the list again and again, each time making what has all it needs.
    The time is that of one way through, for each call waits for one thing and is woken by it.
    """
    left = set(range(len(calls)))
    ready: list[tuple[int, int]] = []  # which time through the list, and which call
    waiting: dict[Any, list[int]] = {}
    before: dict[int, int] = {}
    last: dict[str, int] = {}
    for i, (name, _) in enumerate(calls):
        if name in last:
            before[i] = last[name]  # the calls of one layer are numbered
        last[name] = i

    def queue(i: int, time: int) -> None:
        missing = next((s for s in _sources(calls[i][1]) if not _is_there(made, s)), None)
        if before.get(i) in left:
            waiting.setdefault(before[i], []).append(i)
        elif missing is not None:
            waiting.setdefault((missing[0], missing[1]), []).append(i)
        else:
            heapq.heappush(ready, (time, i))

    for i in sorted(left):
        queue(i, 0)
    while ready:
        time, i = heapq.heappop(ready)
        name, call = calls[i]
        with registry.calling(made[name]):
            args, kwargs = (_read(made, call[part]) for part in ("args", "kwargs"))
            made[name](*args, **kwargs)
        left.discard(i)
        for event in (i, (name, len(made[name]._inbound_nodes) - 1)):
            for woken in waiting.pop(event, ()):
                queue(woken, time if woken > i else time + 1)
    return left


def _operation(entry: Mapping[str, Any]) -> Any:
    if str(entry.get("module")).startswith(_OPS):
        for function in vars(ops).values():
            if inspect.isfunction(function) and hasattr(function, "operation_name"):
                found = operation_class(function)
                if found.__name__ == entry["class_name"]:
                    return found(**registry.deserialize_keras_object(entry["config"]))
        raise CannotDeserialize(f"There is no operation {entry['class_name']!r} in keras_lite.ops.")
    parts = ("module", "class_name", "config", "registered_name", "build_config")
    return registry.deserialize_keras_object({key: entry[key] for key in parts if key in entry})


def _sources(value: Any) -> Iterator[list[Any]]:
    """Where the tensors in a call come from."""
    if isinstance(value, dict):
        if value.get("class_name") == _TENSOR:
            yield value["config"]["keras_history"]
        else:
            for part in value.values():
                yield from _sources(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _sources(part)


def _is_there(made: Mapping[str, Any], source: list[Any]) -> bool:
    return source[0] in made and len(made[source[0]]._inbound_nodes) > source[1]


def _tensor(made: Mapping[str, Any], source: list[Any]) -> Any:
    return made[source[0]]._inbound_nodes[source[1]].output_tensors[source[2]]


def _read(made: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, dict):
        if value.get("class_name") == _TENSOR:
            # Keras: 3.15 makes a tensor for each mention of one, which takes a name.
            auto_name("keras_tensor")
            return _tensor(made, value["config"]["keras_history"])
        if "class_name" in value and "config" in value:
            return registry.deserialize_keras_object(value)
        return {key: _read(made, part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        parts = [_read(made, part) for part in value]
        # JSON has no tuples; an index is one.
        is_index = any(isinstance(part, slice) or part is ... for part in parts)
        return tuple(parts) if is_index else type(value)(parts)
    return value


def _end(made: Mapping[str, Any], structure: Any) -> Any:
    """The tensors at one end of the model, from their names."""
    if isinstance(structure, dict):
        return {key: _end(made, part) for key, part in structure.items()}
    is_source = len(structure) == 3 and isinstance(structure[0], str)
    if is_source and isinstance(structure[1], int):
        return _tensor(made, list(structure))
    return type(structure)(_end(made, part) for part in structure)
