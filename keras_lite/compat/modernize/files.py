"""The names of the files that a program writes models to: Keras 3 goes by their endings."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from keras_lite.compat.modernize.values import read

_OLD = (".h5", ".hdf5")


def literal_in(node: cst.BaseExpression, definitions: Mapping[str, cst.BaseExpression]) -> str:
    """The last text literal of an expression for a path; "" without one.

    Args:
        node: Such as ``folder + "/model.h5"``.
        definitions: What names stand for that are given a value once.
    """
    if isinstance(node, cst.Name) and node.value in definitions:
        node = definitions[node.value]
    if isinstance(node, cst.SimpleString):
        value = read(node, {})
        return str(value) if isinstance(value, str) else ""
    if isinstance(node, cst.BinaryOperation):
        right = node.left if isinstance(node.operator, cst.Modulo) else node.right
        return literal_in(right, definitions)
    if isinstance(node, cst.Call) and node.args:
        func = node.func
        if isinstance(func, cst.Attribute) and func.attr.value == "format":
            return literal_in(func.value, definitions)
        return literal_in(node.args[-1].value, definitions)
    return ""


def of_weights(path: str) -> str:
    """A name that Keras 3 writes weights to; others as they are.

    Example:
        >>> of_weights("a.h5"), of_weights("b.weights.h5"), of_weights("c")
        ('a.weights.h5', 'b.weights.h5', 'c.weights.h5')
    """
    stem = _stem(path)
    return path if path.endswith(".weights.h5") else f"{path if stem is None else stem}.weights.h5"


def of_models(path: str) -> str:
    """A name that Keras 3 writes a whole model to, from one that older versions did.

    Example:
        >>> of_models("a.hdf5"), of_models("b.keras")
        ('a.keras', 'b.keras')
    """
    stem = _stem(path)
    return path if stem is None else f"{stem}.keras"


def _stem(path: str) -> str | None:
    for ending in _OLD:
        if path.endswith(ending):
            return path[: -len(ending)]
    return None
