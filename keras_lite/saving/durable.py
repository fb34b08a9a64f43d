"""Writing a file so that, whatever happens, either the old one or the new one is there, whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Iterator

from keras_lite.errors import InvalidArgument


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[str]:
    """Gives the name of a new file in the same folder, which takes the place of `path` at the end.

    The new file is on the disk before it takes the name; on an error, and on a kill, the old file
    stays as it was. Two processes that save to one path leave the file of one of them.

    Raises:
        InvalidArgument: (a ValueError) for a folder that does not exist.
        PermissionError: for a file that must not be written.
    """
    target = os.path.realpath(os.fspath(path))
    folder, name = os.path.split(target)
    if not os.path.isdir(folder):
        raise InvalidArgument(
            f"save: there is no folder {folder!r} for the file {name!r}. Make it first, as in "
            f"os.makedirs({folder!r})."
        )
    mode = _mode_of(target)
    fresh = os.path.join(folder, f".{name[:100]}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield fresh
        if mode is not None:
            os.chmod(fresh, mode)
        _to_disk(fresh)
        os.replace(fresh, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(fresh)
        raise
    _folder_to_disk(folder)


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


def _mode_of(target: str) -> int | None:
    if not os.path.exists(target):
        return None
    if os.path.isdir(target):
        raise IsADirectoryError(f"save: {target!r} is a folder, and a file was to be written.")
    mode = stat.S_IMODE(os.stat(target).st_mode)
    if not mode & 0o222 or not os.access(target, os.W_OK):
        # A rename would need no permission for the file itself.
        raise PermissionError(f"save: {target!r} is read-only. It was left as it is.")
    return mode


def _to_disk(path: str) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
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
