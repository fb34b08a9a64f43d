"""The imports of a program once everything else has been changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import libcst as cst

from keras_lite.compat.modernize.values import code


def _used(module: cst.Module) -> set[str]:
    """The names that stand anywhere but in imports."""
    seen: set[str] = set()

    class Names(cst.CSTVisitor):
        def visit_Import(self, node: cst.Import) -> bool:
            return False

        def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
            return False

        def visit_Attribute(self, node: cst.Attribute) -> bool:
            node.value.visit(self)
            return False

        def visit_Arg(self, node: cst.Arg) -> bool:
            node.value.visit(self)
            return False

        def visit_Name(self, node: cst.Name) -> None:
            seen.add(node.value)

    module.visit(Names())
    return seen


def without(module: cst.Module, perhaps_unused: set[str]) -> cst.Module:
    """The program without those imports of which nothing is used any more."""
    unused = perhaps_unused - _used(module) if perhaps_unused else set()
    return cst.ensure_type(module.visit(_Unused(unused)), cst.Module) if unused else module


class _Unused(cst.CSTTransformer):
    """Takes imports out of which nothing is used any more."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names

    def leave_Import(self, original_node: cst.Import, updated_node: cst.Import) -> Any:
        return self._kept(updated_node, updated_node.names)

    def leave_ImportFrom(self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom) -> Any:
        if isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        return self._kept(updated_node, updated_node.names)

    def _kept(self, node: Any, aliases: Sequence[cst.ImportAlias]) -> Any:
        kept = [alias for alias in aliases if self._local(alias) not in self.names]
        if len(kept) == len(aliases):
            return node
        if not kept:
            return cst.RemoveFromParent()
        last = kept[-1].with_changes(comma=aliases[-1].comma)
        return node.with_changes(names=[*kept[:-1], last])

    def _local(self, alias: cst.ImportAlias) -> str:
        if alias.asname is not None:
            return code(alias.asname.name)
        return code(alias.name).partition(".")[0]


def with_import(module: cst.Module) -> cst.Module:
    """``import keras`` in front of the first import of something of Keras."""
    line = cst.ensure_type(cst.parse_statement("import keras"), cst.SimpleStatementLine)
    body = list(module.body)
    place = 0
    for index, statement in enumerate(body):
        text = code(statement)
        if re.search(r"^\s*(import|from) +(keras|tensorflow|tf_keras)\b", text, re.MULTILINE):
            place = index
            break
        if text.lstrip().startswith(("from __future__", '"', "'")):
            place = index + 1
    if place < len(body) and isinstance(body[place], cst.SimpleStatementLine):
        follower = cst.ensure_type(body[place], cst.SimpleStatementLine)
        line = line.with_changes(leading_lines=follower.leading_lines)
        body[place] = follower.with_changes(leading_lines=[])
    body.insert(place, line)
    return module.with_changes(body=body)
