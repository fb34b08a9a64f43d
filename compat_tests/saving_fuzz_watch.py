"""Listens to what the interpreter does while a damaged file is read."""

from __future__ import annotations

import importlib
import os
import pkgutil
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras_lite

SECONDS, MEGABYTES = 5, 500
_FORBIDDEN = (
    "os.system os.exec os.posix_spawn os.fork os.listdir os.scandir os.remove os.rename os.mkdir "
    "os.rmdir os.chmod os.link os.symlink os.truncate os.putenv shutil.rmtree subprocess.Popen "
    "socket.connect socket.__new__ socket.getaddrinfo pickle.find_class marshal.load marshal.loads "
    "exec compile ctypes.dlopen urllib.Request tempfile.mkstemp tempfile.mkdtemp"
).split()
_OF_MODELS = (
    "activations callbacks config constraints dtype_policies engine initializers layers losses "
    "metrics models ops optimizers primitives random registry regularizers saving training"
).split()
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Harm(Exception):
    """Something that no file may do."""


class Watch:
    """Notes every opened file, import, process and code, while `reading` a file.

    Attributes:
        harm: What was heard and is forbidden.
    """

    def __init__(self) -> None:
        self.harm: list[str] = []
        self.allowed: str | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.allowed is None:
            return
        if event in _FORBIDDEN:
            self.harm.append(f"{event} {args!r:.200}")
        elif event == "open":
            path, mode = str(args[0]), str(args[1] or "r")
            if path != self.allowed and not path.startswith(self.allowed + os.sep):
                self.harm.append(f"open {path} {mode}")
            elif set(mode) & set("wax+") or (isinstance(args[2], int) and args[2] & _WRITING):
                self.harm.append(f"open for writing {path} {mode}")
        elif event == "import":
            self.harm.append(f"import {args[0]}")

    @contextmanager
    def reading(self, path: Path) -> Iterator[None]:
        """Within the block, this file, or this folder, may be read, and nothing else done.

        Raises:
            Harm: when something else was done, or it took too long.
        """
        self.harm.clear()
        # The time of this process, for a machine may have others to run as well.
        signal.signal(signal.SIGPROF, _too_long)
        self.allowed = str(path)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self.allowed = None
        if self.harm:
            raise Harm("; ".join(self.harm[:3]))


def _too_long(*_: Any) -> None:
    raise Harm(f"it took more than {SECONDS} s")


def import_everything() -> None:
    """Imports all of keras_lite that a model can need, so that no import is left for reading."""
    for found in pkgutil.walk_packages(keras_lite.__path__, "keras_lite."):
        if (
            not found.name.endswith(("_test", "conftest"))
            and found.name.split(".")[1] in _OF_MODELS
        ):
            try:
                importlib.import_module(found.name)
            except ImportError:
                continue  # what needs a package that is not here


def peak_memory() -> float:
    """The most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def limit_memory() -> None:
    """Lets the process have `MEGABYTES` more, so that a file that asks for more is found out."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + MEGABYTES * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether an error is, or hides, that memory was asked for in vain."""
    while error is not None:
        if isinstance(error, MemoryError) or "MemoryError" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
