"""The calls of functional models: lists of names in Keras 1 and 2, marked tensors in Keras 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keras_lite.errors import InvalidFile


def modern_calls(config: dict[str, Any], layers: list[dict[str, Any]], file: str) -> dict[str, Any]:
    """The parts of a functional model's configuration that say what is called on what.

    Args:
        config: Of the model.
        layers: Its layers, modern but for their `inbound_nodes`.
        file: What the file is called in messages.
    """
    named: dict[str, dict[str, Any]] = {}
    for layer in layers:
        layer["name"] = layer.get("name") or layer["config"].get("name")
        if not isinstance(layer["name"], str):
            raise InvalidFile(f"{file}: a layer of class {layer['class_name']!r} has no name.")
        named[layer["name"]] = layer
    for layer in layers:
        nodes = layer.get("inbound_nodes", [])
        if not isinstance(nodes, list):
            raise InvalidFile(f"{file}: the calls of layer '{layer['name']}' are no list.")
    ends = {}
    for key in ("input_layers", "output_layers"):
        if key not in config:
            raise InvalidFile(f"{file}: the model does not say its `{key}`.")
        ends[key] = config[key]
    _count_from_zero(named, ends)
    for layer in layers:
        nodes = layer.get("inbound_nodes", [])
        layer["inbound_nodes"] = [_modern_call(node, layer, named, file) for node in nodes]
    return {"layers": layers, **ends}


def _count_from_zero(named: dict[str, dict[str, Any]], ends: dict[str, Any]) -> None:
    """Keras: 1 and 2 count the calls of a model within a model from 1; its making is number 0."""
    calls = [layer.get("inbound_nodes", []) for layer in named.values()]
    tensors = [part for part in _tensors([calls, ends]) if part[0] in named]
    last: dict[str, int] = {}
    for part in tensors:
        last[part[0]] = max(part[1], last.get(part[0], 0))
    for part in tensors:
        layer = named[part[0]]
        count = len(layer.get("inbound_nodes", []))
        if "layers" in layer["config"] and last[part[0]] == count > 0 < part[1]:
            part[1] -= 1


def _tensors(value: Any) -> Iterator[list[Any]]:
    """All ``["dense", 0, 0]`` in calls, each to be changed in its place."""
    if _is_tensor(value):
        yield value
        value = value[3:]
    if isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _tensors(part)


def _modern_call(
    node: Any, layer: dict[str, Any], named: dict[str, dict[str, Any]], file: str
) -> dict[str, Any]:
    if isinstance(node, dict) and isinstance(node.get("args"), list):
        if not isinstance(node.get("kwargs", {}), dict):
            raise InvalidFile(f"{file}: a call of layer '{layer['name']}' is not understood.")
        return {"args": node["args"], "kwargs": node.get("kwargs", {})}
    if _is_tensor(node):
        node = [node]
    if not isinstance(node, list) or not node or not all(_is_tensor(part) for part in node):
        raise InvalidFile(
            f"{file}: a call of layer '{layer['name']}' is described as {str(node)[:80]!r}, which "
            "is not understood."
        )
    tensors = [_tensor(part, named, layer, file) for part in node]
    # Keras: 2 gives a layer that got a list of one tensor that tensor.
    args = [tensors if len(tensors) > 1 else tensors[0]]
    last = node[0][3] if len(node[0]) > 3 else {}
    kwargs = {k: _argument(v, named, layer, file) for k, v in last.items()}
    return {"args": args, "kwargs": kwargs}


def _is_tensor(part: Any) -> bool:
    """``["dense", 0, 0]``, with the call's further arguments behind it since Keras 2."""
    return (
        isinstance(part, list)
        and len(part) in (3, 4)
        and isinstance(part[0], str)
        and all(isinstance(number, int) for number in part[1:3])
        and (len(part) == 3 or isinstance(part[3], dict))
    )


def _argument(value: Any, named: dict[str, Any], layer: dict[str, Any], file: str) -> Any:
    if _is_tensor(value) and value[0] in named:
        return _tensor(value, named, layer, file)
    return value


def _tensor(
    part: list[Any], named: dict[str, Any], layer: dict[str, Any], file: str
) -> dict[str, Any]:
    if part[0] not in named:
        raise InvalidFile(
            f"{file}: layer '{layer['name']}' is called on the output of '{part[0]}', but there "
            "is no such layer."
        )
    return {
        "class_name": "__keras_tensor__",
        "config": {"shape": None, "dtype": None, "keras_history": part[:3]},
    }
