"""Which Keras a program was written for: the eras, and the one that holds now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from keras_lite.errors import InvalidArgument, explain, suggest

ERAS = ("keras0", "keras1", "keras2", "tf.keras", "keras3")
TITLES = {
    "keras0": "Keras 0.x",
    "keras1": "Keras 1.x",
    "keras2": "Keras 2.0 to 2.3",
    "tf.keras": "tf.keras of TensorFlow 1.14 to 2.15",
    "keras3": "Keras 3",
}
_now: ContextVar[str | None] = ContextVar("era", default=None)


def current() -> str | None:
    """The era whose defaults hold; None when those of today do."""
    return _now.get()


def set_era(name: str | None) -> None:
    """From here on the defaults of an era hold; those of today with None or ``"keras3"``.

    Raises:
        InvalidArgument: (a ValueError) for what is no era.
    """
    _now.set(_checked(name))


@contextmanager
def era(name: str) -> Iterator[None]:
    """Within a ``with`` block, defaults are those that an era had.

    Args:
        name: ``"keras0"``, ``"keras1"``, ``"keras2"``, ``"tf.keras"`` or ``"keras3"``.

    Raises:
        InvalidArgument: (a ValueError) for what is no era.

    Example:
        >>> from keras_lite.optimizers import Adagrad
        >>> with era("keras2"):
        ...     rate = Adagrad().learning_rate.numpy()
        >>> float(rate), float(Adagrad().learning_rate.numpy())
        (0.009999999776482582, 0.0010000000474974513)
    """
    token = _now.set(_checked(name))
    try:
        yield
    finally:
        _now.reset(token)


def _checked(name: str | None) -> str | None:
    if name is not None and name not in ERAS:
        fix = f"The eras are {', '.join(ERAS)}.{suggest(name, ERAS)}"
        raise InvalidArgument(explain("era", name, "the name of an era", fix))
    return None if name == "keras3" else name
