"""Names of logs that are found under an older or newer spelling, while one is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# Keras 2.3 began to name a metric as `compile` was told, and wrote `accuracy` in full.
SYNONYMS = (
    ("accuracy", "acc"),
    ("mae", "mean_absolute_error"),
    ("mse", "mean_squared_error"),
    ("mape", "mean_absolute_percentage_error"),
    ("msle", "mean_squared_logarithmic_error"),
    ("cosine_similarity", "cosine_proximity", "cosine"),
    ("learning_rate", "lr"),
)


def other_spellings(name: Any) -> Iterator[str]:
    """The names that `name` may have in its place, with what stands in front of it kept.

    Example:
        >>> list(other_spellings("val_acc"))
        ['val_accuracy']
    """
    if not isinstance(name, str):
        return
    for row in SYNONYMS:
        for spelling in row:
            if name == spelling or name.endswith("_" + spelling):
                front = name[: len(name) - len(spelling)]
                yield from (front + other for other in row if other != spelling)


class Logs(dict[str, Any]):
    """A dict of logs. ``logs["acc"]`` finds ``accuracy``, and the other way round.

    Attributes:
        unseen: More entries that are found but not shown.
    """

    unseen: Mapping[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if name in self.unseen:
            return self.unseen[name]
        for other in other_spellings(name):
            if dict.__contains__(self, other):
                return self[other]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        if dict.__contains__(self, name):
            return True
        return any(dict.__contains__(self, other) for other in other_spellings(name))

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def pop(self, name: str, *default: Any) -> Any:
        """Takes a name out, under whichever spelling it is there."""
        for other in (name, *other_spellings(name)):
            if dict.__contains__(self, other):
                return super().pop(other)
        return super().pop(name, *default)

    def copy(self) -> Logs:
        return Logs(self)

    def __reduce__(self) -> Any:
        return (dict, (dict(self),))


class Names(list[str]):
    """A list of names in which ``names.index("acc")`` finds ``accuracy``."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(names)

    def __contains__(self, name: object) -> bool:
        return self._spelled(name) is not None

    def index(self, name: Any, *bounds: Any) -> int:
        spelled = self._spelled(name)
        return super().index(name if spelled is None else spelled, *bounds)

    def _spelled(self, name: Any) -> str | None:
        candidates = (name, *other_spellings(name))
        return next((found for found in candidates if list.__contains__(self, found)), None)
