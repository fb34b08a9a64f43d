"""Lists and dicts on a layer that tell it what is put into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class TrackedList(list):
    """A list whose owner hears of every element.

    Args:
        elements: What it starts with.
        owner: A layer; its `_adopt` gets each new element and returns what to keep, its `_release`
            gets each element that leaves. None while it is being copied or loaded.
    """

    def __init__(self, elements: Iterable[Any] = (), owner: Any = None) -> None:
        self.owner = owner
        super().__init__(self._adopt(element) for element in elements)

    def _adopt(self, element: Any) -> Any:
        return element if self.owner is None else self.owner._adopt(element)

    def _release(self, elements: Iterable[Any]) -> None:
        for element in elements if self.owner is not None else ():
            self.owner._release(element)

    def append(self, element: Any) -> None:
        super().append(self._adopt(element))

    def insert(self, index: Any, element: Any) -> None:
        super().insert(index, self._adopt(element))

    def extend(self, elements: Iterable[Any]) -> None:
        super().extend([self._adopt(element) for element in elements])

    def __iadd__(self, elements: Iterable[Any]) -> TrackedList:  # type: ignore[misc]
        self.extend(elements)
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        old = self[index] if isinstance(index, slice) else [self[index]]
        if isinstance(index, slice):
            super().__setitem__(index, [self._adopt(element) for element in value])
        else:
            super().__setitem__(index, self._adopt(value))
        self._release(old)

    def __delitem__(self, index: Any) -> None:
        old = self[index] if isinstance(index, slice) else [self[index]]
        super().__delitem__(index)
        self._release(old)

    def remove(self, element: Any) -> None:
        super().remove(element)
        self._release([element])

    def pop(self, index: Any = -1) -> Any:
        element = super().pop(index)
        self._release([element])
        return element

    def clear(self) -> None:
        old = list(self)
        super().clear()
        self._release(old)

    def __reduce_ex__(self, protocol: Any) -> Any:
        # The owner is told of its lists again once all of it is there.
        return TrackedList, (), None, iter(self)


class TrackedDict(dict):
    """A dict whose owner hears of every value; see `TrackedList`."""

    def __init__(self, elements: Mapping[Any, Any] | None = None, owner: Any = None) -> None:
        self.owner = owner
        adopted = {key: self._adopt(value) for key, value in (elements or {}).items()}
        super().__init__(adopted)

    def _adopt(self, element: Any) -> Any:
        return element if self.owner is None else self.owner._adopt(element)

    def _release(self, elements: Iterable[Any]) -> None:
        for element in elements if self.owner is not None else ():
            self.owner._release(element)

    def __setitem__(self, key: Any, value: Any) -> None:
        old = [self[key]] if key in self else []
        # A copied dict is filled before its attributes are there.
        super().__setitem__(key, self._adopt(value) if "owner" in self.__dict__ else value)
        if old:
            self._release(old)

    def update(self, *args: Any, **kwargs: Any) -> None:
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def __delitem__(self, key: Any) -> None:
        old = self[key]
        super().__delitem__(key)
        self._release([old])

    def pop(self, key: Any, *default: Any) -> Any:
        held = key in self
        value = super().pop(key, *default)
        if held:
            self._release([value])
        return value

    def popitem(self) -> tuple[Any, Any]:
        key, value = super().popitem()
        self._release([value])
        return key, value

    def clear(self) -> None:
        old = list(self.values())
        super().clear()
        self._release(old)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return TrackedDict, (), None, None, iter(self.items())
