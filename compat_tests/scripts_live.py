"""Runs whole programs under a real Keras, as `scripts_server` does here."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import os
import sys
import warnings
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

DATA_SETS = "boston_housing imdb mnist reuters".split()


class KerasIsTfKeras:
    """Has ``import keras`` find tf_keras, the Keras 2 that there still is."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] != "keras":
            return None
        return importlib.util.spec_from_loader(name, self)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return importlib.import_module(f"tf_{spec.name}")

    def exec_module(self, module: ModuleType) -> None:
        """It has been run."""


def text_of(path: Path) -> str:
    """The Python of a script or a notebook."""
    if path.suffix == ".py":
        return path.read_text()
    from keras_lite.compat import notebook

    return notebook.program_of(path.read_bytes(), path.name)[0].decode()


@contextlib.contextmanager
def _files_from(library: Any, home: str) -> Iterator[None]:
    """Has the data sets take our small files, which do not have the checksums of the real ones."""

    def get_file(fname: str = "", *args: Any, path: str = "", **kwargs: Any) -> str:
        return os.path.join(home, "datasets", path or fname)

    with contextlib.ExitStack() as stack:
        for name in DATA_SETS:
            module = sys.modules[getattr(library.datasets, name).load_data.__module__]
            stack.enter_context(mock.patch.object(module, "get_file", get_file))
        yield


@contextlib.contextmanager
def _as_keras(library: Any) -> Iterator[None]:
    """Has programs find tf_keras as ``keras``, with the optimizers that heed `lr` and `decay`."""
    if library.__name__ != "tf_keras":
        yield
        return
    import tensorflow

    legacy = library.optimizers.legacy
    old = {name: item for name, item in vars(legacy).items() if isinstance(item, type)}
    finder: Any = KerasIsTfKeras()
    with contextlib.ExitStack() as stack:
        for module in (library.optimizers, tensorflow.keras.optimizers):
            stack.enter_context(mock.patch.multiple(module, **old))
        stack.enter_context(mock.patch.dict(sys.modules))
        for name in [name for name in sys.modules if name.partition(".")[0] == "keras"]:
            del sys.modules[name]
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)


def run(library: Any, folder: str, names: list[str], home: str) -> dict[str, tuple[int, str]]:
    """Exit status and everything printed, for each program.

    Args:
        library: Keras or tf_keras.
        folder: Where the programs are.
        names: The programs.
        home: Where the files of the data sets are.
    """
    texts = {name: text_of(Path(folder) / name) for name in names}
    with _files_from(library, home), _as_keras(library):
        return {name: _run(library, name, text) for name, text in texts.items()}


def _run(library: Any, name: str, text: str) -> tuple[int, str]:
    library.backend.clear_session()
    library.utils.set_random_seed(7)
    out = io.StringIO()
    status = 0
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, name, "exec"), {"__name__": "__main__"})
        except Exception as error:
            status = 1
            out.write(f"{type(error).__name__}: {error}")
    return status, out.getvalue()
