"""Old spellings of arguments: what a row can say, and the wrapper that reads the rows.

`apply` is called for every class of keras_lite when it registers itself. Where `argument_rows` has
a row for one of its methods, the method is wrapped in place; subclasses, users' own included,
inherit that. A call without old spellings costs one comparison of sets.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from keras_lite.compat import eras
from keras_lite.errors import InvalidArgument, InvalidType

Arguments = dict[str, Any]


class Renamed(NamedTuple):
    """An argument that has another name today.

    `module` and `name` say where Keras publishes the class, `"*"` standing for every class there.
    """

    module: str
    name: str
    method: str
    old: str
    new: str
    dropped: str

    def translate(self, owner: str, value: Any, given: Arguments, default: Arguments) -> None:
        if self.new in given:
            raise InvalidType(
                f"{owner}: got both {self.old}={short(value)} and "
                f"{self.new}={short(given[self.new])}, but `{self.old}` is the old name of "
                f"`{self.new}`. Keep `{self.new}`."
            )
        given[self.new] = value


class Converted(NamedTuple):
    """An argument that is gone, and how to say the same with those that are there.

    `convert` gets the owner's name, the value, the other arguments as given, which it changes, and
    the defaults.
    """

    module: str
    name: str
    method: str
    old: str
    convert: Callable[[str, Any, Arguments, Arguments], None]
    dropped: str

    def translate(self, owner: str, value: Any, given: Arguments, default: Arguments) -> None:
        self.convert(owner, value, given, default)


class Ignored(NamedTuple):
    """An argument that is gone and changes no result; `harmless` lists its values, if not all."""

    module: str
    name: str
    method: str
    old: str
    dropped: str
    harmless: tuple[Any, ...] | None = None
    instead: str = ""

    def translate(self, owner: str, value: Any, given: Arguments, default: Arguments) -> None:
        if self.harmless is not None and not any(value is v or value == v for v in self.harmless):
            raise InvalidArgument(
                f"{owner}: got {self.old}={short(value)}, but Keras {self.dropped} dropped "
                f"`{self.old}`; only {self.harmless[0]!r} was expected. {self.instead}"
            )


class Positional(NamedTuple):
    """An order of positional arguments that has changed.

    `convert` gets the positional and the named arguments and returns them in today's order, or
    None when they are in it already.
    """

    module: str
    name: str
    method: str
    convert: Callable[[tuple[Any, ...], Arguments], tuple[tuple[Any, ...], Arguments] | None]
    dropped: str


class Default(NamedTuple):
    """A default that an era had: it holds while that era does, unless the argument is given."""

    module: str
    name: str
    method: str
    argument: str
    value: Any
    eras: tuple[str, ...]


def short(value: Any) -> str:
    """A value as it stands in a message."""
    shown = " ".join(repr(value).split())
    return shown if len(shown) <= 60 else shown[:57] + "..."


Row: TypeAlias = Renamed | Converted | Ignored | Positional | Default


class _Rows:
    """The rows of one method, sorted by what they are."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.orders = [row for row in rows if isinstance(row, Positional)]
        self.defaults = [row for row in rows if isinstance(row, Default)]
        self.spellings: list[Renamed | Converted | Ignored] = [
            row for row in rows if not isinstance(row, (Positional, Default))
        ]
        self.old = frozenset(row.old for row in self.spellings)


def apply(found: Any, module: str, name: str) -> None:
    """Teaches a class of keras_lite the old spellings of its arguments.

    Args:
        found: What registered itself; only classes have rows so far.
        module: Where Keras publishes it, as in ``"keras.optimizers"``.
        name: Its name there.
    """
    from keras_lite.compat.argument_rows import PLACES, ROWS

    if not isinstance(found, type) or PLACES.isdisjoint({(module, name), (module, "*")}):
        return
    rows = [row for row in ROWS if row.module == module and row.name in ("*", name)]
    for method in dict.fromkeys(row.method for row in rows):
        _wrap_in_place(found, method, [row for row in rows if row.method == method])


def _wrap_in_place(found: type, method: str, rows: Sequence[Row]) -> None:
    """Wraps a constructor where it is defined, which may be an ancestor, and only once.

    Other methods get their wrapper in the class that Keras publishes: whoever looks for `fit` in
    `Model` itself, as tools do that measure or limit training, finds it there.
    """
    for owner in found.__mro__:
        original = vars(owner).get(method)
        if original is not None:
            if owner is not object and not hasattr(original, "old_spellings"):
                place = owner if method == "__init__" else found
                setattr(place, method, _accepting(original, _Rows(rows)))
            return


def _accepting(original: Callable[..., Any], rows: _Rows) -> Callable[..., Any]:
    @functools.wraps(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        for order in rows.orders if args else ():
            changed = order.convert(args, kwargs)
            if changed is not None:
                args, kwargs = changed
        if rows.old.isdisjoint(kwargs) and (not rows.defaults or eras.current() is None):
            return original(self, *args, **kwargs)
        args, kwargs = _translated(type(self).__name__, original, rows, args, kwargs)
        return original(self, *args, **kwargs)

    wrapper.old_spellings = rows.old  # type: ignore[attr-defined]  # marks it as wrapped
    return wrapper


def renaming(function: Callable[..., Any], **new_names: str) -> Callable[..., Any]:
    """A function that also takes its arguments by their old names, given as ``old="new"``."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        for old in new_names.keys() & kwargs.keys():
            row = Renamed("", "", "", old, new_names[old], "")
            row.translate(function.__name__, kwargs.pop(old), kwargs, {})
        return function(*args, **kwargs)

    return wrapper


def _translated(
    owner: str,
    original: Callable[..., Any],
    rows: _Rows,
    args: tuple[Any, ...],
    kwargs: Arguments,
) -> tuple[tuple[Any, ...], Arguments]:
    """The arguments by their names of today."""
    import inspect

    parameters = list(inspect.signature(original).parameters.values())[1:]
    default = {parameter.name: parameter.default for parameter in parameters}
    names = [p.name for p in parameters if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    takes_more = any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters)
    if len(args) > len(names) and not takes_more:
        raise InvalidType(
            f"{owner}: got {len(args)} positional arguments, but at most {len(names)} were "
            "expected. Pass them by name."
        )
    if takes_more:
        given = dict(kwargs)
    else:
        _refuse_twice(owner, names[: len(args)], kwargs)
        given, args = dict(zip(names, args, strict=False)) | kwargs, ()
    method = original.__name__
    where = owner if method == "__init__" else f"{owner}.{method}"
    for row in rows.spellings:
        if row.old in given:
            row.translate(where, given.pop(row.old), given, default)
    era = eras.current()
    for entry in rows.defaults if era is not None else ():
        if era in entry.eras:
            given.setdefault(entry.argument, entry.value)
    return args, given


def _refuse_twice(owner: str, positional: Sequence[str], kwargs: Arguments) -> None:
    for name in positional:
        if name in kwargs:
            raise InvalidType(f"{owner}: got `{name}` twice, by place and by name. Keep one.")
