"""Values with names, as `dataclass` makes them, without code that is made for each class.

Making a dataclass takes 0.8 ms, and importing keras_lite would make a hundred.
"""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, Self, dataclass_transform

# Values are set one by one: what comes by way of `__dict__` is read at a third of the speed (3.11).
_set = object.__setattr__


class _Named:
    """Values that are named in the class by annotations."""

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = inspect.get_annotations(cls)
        fields = [f for f, kind in own.items() if not str(kind).startswith("ClassVar")]
        cls._fields = (*cls._fields, *(f for f in fields if f not in cls._fields))

    def _completed(self, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """A value for each field, in order, with the defaults of those not given."""
        fields, kind = self._fields, type(self)
        rest = fields[len(values) :]
        if len(values) > len(fields) or (named and not named.keys() <= set(rest)):
            raise TypeError(f"{kind.__name__} takes {fields}, {values}, {named} came.")
        try:
            return (*values, *[named[f] if f in named else getattr(kind, f) for f in rest])
        except AttributeError as missing:
            raise TypeError(f"{kind.__name__} needs a value for {missing.name!r}.") from None

    def __repr__(self) -> str:
        shown = ", ".join(f"{f}={getattr(self, f)!r}" for f in self._fields)
        return f"{type(self).__name__}({shown})"


@dataclass_transform(eq_default=False)
class Bundle(_Named):
    """Values that are named in the class by annotations, may change, and are one thing.

    What has a value in the class may be left out when a bundle is made. Two are never equal.

    Example:
        >>> class Walk(Bundle):
        ...     places: list[str]
        ...     steps: int = 0
        >>> walk = Walk(["home"])
        >>> walk.steps += 2
        >>> walk, walk == Walk(["home"], 2)
        (Walk(places=['home'], steps=2), False)
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        if named or len(values) != len(self._fields):
            values = self._completed(values, named)
        for name, value in zip(self._fields, values, strict=True):
            setattr(self, name, value)


@dataclass_transform(frozen_default=True)
class Record(_Named):
    """Values that are named in the class by annotations: an immutable and comparable whole.

    What has a value in the class may be left out when a record is made.

    Example:
        >>> class Place(Record):
        ...     row: int
        ...     column: int = 0
        >>> Place(2), Place(2) == Place(2, column=0), Place(2).but(row=3).row
        (Place(row=2, column=0), True, 3)
    """

    _key: ClassVar[tuple[Any, ...]]  # each record has its own; it is no field of it

    def __init__(self, *values: Any, **named: Any) -> None:
        if named or len(values) != len(self._fields):
            values = self._completed(values, named)
        for name, value in zip(self._fields, values, strict=True):
            _set(self, name, value)
        _set(self, "_key", (type(self), *values))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed; make a new one.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def but(self, **changed: Any) -> Self:
        """The same with some values changed."""
        return type(self)(**{f: getattr(self, f) for f in self._fields} | changed)
