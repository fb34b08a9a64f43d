"""Several graphs, one after another, as one: what one does to a state, the next one finds."""

from __future__ import annotations

from keras_lite.engine.ir import Graph, Node


def chain(*graphs: Graph) -> Graph:
    """The graph of a step that does what several steps do, in their order.

    Inputs and outputs are those of all of them; no two may share a name. State that is written and
    read again in between is handed on as a value, and is stored once, at the end.

    Example:
        `chain(reset, step, read)` sets totals to 0, adds a batch and divides by its rows: to
        whoever simplifies it that is one sum.
    """
    whole = Graph([], {}, {}, {}, {}, {})
    current: dict[int, Node] = {}
    for graph in graphs:
        _append(whole, current, graph)
    return whole


def _append(whole: Graph, current: dict[int, Node], graph: Graph) -> None:
    """Adds a graph that finds the values `current` of states, and leaves its own there."""
    placed = {node: current[key] for key, node in graph.reads.items() if key in current}
    for node in graph.nodes:
        if node in placed:
            continue
        inputs = [placed[i] for i in node.inputs]
        placed[node] = node if inputs == list(node.inputs) else node.replaced(node.op, inputs)
        whole.nodes.append(placed[node])
    for key, node in graph.reads.items():
        whole.reads.setdefault(key, placed[node])
        current.setdefault(key, placed[node])
    for key, node in graph.writes.items():
        whole.writes[key] = current[key] = placed[node]
    whole.inputs.update({name: placed[node] for name, node in graph.inputs.items()})
    whole.outputs.update({name: placed[node] for name, node in graph.outputs.items()})
    whole.owners.update(graph.owners)
