"""Old spellings of arguments: two tables, and the wrapper that reads them.

`apply` is called for every class of keras_lite when it registers itself. Where a table has a row
for one of its methods, the method is wrapped in place; subclasses, users' own included, inherit
that. A call without old spellings costs one comparison of sets.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from keras_lite.errors import InvalidArgument, InvalidType, explain

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
                f"{owner}: got both {self.old}={value!r} and {self.new}={given[self.new]!r}, but "
                f"`{self.old}` is the old name of `{self.new}`. Keep `{self.new}`."
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


def decay_to_schedule(owner: str, decay: Any, given: Arguments, default: Arguments) -> None:
    """Step t runs at ``learning_rate / (1 + decay * t)``, t counting from 0.

    Source: the update rules of the optimizers of Keras 0.x to 2.3, all of which share this line.
    """
    if not isinstance(decay, (int, float)) and not hasattr(decay, "__float__"):
        raise InvalidType(explain(f"{owner}: `decay`", decay, "a number", "Pass 0.0 for no decay."))
    rate: Any = given.get("learning_rate", default.get("learning_rate"))
    if float(decay) < 0:
        message = explain(f"{owner}: `decay`", decay, "0 or more", "Pass 0.0 for no decay.")
        raise InvalidArgument(message)
    if float(decay) == 0:
        return
    if not hasattr(rate, "__float__"):
        raise InvalidArgument(
            f"{owner}: got decay={decay!r} beside learning_rate={rate!r}, which already changes "
            "from step to step, but one of the two was expected. Drop `decay`."
        )
    from keras_lite.optimizers.schedules import InverseTimeDecay

    given["learning_rate"] = InverseTimeDecay(float(rate), decay_steps=1, decay_rate=float(decay))


ROWS: tuple[Renamed | Converted, ...] = (
    Renamed("keras.optimizers", "*", "__init__", "lr", "learning_rate", "3.0"),
    Converted("keras.optimizers", "*", "__init__", "decay", decay_to_schedule, "2.11"),
    Renamed("keras", "Model", "fit", "nb_epoch", "epochs", "2.4"),
)


def apply(found: Any, module: str, name: str) -> None:
    """Teaches a class of keras_lite the old spellings of its arguments.

    Args:
        found: What registered itself; only classes have rows so far.
        module: Where Keras publishes it, as in ``"keras.optimizers"``.
        name: Its name there.
    """
    if not isinstance(found, type):
        return
    rows = [row for row in ROWS if row.module == module and row.name in ("*", name)]
    for method in dict.fromkeys(row.method for row in rows):
        _wrap_in_place(found, method, tuple(row for row in rows if row.method == method))


def _wrap_in_place(found: type, method: str, rows: tuple[Renamed | Converted, ...]) -> None:
    """Wraps the method where it is defined, which may be an ancestor, and only once."""
    for owner in found.__mro__:
        original = vars(owner).get(method)
        if original is not None:
            if owner is not object and not hasattr(original, "old_spellings"):
                setattr(owner, method, _accepting(original, rows))
            return


def _accepting(
    original: Callable[..., Any], rows: tuple[Renamed | Converted, ...]
) -> Callable[..., Any]:
    old = frozenset(row.old for row in rows)

    @functools.wraps(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        if old.isdisjoint(kwargs):
            return original(self, *args, **kwargs)
        return original(self, **_translated(self, original, rows, args, kwargs))

    wrapper.old_spellings = old  # type: ignore[attr-defined]  # marks it as wrapped
    return wrapper


def _translated(
    self: Any,
    original: Callable[..., Any],
    rows: tuple[Renamed | Converted, ...],
    args: tuple[Any, ...],
    kwargs: Arguments,
) -> Arguments:
    """All arguments by their names of today."""
    import inspect

    parameters = list(inspect.signature(original).parameters.values())[1:]
    default = {parameter.name: parameter.default for parameter in parameters}
    names = [p.name for p in parameters if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    given = dict(zip(names, args, strict=False)) | kwargs
    owner = type(self).__name__
    if len(args) > len(names):
        raise InvalidType(
            f"{owner}: got {len(args)} positional arguments, but at most {len(names)} were "
            "expected. Pass them by name."
        )
    method = original.__name__
    where = owner if method == "__init__" else f"{owner}.{method}"
    for row in rows:
        if row.old in given:
            row.translate(where, given.pop(row.old), given, default)
    return given
