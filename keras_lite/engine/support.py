"""Functions that emitted lines call beside those of the array module."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import numpy as np


@cache
def on(function: Callable[..., Any], module: ModuleType) -> Callable[..., Any]:
    """`function` with the name `np` in its body meaning the array module `module`.

    Support functions are written once, with `np`, as emitted programs are. Functions that they
    call keep NumPy.
    """
    if module is np:
        return function
    assert isinstance(function, FunctionType)
    scope = {**function.__globals__, "np": module}
    return FunctionType(
        function.__code__, scope, function.__name__, function.__defaults__, function.__closure__
    )


def source_of(functions: Iterable[Callable[..., Any]]) -> str:
    """The source of functions and of everything of this package that they lean on.

    It runs alone where `np` is NumPy and annotations are not evaluated.

    Raises:
        ValueError: if two modules use one name for different things.
    """
    collector = _Collector()
    for function in functions:
        collector.add(sys.modules[function.__module__], function.__name__)
    return collector.source()


class _Collector:
    """Definitions in an order in which each comes after what it leans on."""

    def __init__(self) -> None:
        self.imports: dict[str, None] = {}
        self.texts: dict[str, str] = {}

    def source(self) -> str:
        parts = ["\n".join(self.imports)] if self.imports else []
        return "\n\n".join([*parts, *self.texts.values()])

    def add(self, module: ModuleType, name: str) -> None:
        """Adds what `name` means in a module, and before it what that leans on."""
        text = inspect.getsource(module)
        node = _definition(ast.parse(text), name)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._imported(node, name)
        elif node is not None:
            segment = "\n".join(text.splitlines()[_first_line(node) - 1 : node.end_lineno])
            if self.texts.get(name, segment) != segment:
                raise ValueError(f"Two modules mean different things by {name!r}: rename one.")
            if name not in self.texts:
                for other in _names(node):
                    if other != name:
                        self.add(module, other)
                self.texts[name] = segment

    def _imported(self, node: ast.Import | ast.ImportFrom, name: str) -> None:
        (alias,) = [a for a in node.names if (a.asname or a.name) == name]
        package = __name__.partition(".")[0]
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package):
            assert node.module is not None
            assert alias.asname is None, f"{name}: imports under another name are not followed."
            self.add(sys.modules[node.module], name)
        elif alias.name != "numpy":
            only = type(node)(**{**vars(node), "names": [alias]})
            self.imports[ast.unparse(only)] = None


def _definition(tree: ast.Module, name: str) -> ast.stmt | None:
    """The statement of a module that gives a name its meaning."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found = [node.name]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found = [a.asname or a.name for a in node.names]
        elif isinstance(node, ast.Assign):
            found = [t.id for t in node.targets if isinstance(t, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found = [node.target.id]
        else:
            found = []
        if name in found:
            return node
    return None


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def _names(node: ast.AST) -> Iterator[str]:
    """The names that are read when a definition runs; annotations are not."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _names(child)
    if isinstance(node, ast.Name):
        yield node.id
