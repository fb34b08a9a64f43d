"""The old module paths below keras_lite itself, for scripts whose import line was swapped."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class OldPathFinder:
    """Finds ``keras_lite.layers.core`` and its like.

    Stands behind Python's own finders, so it is asked only for what no file answers to, and the
    tables are loaded only then.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("keras_lite."):
            return None
        from keras_lite.compat import importer

        return importer.find_old_path(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        from keras_lite.compat import importer

        return importer.open_old_path(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: attributes are looked up when they are asked for."""
