"""Whatever a file makes go wrong is said in one of keras_lite's errors, which names the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from keras_lite.errors import InvalidFile, KerasLiteError

_LONGEST_MESSAGE = 2000
# What Python raises when a description has the wrong thing in some place.
_OF_PYTHON = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Within the block, errors are about the file of this name."""
    try:
        yield
    except KerasLiteError as error:
        message = str(error) if name in str(error) else f"{name}: {error}"
        error.args = (printable(message), *error.args[1:])
        raise
    except _OF_PYTHON as error:
        raise InvalidFile(
            printable(
                f"{name}: the model that it describes cannot be made: {type(error).__name__}: "
                f"{error}"
            )
        ) from error


def printable(message: str) -> str:
    """A message without what a file could do to a terminal by the names in it.

    Control characters, among them those that turn the direction of writing, become escapes; the
    middle of what is too long is left out.
    """
    if len(message) > _LONGEST_MESSAGE:
        half = _LONGEST_MESSAGE // 2
        message = f"{message[:half]} [...] {message[-half:]}"
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in message)
