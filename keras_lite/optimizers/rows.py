"""Gradients of embeddings, which are made of rows: one for each word that was looked up.

Two rows of the same word are added up before they move a weight. What comes first is the question:
a square of the sum, or the sum of squares.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from keras_lite.engine.ir import Node
from keras_lite.engine.op import call
from keras_lite.engine.trace import apply
from keras_lite.engine.values import Traced
from keras_lite.primitives.gather import Scatter, Take


def each_row(function: Callable[..., Any], gradient: Any, *others: Any) -> Any:
    """function(gradient, *others), taken of each row of an embedding before they are added up.

    Args:
        function: Works element by element.
        gradient: A gradient, or a vector of all gradients.
        others: Values of the same shape.
    """
    # Keras: 3.15 on TensorFlow keeps the gradient of an embedding as rows for as long as it can. It
    # clips and squares them one by one, so frequent words move farther than dense gradients would.
    if isinstance(gradient, Traced) and _has_rows(gradient.node):
        return _of_rows(function, gradient, others)
    return function(gradient, *others)


def _has_rows(node: Node) -> bool:
    """Whether a gradient is made of nothing but rows; of several side by side, any of them."""
    if node.op.name == "pack":
        return any(map(_has_rows, node.inputs))
    if node.op.name == "add":  # the same embedding was used twice
        return all(map(_has_rows, node.inputs))
    return isinstance(node.op, Scatter) and (node.op.axis, node.op.mode) == (0, "add")


def _of_rows(function: Callable[..., Any], gradient: Traced, others: tuple[Any, ...]) -> Any:
    inputs = [Traced(gradient.trace, node) for node in gradient.node.inputs]
    if gradient.node.op.name == "add":
        first, second = (_of_rows(function, x, others) for x in inputs)
        return call("add", first, second)
    if gradient.node.op.name == "pack":
        parts, offset = [], 0
        for x in inputs:
            shape = tuple(x.shape)
            mine = [call("unpack", other, offset=offset, shape=shape) for other in others]
            parts.append(each_row(function, x, *mine))
            offset += prod(shape)
        return call("pack", *parts)
    zeros, rows, updates = inputs
    mine = [apply(Take(0), other, rows) for other in others]
    return apply(gradient.node.op, zeros, rows, function(updates, *mine))
