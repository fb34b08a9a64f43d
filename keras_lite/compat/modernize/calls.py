"""The arguments of a call in their form of today, by the rows that `run` goes by too."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import libcst as cst

from keras_lite import registry
from keras_lite.compat import conversions, names
from keras_lite.compat.argument_rows import ROWS
from keras_lite.compat.arguments import Converted, Default, Ignored, Positional, Renamed, Row
from keras_lite.compat.era_defaults import meaning
from keras_lite.compat.modernize.values import code, read, write
from keras_lite.errors import KerasLiteError

Given = dict[str, Any]
# Defaults that change what is printed only; `run` sees to them, a program of today need not.
_PRINTING = frozenset({"verbose"})
_FAMILIES = {"initializer": "initializers", "activation": "activations"}
# Modules with rows about what is in them; others, some of which are slow to import, stay unread.
_TAUGHT = frozenset(row.module for row in ROWS) | {"keras.models"}
_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


class Callee(NamedTuple):
    """What is called.

    Attributes:
        owner: What messages call it.
        rows: The rows about it.
        parameters: The names of its positional parameters, as far as they are known.
        defaults: Their defaults.
    """

    owner: str
    rows: list[Row]
    parameters: list[str]
    defaults: Given


@cache
def callee(module: str, name: str, method: str = "__init__") -> Callee:
    """What is known of a class or function of Keras, or of a method of one.

    Args:
        module: The module of today below Keras, such as ``"layers"``.
        name: The name of today in it.
        method: The method that is called.
    """
    home = (
        importlib.import_module(f"keras_lite.{module}".rstrip(".")) if _is_there(module) else None
    )
    found = getattr(home, name, None)
    place, published = registry.place_of(found) or (f"keras.{module}".rstrip("."), name)
    if place == "keras" and published in ("Sequential", "Functional") and method != "__init__":
        published = "Model"
    if place in ("keras.models", "keras") and name == "Model":
        place = "keras"
    rows = [
        row for row in ROWS
        if row.module == place and row.name in ("*", published) and row.method == method
    ]  # fmt: skip
    target = getattr(found, method, None) if isinstance(found, type) else found
    parameters: list[str] = []
    defaults: Given = {}
    if callable(target):
        known = list(inspect.signature(target).parameters.values())[isinstance(found, type) :]
        known = [p for p in known if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
        parameters, defaults = [p.name for p in known], {p.name: p.default for p in known}
    owner = published if method == "__init__" else f"{published}.{method}"
    return Callee(owner, rows, parameters, defaults)


def _is_there(module: str) -> bool:
    from keras_lite.compat import importer

    return importer.is_served(f"keras.{module}".rstrip("."))


def _schedule(given: Given, decay: Any, defaults: Given) -> None:
    """`decay` as the schedule that it stood for, with whatever expressions stand there."""
    if decay is None or (isinstance(decay, (int, float)) and decay == 0):
        return
    rate = given.get("learning_rate", defaults.get("learning_rate", 0.01))
    place = "keras.optimizers.schedules.InverseTimeDecay"
    numbers = f"decay_steps=1, decay_rate={code(write(decay))}"
    shown = code(rate if isinstance(rate, cst.CSTNode) else write(rate))
    given["learning_rate"] = cst.parse_expression(f"{place}({shown}, {numbers})")


# Where a row makes an object of what it is given, this writes the expression that makes it.
SYNTAX: Mapping[Callable[..., None], Callable[[Given, Any, Given], None]] = {
    conversions.decay_to_schedule: _schedule,
}


class Arguments:
    """The arguments of one call.

    Args:
        args: As they stand in the program.
        callee: What is called.
        era: The era of the program.
        constants: Literals that names stand for.
    """

    def __init__(
        self,
        args: Sequence[cst.Arg],
        callee: Callee,
        era: str,
        constants: Mapping[str, Any],
    ) -> None:
        self.args, self.callee, self.era = list(args), callee, era
        self.constants = constants
        self.problems: list[str] = []
        self.given: Given = {}
        self._from: dict[str, cst.Arg] = {}
        self._before: Given = {}
        self._read()

    def _read(self) -> None:
        plain = [arg for arg in self.args if not arg.star]
        places = [(read(arg.value, self.constants), arg) for arg in plain if arg.keyword is None]
        named = {
            arg.keyword.value: (read(arg.value, self.constants), arg)
            for arg in plain if arg.keyword is not None
        }  # fmt: skip
        if any(arg.star == "*" for arg in self.args):
            places = []
        values, keywords = tuple(v for v, _ in places), {k: v for k, (v, _) in named.items()}
        arg_of = {id(value): arg for value, arg in [*places, *named.values()]}
        self._before = {self._parameter(i): value for i, value in enumerate(values)} | keywords
        for row in self.callee.rows:
            if isinstance(row, Positional) and values:
                try:
                    changed = row.convert(values, dict(keywords))
                except KerasLiteError as error:
                    self.problems.append(str(error))
                    changed = None
                if changed is not None:
                    values, keywords = changed
        self.given = {self._parameter(i): value for i, value in enumerate(values)} | keywords
        for key, value in self.given.items():
            arg = named[key][1] if key in named else arg_of.get(id(value))
            if arg is not None:
                self._from[key] = arg

    def _parameter(self, index: int) -> str:
        known = self.callee.parameters
        return known[index] if index < len(known) else f"*{index}"

    def convert(self) -> None:
        """Old spellings become those of today; defaults that have changed are written out."""
        old = {r.argument: r.value for r in self._defaults()}
        defaults = {**self.callee.defaults, **old}
        for row in self.callee.rows:
            if isinstance(row, (Renamed, Converted, Ignored)) and row.old in self.given:
                self._apply(row, defaults)
        for name, value in old.items():
            if name not in _PRINTING and not any(arg.star for arg in self.args):
                self.given.setdefault(name, value)
        for name, value in self.given.items():
            family = _FAMILIES.get(name.rpartition("_")[2])
            if family is not None and isinstance(value, str):
                meant = meaning(f"keras.{family}", value, self.era)
                if meant is not None:
                    self.given[name] = cst.parse_expression(meant.modern)

    def _defaults(self) -> list[Default]:
        return [r for r in self.callee.rows if isinstance(r, Default) and self.era in r.eras]

    def _apply(self, row: Renamed | Converted | Ignored, defaults: Given) -> None:
        value = self.given.pop(row.old)
        before = dict(self.given)
        try:
            if isinstance(row, Converted) and row.convert in SYNTAX:
                SYNTAX[row.convert](self.given, value, defaults)
            else:
                row.translate(self.callee.owner, value, self.given, defaults)
        except KerasLiteError as error:
            self.given = {**before, row.old: value}
            self.problems.append(str(error))
            return
        for name, new in self.given.items():
            if name not in before:
                if isinstance(value, float) and new == value:
                    self.given[name] = value  # with the digits that stand there
                if row.old in self._from:
                    self._from[name] = self._from[row.old]

    def rename(self, old: str, new: str) -> None:
        """An argument of another name."""
        if old in self.given:
            self.given[new] = self.given.pop(old)
            if old in self._from:
                self._from[new] = self._from[old]

    def written(self) -> list[cst.Arg]:
        """The arguments as they stand in the program of today."""
        if self._is_as_before():
            return self.args
        by_place = self._places_left()
        known = [*self.callee.parameters, *(n for n in self.given if n.startswith("*"))]
        # Positional arguments stand first, whatever a row made of those before them.
        made = [
            self._written(name, self._from[name], by_place)
            for name in sorted(by_place, key=known.index)
        ]
        made += [arg for arg in self.args if arg.star == "*"]
        made += [
            self._written(name, arg, by_place)
            for arg in self.args for name in self.given
            if self._from.get(name) is arg and name not in by_place
        ]  # fmt: skip
        made += [
            cst.Arg(keyword=cst.Name(name), equal=_EQUAL, value=_node(value))
            for name, value in self.given.items() if name not in self._from
        ]  # fmt: skip
        made += [arg for arg in self.args if arg.star == "**"]
        return _with_commas(made, self.args)

    def _is_as_before(self) -> bool:
        if list(self.given) != list(self._before):
            return False
        return all(self.given[name] is value for name, value in self._before.items())

    def _places_left(self) -> set[str]:
        """The arguments that can stand without their names."""
        left: set[str] = set()
        stood = [a for a in self.args if a.keyword is None and not a.star]
        for index in range(len(stood)):
            name = self._parameter(index)
            arg = self._from.get(name)
            if name not in self.given or arg is None or arg.keyword is not None:
                break
            left.add(name)
        # Without their parameters' names there is no other way to say them.
        return left | {name for name in self.given if name.startswith("*")}

    def _written(self, name: str, arg: cst.Arg, by_place: set[str]) -> cst.Arg:
        node = _node(self.given[name])
        if name in by_place:
            return arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT, value=node)
        equal = arg.equal if arg.keyword is not None else _EQUAL
        return arg.with_changes(keyword=cst.Name(name), equal=equal, value=node)


def _node(value: Any) -> cst.BaseExpression:
    return value if isinstance(value, cst.BaseExpression) else write(value)


def _with_commas(args: list[cst.Arg], before: Sequence[cst.Arg]) -> list[cst.Arg]:
    """Commas between the arguments; what stood behind the last one stands there again."""
    if not args:
        return []
    made = [
        arg.with_changes(comma=_COMMA)
        if isinstance(arg.comma, cst.MaybeSentinel) or arg is before[-1] else arg
        for arg in args[:-1]
    ]  # fmt: skip
    made = [arg.with_changes(whitespace_after_arg=cst.SimpleWhitespace("")) for arg in made]
    last = before[-1] if before else cst.Arg(cst.Name("x"))
    return [
        *made,
        args[-1].with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg),
    ]


def modern_identifier(family: registry.Family, value: Any) -> Any:
    """A name given as a text, or a list of them, in today's spelling; others as they are."""
    if isinstance(value, str):
        new = None if value in family else names.old_identifier(family.module, value)
        return value if new is None else new
    if isinstance(value, list):
        made = [modern_identifier(family, part) for part in value]
        return value if all(a is b for a, b in zip(made, value, strict=True)) else made
    return value
