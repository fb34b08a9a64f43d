"""Models that are frozen within another one, and trained by themselves: the idiom of GANs.

Before Keras 3 a model trained what was trainable when it was compiled, so that programs said
``critic.trainable = False`` once, for the model that the critic is a part of. Keras 3 asks when
it trains; there the critic has to be trainable while it is trained itself.
"""

from __future__ import annotations

from typing import Any

import libcst as cst
import libcst.matchers as m

_TRAINS = frozenset({"fit", "fit_generator", "train_on_batch"})
ADVICE = "Keras 3 trains what is trainable now: {0}.trainable = True before, False after."


def _last(node: cst.BaseExpression) -> str:
    """The name that a model has here and where it is an attribute of something."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


class Freezing(cst.CSTVisitor):
    """Finds the names of models that are frozen for others only.

    Attributes:
        frozen: Names of models that are set ``trainable = False`` after they were compiled, and
            never otherwise.
    """

    def __init__(self) -> None:
        self.frozen: set[str] = set()
        self._compiled_later: set[str] = set()
        self._compiled_first: set[str] = set()
        self._otherwise: set[str] = set()
        self._functions: set[str] = set()  # make_trainable(critic, False)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        if node.params.params:
            model = m.Name(node.params.params[0].name.value)
            target = m.AssignTarget(m.Attribute(model, m.Name("trainable")))
            if m.findall(node.body, m.Assign([target])):
                self._functions.add(node.name.value)

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            place = target.target
            if isinstance(place, cst.Attribute) and place.attr.value == "trainable":
                self._set(place.value, node.value)

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "compile":
            name = _last(node.func.value)
            (self._compiled_later if name in self.frozen else self._compiled_first).add(name)
        elif _last(node.func) in self._functions and len(node.args) == 2:
            self._set(node.args[0].value, node.args[1].value)

    def _set(self, model: cst.BaseExpression, value: cst.BaseExpression) -> None:
        is_false = m.matches(value, m.Name("False"))
        (self.frozen if is_false else self._otherwise).add(_last(model))

    def leave_Module(self, original_node: cst.Module) -> None:
        self.frozen -= self._otherwise | (self._compiled_later - self._compiled_first) | {""}


def trained(line: cst.SimpleStatementLine, frozen: set[str]) -> list[cst.BaseExpression]:
    """The frozen models that a line trains, each once."""
    found: dict[str, cst.BaseExpression] = {}
    for call in m.findall(line, m.Call(func=m.Attribute())) if frozen else []:
        func: Any = call
        func = func.func
        if func.attr.value in _TRAINS and _last(func.value) in frozen:
            found.setdefault(_last(func.value), func.value)
    return list(found.values())


def thawed(
    line: cst.SimpleStatementLine, models: list[cst.BaseExpression]
) -> list[cst.SimpleStatementLine]:
    """The line, with the models trainable before and not after."""

    def said(model: cst.BaseExpression, word: str) -> cst.SimpleStatementLine:
        target = cst.AssignTarget(cst.Attribute(model, cst.Name("trainable")))
        return cst.SimpleStatementLine([cst.Assign([target], cst.Name(word))])

    first, *rest = [said(model, "True") for model in models]
    first = first.with_changes(leading_lines=line.leading_lines)
    after = [said(model, "False") for model in models]
    return [first, *rest, line.with_changes(leading_lines=[]), *after]
