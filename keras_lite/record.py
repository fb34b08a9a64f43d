"""Values with names, as `dataclass` makes them, without code that is made for each class.

Making a frozen dataclass takes 0.8 ms, and importing keras_lite would make a hundred.
"""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """Values that are named in the class by annotations: an immutable and comparable whole.

    What has a value in the class may be left out when a record is made.

    Example:
        >>> class Place(Record):
        ...     row: int
        ...     column: int = 0
        >>> Place(2), Place(2) == Place(2, column=0), Place(2).but(row=3).row
        (Place(row=2, column=0), True, 3)
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _key: tuple[Any, ...]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = inspect.get_annotations(cls)
        fields = [f for f, kind in own.items() if not str(kind).startswith("ClassVar")]
        cls._fields = (*cls._fields, *(f for f in fields if f not in cls._fields))

    def __init__(self, *values: Any, **named: Any) -> None:
        if named or len(values) != len(self._fields):
            values = self._completed(values, named)
        own = self.__dict__
        own.update(zip(self._fields, values, strict=True))
        own["_key"] = (type(self), *values)

    def _completed(self, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """A value for each field, in order, with the defaults of those not given."""
        given = dict(zip(self._fields, values, strict=False))
        if len(values) > len(self._fields) or given.keys() & named.keys():
            raise TypeError(f"{type(self).__name__} takes {self._fields}, {values}, {named} came.")
        given.update(named)
        unknown = sorted(given.keys() - set(self._fields))
        if unknown:
            raise TypeError(f"{type(self).__name__} has no parameter {unknown}.")
        return tuple(given[f] if f in given else getattr(type(self), f) for f in self._fields)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed; make a new one.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        shown = ", ".join(f"{f}={getattr(self, f)!r}" for f in self._fields)
        return f"{type(self).__name__}({shown})"

    def but(self, **changed: Any) -> Self:
        """The same with some values changed."""
        return type(self)(**{f: getattr(self, f) for f in self._fields} | changed)
