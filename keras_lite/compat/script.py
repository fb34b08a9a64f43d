"""Runs a program as `__main__`, so that it cannot tell the difference from ``python program.py``.

The module `__main__`, `sys.argv`, `sys.path`, exit codes and tracebacks are as they would be there.
An exception goes on up to the interpreter, which ends the process in its own way (by the signal,
for an interrupt); on the way out it loses the frames that are ours.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder, SourceFileLoader
from types import ModuleType, TracebackType

# Modules whose frames are no part of the user's program.
_OURS = frozenset(
    {
        __name__,
        "keras_lite.compat.arguments",
        "keras_lite.compat.importer",
        "keras_lite.compat.show",
        "importlib",
        "importlib._bootstrap",
        "importlib._bootstrap_external",
        "runpy",
    }
)
# A replaced `__main__` must outlive the script: Python empties a module that nobody holds.
_kept: list[ModuleType] = []


def run_file(name: str, source: bytes, arguments: Sequence[str]) -> None:
    """Runs a script.

    Args:
        name: The script as it was named on the command line.
        source: What is in it.
        arguments: What stood behind its name.
    """
    path = name if os.path.isabs(name) else os.path.join(os.getcwd(), name)
    folder = os.path.dirname(os.path.realpath(path))
    run_source(source, path, [name, *arguments], folder, SourceFileLoader("__main__", path))


def run_source(
    source: bytes,
    filename: str,
    argv: list[str],
    folder: str,
    loader: SourceFileLoader | None = None,
) -> None:
    """Runs the text of a program in a fresh `__main__`.

    Args:
        source: The text; a coding line in it is heeded.
        filename: What tracebacks call it.
        argv: `sys.argv` as a whole.
        folder: What stands first in `sys.path`.
        loader: Where the text came from, if from a file.
    """
    main = _new_main(argv, folder)
    if loader is not None:
        main.__dict__.update(__loader__=loader, __file__=filename, __cached__=None)
    try:
        exec(compile(source, filename, "exec", dont_inherit=True), main.__dict__)
    except BaseException as error:
        _leave_without_our_frames(error)
        raise


def run_module(name: str, arguments: Sequence[str]) -> None:
    """Runs a module as ``python -m name`` does."""
    import runpy

    _new_main([name, *arguments], os.getcwd())
    try:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    except BaseException as error:
        _leave_without_our_frames(error)
        raise


def text_of_module(name: str) -> bytes:
    """What `run_module` will run, read without importing anything; nothing if it is not found."""
    path, full, spec = None, "", None
    for part in name.split("."):
        full = f"{full}.{part}".lstrip(".")
        spec = PathFinder.find_spec(full, path)
        path = spec.submodule_search_locations if spec else []
    if spec is not None and spec.submodule_search_locations is not None:
        spec = PathFinder.find_spec(f"{name}.__main__", path)
    if spec is None or not isinstance(spec.loader, SourceFileLoader):
        return b""
    return spec.loader.get_data(spec.loader.path)


def _new_main(argv: list[str], folder: str) -> ModuleType:
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    if sys.version_info < (3, 14):  # since then made when first asked for
        main.__annotations__ = {}
    _kept.extend([main, sys.modules["__main__"]])
    sys.modules["__main__"] = main
    sys.argv[:] = argv
    if not sys.flags.safe_path:  # with -P, Python did not put a folder there either
        sys.path[0] = folder
    return main


def _leave_without_our_frames(error: BaseException) -> None:
    """Has whatever hook prints `error` at the end see only the frames of the user's program."""
    hook = sys.excepthook
    seen: set[int] = set()
    chain: list[BaseException | None] = [error]
    while chain:
        link = chain.pop()
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            link.__traceback__ = _trimmed(link.__traceback__)
            chain += [link.__cause__, link.__context__]
    shown = error.__traceback__

    def trimmed_hook(
        kind: type[BaseException], value: BaseException, trace: TracebackType | None
    ) -> None:
        if value is error:
            value.__traceback__ = trace = shown
        hook(kind, value, trace)

    sys.excepthook = trimmed_hook


def _trimmed(trace: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") not in _OURS:
            kept.append(trace)
        trace = trace.tb_next
    result: TracebackType | None = None
    for step in reversed(kept):
        result = TracebackType(result, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return result
