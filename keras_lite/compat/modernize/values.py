"""What stands in a call, as values that the tables of arguments can look at.

The rows were written for arguments of a running program. Here they get stand-ins: numbers, texts
and tuples that remember the piece of the program they came from, and `Opaque` for what only running
the program would tell.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import libcst as cst


class Whole(int):
    """A whole number and where it stands."""

    node: cst.BaseExpression

    @property
    def plain(self) -> int:
        """The value alone."""
        return int(self)


class Real(float):
    """A number and where it stands."""

    node: cst.BaseExpression

    @property
    def plain(self) -> float:
        """The value alone."""
        return float(self)


class Text(str):
    """A text and where it stands."""

    node: cst.BaseExpression

    @property
    def plain(self) -> str:
        """The value alone."""
        return str(self)


class Several(tuple[Any, ...]):
    """A tuple and where it stands."""

    node: cst.BaseExpression


class Listed(list[Any]):
    """A list and where it stands."""

    node: cst.BaseExpression


class Opaque:
    """An expression whose value is not known."""

    def __init__(self, node: cst.BaseExpression) -> None:
        self.node = node

    def __repr__(self) -> str:
        return code(self.node)


_STAND_INS: Mapping[type, Any] = {int: Whole, float: Real, str: Text, tuple: Several, list: Listed}
_NAMED = {"None": None, "True": True, "False": False}


def code(node: cst.CSTNode) -> str:
    """The text of a piece of a program."""
    return cst.Module([]).code_for_node(node)


def read(node: cst.BaseExpression, constants: Mapping[str, Any]) -> Any:
    """The stand-in for an expression.

    Args:
        node: The expression.
        constants: The values of names that are given one literal and no other value.
    """
    if isinstance(node, cst.Name) and node.value in _NAMED:
        return _NAMED[node.value]
    value: Any = None
    if isinstance(node, cst.Name):
        value = constants.get(node.value)
    elif isinstance(node, (cst.Tuple, cst.List)):
        parts = [read(element.value, constants) for element in node.elements]
        value = tuple(parts) if isinstance(node, cst.Tuple) else parts
    elif isinstance(node, (cst.Integer, cst.Float, cst.SimpleString, cst.UnaryOperation)):
        try:
            value = ast.literal_eval(code(node))
        except ValueError:
            value = None
    kind = _STAND_INS.get(type(value))
    if kind is None:
        return Opaque(node)
    made = kind(value)
    made.node = node
    return made


def write(value: Any) -> cst.BaseExpression:
    """The expression for a stand-in, or for a value that a row has made."""
    node = getattr(value, "node", None)
    if node is not None:
        return node  # type: ignore[no-any-return]
    return cst.parse_expression(_text(value))


def _text(value: Any) -> str:
    node = getattr(value, "node", None)
    if node is not None:
        return code(node)
    if isinstance(value, (tuple, list)):
        inner = ", ".join(map(_text, value))
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, float):
        return repr(value).replace("e-0", "e-")
    return f'"{value}"' if isinstance(value, str) and value.isidentifier() else repr(value)
