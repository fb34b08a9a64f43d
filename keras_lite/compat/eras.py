"""Which Keras a program was written for: the eras, and the one that holds now."""

from __future__ import annotations

from contextvars import ContextVar, Token
from types import TracebackType

from keras_lite.customs import MODERN, Customs, on_customs
from keras_lite.errors import InvalidArgument, explain, suggest

ERAS = ("keras0", "keras1", "keras2", "tf.keras", "keras3")
TITLES = {
    "keras0": "Keras 0.x",
    "keras1": "Keras 1.x",
    "keras2": "Keras 2.0 to 2.3",
    "tf.keras": "tf.keras of TensorFlow 1.14 to 2.15",
    "keras3": "Keras 3",
}
# What a seed means in each era, where that is not what it means today. Keras 2 is tf_keras here;
# older ones left their numbers to Theano or to the TensorFlow of the day.
_KERAS_2 = Customs(
    draws_when_made=False,
    own_generator=True,
    orders_continue=True,
    kernels_count=True,
    rounds_limits=False,
    repeats_first_batches=False,
)
CUSTOMS = {"keras2": _KERAS_2, "tf.keras": _KERAS_2}

# What was set holds in every thread; what a `with` block asks for, in that block only.
_set: str | None = None
_within: ContextVar[str | None] = ContextVar("era")


def current() -> str | None:
    """The era whose defaults hold; None when those of today do."""
    return _within.get(_set)


def is_old() -> bool:
    """Whether the defaults of a time before Keras 3 hold."""
    return current() not in (None, "keras3")


def customs() -> Customs:
    """What a seed means in the era that holds."""
    return CUSTOMS.get(current() or "keras3", MODERN)


def set_era(name: str | None) -> None:
    """From here on the defaults of an era hold; those of today with None or ``"keras3"``.

    Raises:
        InvalidArgument: (a ValueError) for what is no era.
    """
    global _set
    _set = _checked(name)


class era:  # read as a statement: `era("keras2")`
    """The defaults of an era hold: from here on, or within a ``with`` block.

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

    def __init__(self, name: str) -> None:
        self.name = name
        self._before = _set
        self._tokens: list[Token[str | None]] = []
        set_era(name)

    def __enter__(self) -> era:
        if not self._tokens:
            set_era(self._before)
        self._tokens.append(_within.set(_checked(self.name)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _within.reset(self._tokens.pop())

    def __repr__(self) -> str:
        return f"era({self.name!r})"


def _checked(name: str | None) -> str | None:
    if name is not None and name not in ERAS:
        fix = f"The eras are {', '.join(ERAS)}.{suggest(name, ERAS)}"
        raise InvalidArgument(explain("era", name, "the name of an era", fix))
    return None if name == "keras3" else name


on_customs(customs)
