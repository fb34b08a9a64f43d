"""The commands that read a program without running it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping


def explain(name: str, source: bytes, era: str) -> int:
    """Prints the era of a program, and what in it is old or missing.

    Args:
        name: What the program is called.
        source: Its text.
        era: What its era is; "" to find it from the text.

    Returns:
        The exit status: 0, or 2 if it is no program.
    """
    from keras_lite.compat import explain

    try:
        print(explain.report(name, source, era))
    except (SyntaxError, ValueError) as error:
        return _unreadable(name, error)
    return 0


def modernize(name: str, source: bytes, era: str) -> int:
    """Prints a program in the form of Keras 3; what is left of older ones is said on stderr.

    Args:
        name: What the program is called.
        source: Its text.
        era: What its era is; "" to find it from the text.

    Returns:
        The exit status: 0, 1 if something could not be said in Keras 3, or 2 if it is no program.
    """
    try:
        from keras_lite.compat.modernize.program import modernize
    except ModuleNotFoundError as error:
        if error.name != "libcst":
            raise
        print(
            "keras_lite: modernize needs libcst, which is not installed: "
            "pip install 'keras-lite[modernize]'",
            file=sys.stderr,
        )
        return 2
    try:
        modern = modernize(source, era)
    except (SyntaxError, ValueError) as error:
        return _unreadable(name, error)
    print(modern.text, end="")
    for line, why in modern.left:
        print(f"keras_lite: {name}, line {line}: {why}", file=sys.stderr)
    return 1 if modern.left else 0


def _unreadable(name: str, error: SyntaxError | ValueError) -> int:
    line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
    said = error.msg if isinstance(error, SyntaxError) else error
    print(f"keras_lite: {name}{line}: this is no program of Python 3: {said}", file=sys.stderr)
    return 2


COMMANDS: Mapping[str, Callable[[str, bytes, str], int]] = {
    "explain": explain,
    "modernize": modernize,
}
