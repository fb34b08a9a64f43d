"""The errors and warnings a user can meet, and how their messages are put together.

A good message answers four questions: where (which layer, which argument), what arrived, what was
expected, and what to do about it. `explain` writes that sentence; the classes say which of Python's
own kinds of error it is, so that ``except ValueError`` keeps working in scripts written for Keras.
"""

from __future__ import annotations

from collections.abc import Iterable


class KerasLiteWarning(UserWarning):
    """Something was accepted that is nearly always a mistake."""


class KerasLiteError(Exception):
    """The common ancestor of every error that keras_lite raises on purpose."""


class InvalidArgument(KerasLiteError, ValueError):
    """An argument has the right type and an impossible value."""


class InvalidType(KerasLiteError, TypeError):
    """An argument has a type that cannot be used."""


class InvalidShape(KerasLiteError, ValueError):
    """Shapes do not fit each other, or do not fit the layer."""


class UnknownName(KerasLiteError, ValueError):
    """A string names nothing that is known."""


class NotReady(KerasLiteError, ValueError):
    """A step was left out before this one: build before predict, compile before fit."""


class NotSupported(KerasLiteError, NotImplementedError):
    """Keras can do it, and keras_lite cannot."""


class CannotDeserialize(KerasLiteError, TypeError):
    """A configuration describes an object that cannot be made here."""


class InvalidFile(KerasLiteError, ValueError):
    """A file is damaged, holds something else, or asks for more than may be given."""


class MissingFile(InvalidFile, FileNotFoundError):
    """There is no file at this place."""


def suggest(name: object, candidates: Iterable[object]) -> str:
    """The nearest known name, as a sentence to append to an error message.

    Args:
        name: What the user wrote.
        candidates: The names that would have been understood. Those that are not strings are
            passed over.

    Returns:
        ``" Did you mean 'adam'?"``, or an empty string when nothing is near.

    Example:
        >>> suggest("adma", ["sgd", "adam"])
        " Did you mean 'adam'?"
    """
    import difflib

    if not isinstance(name, str):
        return ""
    spellings: dict[str, str] = {}
    for candidate in candidates:
        if isinstance(candidate, str):
            spellings.setdefault(_plain(candidate), candidate)
    if _plain(name) in spellings:
        return f" Did you mean {spellings[_plain(name)]!r}?"
    near = difflib.get_close_matches(_plain(name), list(spellings), n=5, cutoff=0.6)
    # Letters that changed places come first: "adma" is "adam" rather than "adamax".
    near.sort(key=lambda spelling: sorted(spelling) != sorted(_plain(name)))
    return f" Did you mean {spellings[near[0]]!r}?" if near else ""


def explain(where: str, got: object, expected: str, fix: str = "") -> str:
    """One message out of its four parts.

    Args:
        where: The layer or function and its argument, as in ``"Dense: `units`"``.
        got: The value that arrived. Long ones are cut.
        expected: What would have been accepted.
        fix: What the user can do; a full sentence.

    Example:
        >>> explain("Dense: `units`", -1, "a positive integer", "Give the number of neurons.")
        'Dense: `units` is -1, but a positive integer was expected. Give the number of neurons.'
    """
    shown = repr(got)
    if len(shown) > 160:
        shown = shown[:157] + "..."
    message = f"{where} is {shown}, but {expected} was expected."
    return f"{message} {fix}" if fix else message


def _plain(name: str) -> str:
    """A spelling without what people mix up: case, underscores, hyphens, spaces."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
