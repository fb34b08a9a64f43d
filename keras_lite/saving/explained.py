"""Whatever a file makes go wrong is said in one of keras_lite's errors, which names the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from keras_lite.errors import InvalidFile, KerasLiteError

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
        if name not in str(error):
            error.args = (f"{name}: {error}", *error.args[1:])
        raise
    except _OF_PYTHON as error:
        raise InvalidFile(
            f"{name}: the model that it describes cannot be made: {type(error).__name__}: {error}"
        ) from error
