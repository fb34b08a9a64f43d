"""Writing a file so that, whatever happens, either the old one or the new one is there, whole."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from keras_lite.errors import InvalidArgument, InvalidType, explain

_STALE = 3600.0
"""Seconds after which a file that nobody writes any more was left by a process that was killed."""


class _Fresh(NamedTuple):
    """A new file, and the one whose place it is to take."""

    path: str
    target: str
    before: os.stat_result | None


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[str]:
    """Gives the name of a new file in the same folder, which takes the place of `path` at the end.

    The new file is on the disk before it takes the name; on an error, and on a kill, the old file
    stays as it was. Two processes that save to one path leave the file of one of them.

    Raises:
        InvalidArgument: (a ValueError) for a folder that does not exist.
        PermissionError: for a file that must not be written.
    """
    with replacing_together() as fresh_for:
        yield fresh_for(path)


@contextlib.contextmanager
def replacing_together() -> Iterator[Callable[[str | os.PathLike[str]], str]]:
    """Like `replacing`, for files that belong together; gives a function from path to new name.

    All are on the disk before the first takes its name, and they take them in the order in which
    they were asked for.
    """
    found: list[_Fresh] = []
    done = 0

    def fresh_for(path: str | os.PathLike[str]) -> str:
        found.append(_fresh(os.path.realpath(os.fspath(path))))
        return found[-1].path

    try:
        yield fresh_for
        for fresh in found:
            _to_disk(fresh)
        for fresh in found:
            os.replace(fresh.path, fresh.target)
            done += 1
    except BaseException as error:
        # Those that are complete are needed as soon as one of them has its name.
        for fresh in [] if done else found:
            with contextlib.suppress(OSError):  # what went wrong before is what is to be told
                os.unlink(fresh.path)
        # h5py says so when the disk is full while it closes a file.
        number = re.search(r"errno = (\d+)", str(error)) if type(error) is RuntimeError else None
        if number is not None and found:
            code = int(number.group(1))
            raise OSError(code, os.strerror(code), found[-1].target) from error
        raise
    for folder in {os.path.dirname(fresh.target) for fresh in found}:
        _folder_to_disk(folder)
    _sweep([fresh.target for fresh in found])


def _fresh(target: str) -> _Fresh:
    folder, name = os.path.split(target)
    if not os.path.isdir(folder):
        raise InvalidArgument(
            f"save: there is no folder {folder!r} for the file {name!r}. Make it first, as in "
            f"os.makedirs({folder!r})."
        )
    before = _stat_of(target)
    path = os.path.join(folder, f"{_start(name)}{os.getpid()}.{secrets.token_hex(4)}.tmp")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return _Fresh(path, target, before)


def _start(name: str) -> str:
    """How the names of new files begin; a name may have 255 bytes, so a long one is cut."""
    return "." + os.fsencode(name)[:100].decode("utf-8", "ignore") + "."


def _sweep(targets: list[str]) -> None:
    """Takes away what killed processes left of the same files."""
    starts = {(os.path.dirname(target), _start(os.path.basename(target))) for target in targets}
    with contextlib.suppress(OSError):  # the save is done; another process may sweep as well
        for folder, start in starts:
            left = re.compile(re.escape(start) + r"\d+\.[0-9a-f]{8}\.tmp")
            for entry in os.scandir(folder):
                if left.fullmatch(entry.name) and time.time() - entry.stat().st_mtime > _STALE:
                    os.unlink(entry.path)


def path_of(where: str, filepath: Any) -> str:
    """The name of a file as text, from text, bytes or a `pathlib.Path`.

    Args:
        where: The function whose argument it is, for the message.
        filepath: The argument.

    Raises:
        InvalidType: (a TypeError) for anything else.
    """
    try:
        return os.fsdecode(filepath)
    except TypeError:
        fix = "Give the name of a file: open files are neither written nor read."
        message = explain(f"{where}: `filepath`", filepath, "a text or a pathlib.Path", fix)
        raise InvalidType(message) from None


def may_write(path: str | os.PathLike[str], overwrite: bool) -> bool:
    """Whether a file may be written; asks at the terminal about one that is there already."""
    if overwrite or not os.path.exists(path):
        return True
    question = f"{os.fspath(path)} already exists - overwrite? [y/n] "
    if not sys.stdin.isatty():
        raise InvalidArgument(
            f"save: {os.fspath(path)!r} is there already and overwrite=False. Choose another name, "
            "or pass overwrite=True."
        )
    answer = ""
    while answer not in ("y", "n"):
        answer = input(question).strip().lower()
    return answer == "y"


def _stat_of(target: str) -> os.stat_result | None:
    if not os.path.exists(target):
        return None
    if os.path.isdir(target):
        raise IsADirectoryError(f"save: {target!r} is a folder, and a file was to be written.")
    before = os.stat(target)
    if not before.st_mode & 0o222 or not os.access(target, os.W_OK):
        # A rename would need no permission for the file itself.
        raise PermissionError(f"save: {target!r} is read-only. It was left as it is.")
    return before


def _to_disk(fresh: _Fresh) -> None:
    """Gives a new file the owner and the rights of the old one, and waits for the disk."""
    handle = os.open(fresh.path, os.O_RDWR)
    try:
        if fresh.before is not None:
            own = os.fstat(handle)
            old = (fresh.before.st_uid, fresh.before.st_gid)
            if old != (own.st_uid, own.st_gid):
                with contextlib.suppress(OSError):  # only some may give files away
                    os.chown(fresh.path, *old)
            os.chmod(fresh.path, stat.S_IMODE(fresh.before.st_mode))
        os.fsync(handle)
    finally:
        os.close(handle)


def _folder_to_disk(folder: str) -> None:
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some file systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
