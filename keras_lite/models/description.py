"""What a summary says of a model, read from its public attributes into plain records."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from keras_lite.errors import InvalidArgument, suggest


@dataclass(frozen=True)
class Row:
    """One layer: how deep it is nested, what it is, and what the columns say of it."""

    depth: int
    name: str
    type: str
    output_shape: str
    params: int | None
    """Number of values in its weights; None as long as they do not exist."""
    connected_to: tuple[str, ...]
    trainable: bool | None
    """None where there is nothing to train."""


@dataclass(frozen=True)
class Total:
    """One line under the table: a number of values and the bytes they take."""

    label: str
    count: int
    size: float


@dataclass(frozen=True)
class Description:
    """All that a summary says of a model."""

    name: str
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    has_connections: bool


def describe(
    model: Any,
    expand_nested: bool = False,
    layer_range: Sequence[str] | None = None,
) -> Description:
    """Reads a model into plain records.

    Args:
        model: Any object with the public attributes of a Keras model.
        expand_nested: Also describe the layers of layers that have `layers`.
        layer_range: Names (or regular expressions matched from the start of the name) of the
            first and the last layer to describe. None describes all.

    Returns:
        A `Description`.
    """
    nodes = _nodes(model)
    has_connections = nodes is not None and not _is_chain(model, nodes)
    # `operations` also holds the functions that were called between the layers.
    layers = list(model.layers if nodes is None else getattr(model, "operations", model.layers))
    if layer_range is not None:
        first, last = _layer_range([layer.name for layer in layers], layer_range)
        layers = layers[first : last + 1]
    rows: list[Row] = []
    for layer in layers:
        _add_rows(rows, layer, 0, expand_nested, nodes or [])
    return Description(model.name, tuple(rows), _totals(model), has_connections)


def _nodes(model: Any) -> list[Any] | None:
    """The calls that make up a functional model; None for every other kind of model."""
    if any(cls.__name__ == "Sequential" for cls in type(model).__mro__):
        return None
    depths = getattr(model, "_nodes_by_depth", None)
    if depths is None:
        return None
    return [node for depth in depths.values() for node in depth]


def _is_chain(model: Any, nodes: list[Any]) -> bool:
    """True for a functional model that could have been a Sequential one."""
    if any(len(depth) > 1 for depth in model._nodes_by_depth.values()):
        return False
    if any(len(node.input_tensors) > 1 for node in nodes):
        return False
    operations = [id(node.operation) for node in nodes]
    return len(set(operations)) == len(operations)


def _layer_range(names: list[str], layer_range: Sequence[str]) -> tuple[int, int]:
    """Index of the first and of the last layer that a `layer_range` names."""
    if len(layer_range) != 2:
        raise InvalidArgument(
            "layer_range must be a list or tuple of length 2. Received: "
            f"layer_range = {layer_range} of length {len(layer_range)}. "
            "Pass the names of the first and of the last layer to show."
        )
    ends = []
    for pattern in layer_range:
        matches = [i for i, name in enumerate(names) if re.match(pattern, name)]
        if not matches:
            raise InvalidArgument(
                "Passed layer_names do not match the layer names in the model. Received: "
                f"{list(layer_range)}. No layer of summary(layer_range=...) is called "
                f"{pattern!r}.{suggest(pattern, names)} The layers are {names}."
            )
        ends.append(matches)
    first, last = ends
    if first[0] > last[-1]:
        # Keras: 3.15.1 takes the two ends in either order.
        first, last = last, first
    return first[0], last[-1]


def _add_rows(rows: list[Row], layer: Any, depth: int, expand: bool, nodes: list[Any]) -> None:
    """Appends the row of a layer and, if asked to, those of the layers inside it."""
    own = [node for node in nodes if node.operation is layer]
    rows.append(
        Row(
            depth=depth,
            name=layer.name,
            type=layer.__class__.__name__,
            output_shape=_output_shape(layer),
            params=_params(layer),
            connected_to=tuple(_connections(layer, own)),
            trainable=bool(layer.trainable) if getattr(layer, "weights", None) else None,
        )
    )
    if expand:
        for inner in getattr(layer, "layers", None) or ():
            _add_rows(rows, inner, depth + 1, expand, nodes)


def _output_shape(layer: Any) -> str:
    """Shape of what a layer returned when it was last called symbolically, or "?"."""
    calls = getattr(layer, "_inbound_nodes", None)
    if calls:
        shapes = [tuple(tensor.shape) for tensor in calls[-1].output_tensors]
        return str(shapes[0]) if len(shapes) == 1 else str(shapes)
    built_for = getattr(layer, "_build_shapes_dict", None)
    if not built_for:
        return "?"
    try:
        return str(tuple(layer.compute_output_shape(**built_for)))
    except Exception:  # a user's layer may raise anything here, and a summary must not
        return "?"


def _params(layer: Any) -> int | None:
    """Number of values in a layer's weights; None as long as it is not built."""
    if not getattr(layer, "built", True):
        return None
    return int(layer.count_params()) if hasattr(layer, "count_params") else 0


def _connections(layer: Any, own: list[Any]) -> Iterator[str]:
    """`name[node][output]` of every tensor that a layer takes in this model."""
    in_order = {id(node): i for i, node in enumerate(getattr(layer, "_inbound_nodes", ()))}
    for node in sorted(own, key=lambda node: in_order.get(id(node), 0)):
        for tensor in node.input_tensors:
            source, node_index, tensor_index = tensor._keras_history
            yield f"{source.name}[{node_index}][{tensor_index}]"


def _totals(model: Any) -> tuple[Total, ...]:
    trainable = _total(" Trainable params: ", model.trainable_weights)
    frozen = _total(" Non-trainable params: ", model.non_trainable_weights)
    parts = [trainable, frozen]
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and getattr(optimizer, "built", False):
        parts.append(_total(" Optimizer params: ", optimizer.variables))
    count = sum(part.count for part in parts)
    return (Total(" Total params: ", count, sum(part.size for part in parts)), *parts)


def _total(label: str, weights: Sequence[Any]) -> Total:
    counts = [math.prod(weight.shape) for weight in weights]
    sizes = [n * _bytes_of(str(weight.dtype)) for n, weight in zip(counts, weights, strict=True)]
    return Total(label, sum(counts), sum(sizes))


def _bytes_of(dtype: str) -> float:
    """Bytes that one value takes: `float16` -> 2, `int4` -> 0.5."""
    bits = re.search(r"\d+", dtype)
    # Keras: 3.15.1 counts a bool as one bit, though it takes a byte.
    return int(bits.group()) / 8 if bits else 1 / 8
