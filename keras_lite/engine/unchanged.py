"""What holds as long as no variable is made, moved or frozen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lite.engine.variable import changes

_NOTHING = object()


class Unchanged:
    """Remembers what functions returned, and forgets it all when variables change."""

    def __init__(self) -> None:
        self._changes = -1
        self._found: dict[Any, Any] = {}

    def get(self, key: Any, find: Callable[..., Any], *arguments: Any) -> Any:
        """What is known under a key; else what `find(*arguments)` returns, which is kept."""
        if self._changes == changes():
            value = self._found.get(key, _NOTHING)  # other threads may clear it at any time
            if value is not _NOTHING:
                return value
        value = find(*arguments)  # which may make variables itself
        if self._changes != changes():
            self._found.clear()
            self._changes = changes()
        self._found[key] = value
        return value

    def clear(self) -> None:
        """Forgets everything."""
        self._found.clear()
