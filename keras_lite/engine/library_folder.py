"""The folder where compiled programs are kept.

What is loaded into the process comes from a folder that belongs to the user alone and is checked
each time: a file that someone else could have written is refused, never run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LARGEST = 256 << 20
"""Bytes after which the oldest libraries are removed."""

_ASIDE = "compiling_"
_HOUR = 3600 * 10**9


class CannotCompile(Exception):
    """There is no compiled program; the message says why, in one line."""


class NoCompiler(CannotCompile):
    """Nothing is wrong: many machines have none."""


def path_of_folder() -> Path:
    """Where compiled programs are kept: `$XDG_CACHE_HOME/keras_lite`, or `~/.cache/keras_lite`."""
    above = os.environ.get("XDG_CACHE_HOME")
    folder = Path(above) if above and os.path.isabs(above) else Path.home() / ".cache"
    return folder / "keras_lite"


def checked_folder() -> Path:
    """The folder, made if it is not there.

    Raises:
        CannotCompile: if it cannot be made or others may write to it.
    """
    folder = path_of_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise CannotCompile(f"no folder for compiled programs: {error}") from None
    if not stat.S_ISDIR(found.st_mode):
        raise CannotCompile(f"{folder} is no folder of its own, so nothing is loaded from there")
    _check_owner(folder, found, 0o077)
    return folder


def _check_owner(path: Path, found: os.stat_result, forbidden: int) -> None:
    if hasattr(os, "getuid") and found.st_uid != os.getuid():
        raise CannotCompile(f"{path} belongs to another user, so nothing is loaded from there")
    if hasattr(os, "getuid") and stat.S_IMODE(found.st_mode) & forbidden:
        mode = stat.S_IMODE(found.st_mode)
        raise CannotCompile(
            f"{path} is open to others (mode {mode:o}), so nothing is loaded from there;"
            " `keras-lite cache clear` removes what is in it, `chmod 700` closes it"
        )


def clear() -> int:
    """Removes every compiled program from the folder; returns how many there were."""
    folder = path_of_folder()
    if folder.is_symlink() or not folder.is_dir():
        return 0
    count = 0
    for path in folder.iterdir():
        count += path.suffix == ".so"
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return count


def check(path: Path) -> None:
    """Raises unless a library is what was written here by this user."""
    try:
        for part in (path, _sum_of(path)):
            found = part.lstat()
            if not stat.S_ISREG(found.st_mode):
                raise CannotCompile(f"{part} is no plain file, so it is not loaded")
            _check_owner(part, found, 0o022)
        expected, digest = _sum_of(path).read_text(), _digest(path)
    except OSError as error:
        raise CannotCompile(f"a compiled program cannot be read: {error}") from None
    if expected != digest:
        raise CannotCompile(
            f"{path} is not what was compiled there, so it is not loaded;"
            " `keras-lite cache clear` removes it"
        )


def _sum_of(path: Path) -> Path:
    return path.with_suffix(".sum")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.stem.encode() + path.read_bytes()).hexdigest()


def write(path: Path, source: str, compile_at: Callable[[Path], None]) -> None:
    """Compiles beside the target and renames, so that no half-written file is ever seen.

    Args:
        path: where the library will be.
        source: its text, kept beside it to be read.
        compile_at: makes the library at a path out of `program.c` beside it.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=_ASIDE) as name:
            aside = Path(name) / path.name
            text = aside.with_name("program.c")
            text.write_text(source, encoding="utf-8")
            compile_at(aside)
            aside.chmod(0o600)
            _sum_of(aside).write_text(_digest(aside))
            _sum_of(aside).chmod(0o600)
            text.replace(path.with_suffix(".c"))
            # The sum first: a library is there only when it can be checked.
            _sum_of(aside).replace(_sum_of(path))
            aside.replace(path)
        _shrink(path)
    except OSError as error:
        raise CannotCompile(f"a program cannot be compiled: {error}") from None


def _shrink(newest: Path) -> None:
    """Removes what broken processes left, and the oldest libraries while there is too much."""
    for aside in newest.parent.glob(f"{_ASIDE}*"):
        if _age(aside) < time.time_ns() - _HOUR:
            shutil.rmtree(aside, ignore_errors=True)
    libraries = [p for p in newest.parent.glob("*.so") if p.stem != newest.stem]
    size = _bytes_of(newest) + sum(map(_bytes_of, libraries))
    for path in sorted(libraries, key=_age):
        if size <= LARGEST:
            return
        size -= _bytes_of(path)
        for part in (path, _sum_of(path), path.with_suffix(".c")):
            part.unlink(missing_ok=True)


def _bytes_of(path: Path) -> int:
    return _stat(path, lambda found: found.st_size)


def _age(path: Path) -> int:
    return _stat(path, lambda found: found.st_mtime_ns)


def _stat(path: Path, read: Callable[[os.stat_result], int]) -> int:
    """A property of a file that another process may be removing."""
    try:
        return read(path.stat())
    except OSError:
        return 0
