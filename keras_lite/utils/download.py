"""Files from the network, kept in Keras' own cache folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from keras_lite.errors import InvalidArgument, InvalidFile, MissingFile, explain
from keras_lite.registry import builtin

_ALGORITHMS = {64: "sha256", 32: "md5", 40: "sha1", 128: "sha512"}
_BLOCK = 1 << 18
_ENDINGS = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tar", ".tar.bz", ".zip")


class CannotDownload(MissingFile, OSError):
    """A file is neither in the cache folder nor to be had from the network."""


@builtin("keras.utils")
def get_file(
    fname: Any = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: str = "auto",
    cache_dir: Any = None,
    force_download: bool = False,
) -> str:
    """The path of a file, downloaded unless it lies in the cache folder already.

    A download is checked before it takes its name, so the folder never holds half a file.

    Args:
        fname: Its name in the cache folder; the last part of `origin` by default.
        origin: The address to download it from.
        untar: Another word for `extract`.
        md5_hash: Older spelling of `file_hash`.
        file_hash: The checksum that the file must have, in hexadecimal digits.
        cache_subdir: The folder inside the cache folder; an absolute path stands for itself.
        hash_algorithm: ``"sha256"``, ``"md5"``, or ``"auto"`` to tell by the length of the hash.
        extract: Unpack the archive, and return the path of the folder beside it.
        archive_format: ``"tar"``, ``"zip"`` or ``"auto"``.
        cache_dir: The cache folder; ``$KERAS_HOME`` or ``~/.keras`` by default.
        force_download: Download it even if it is there.

    Raises:
        InvalidArgument: (a ValueError) when `origin` is missing.
        CannotDownload: (an OSError) when there is no network; the message says where to put the
            file by hand.
        InvalidFile: (a ValueError) when a download has another checksum.
    """
    if origin is None:
        fix = 'Write get_file("name.npz", origin="https://...").'
        raise InvalidArgument(explain("get_file: `origin`", None, "an address", fix))
    unpack = bool(extract or untar)
    name = os.fspath(fname) if fname else os.path.basename(origin.split("?")[0])
    folder = cache_folder(cache_dir) / cache_subdir
    folder.mkdir(parents=True, exist_ok=True)
    target, unpacked = _places(folder, name, bool(fname), unpack)
    expected = file_hash or md5_hash
    if md5_hash and not file_hash and hash_algorithm == "auto":
        hash_algorithm = "md5"
    if unpack and unpacked.is_dir() and not force_download:
        return str(unpacked)
    there = target.is_file() and not force_download
    if not there or (expected and not _matches(target, expected, hash_algorithm)):
        _download(origin, target, expected, hash_algorithm)
    if unpack:
        from keras_lite.utils.unpack import unpack_archive

        unpack_archive(target, unpacked, archive_format)
    return str(unpacked)


def cache_folder(cache_dir: Any = None) -> Path:
    """Keras' cache folder: what was asked for, ``$KERAS_HOME``, ``~/.keras``, else a temporary one.

    Args:
        cache_dir: The folder asked for.
    """
    if cache_dir is not None:
        return Path(os.path.expanduser(os.fspath(cache_dir)))
    home = Path(os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras"))
    with contextlib.suppress(OSError):  # a temporary one takes its place
        home.mkdir(parents=True, exist_ok=True)
    return home if os.access(home, os.W_OK) else Path(tempfile.gettempdir()) / ".keras"


def _places(folder: Path, name: str, is_given: bool, unpack: bool) -> tuple[Path, Path]:
    """Where the file lies, and what `get_file` returns: a folder beside it for archives."""
    if not unpack:
        return folder / name, folder / name
    # Keras: only a name that was given, not one read off the address, may end in .zip (3.15).
    for ending in _ENDINGS if is_given else ():
        if name.endswith(ending):
            return folder / name, folder / f"{name[: -len(ending)]}_extracted"
    return folder / f"{name}_archive", folder / name


def _matches(path: Path, expected: str, algorithm: str) -> bool:
    kind = _ALGORITHMS.get(len(expected)) if algorithm == "auto" else algorithm
    if kind is None:
        fix = "Give the sha256 of the file, or name the `hash_algorithm`."
        raise InvalidArgument(explain("get_file: `file_hash`", expected, "a hash", fix))
    with open(path, "rb") as file:
        return hashlib.file_digest(file, kind).hexdigest() == expected.lower()


def _download(origin: str, target: Path, expected: str | None, algorithm: str) -> None:
    """Writes aside, checks, renames."""
    from keras_lite.messages import print_msg

    print_msg(f"Downloading data from {origin}")
    handle, aside = tempfile.mkstemp(prefix=target.name + ".", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(aside)
    try:
        try:
            _copy(origin, part)
        except (OSError, urllib.error.URLError) as error:
            raise CannotDownload(_offline(origin, target, expected, error)) from error
        if expected and not _matches(part, expected, algorithm):
            raise InvalidFile(
                f"get_file: what {origin} sent does not have the checksum {expected}, so it was "
                "thrown away. Try again; if it stays so, the file there has changed."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _offline(origin: str, target: Path, expected: str | None, error: Exception) -> str:
    known = f" Its checksum is {expected}." if expected else ""
    return (
        f"{target.name} is not at {target}, and could not be downloaded from {origin} "
        f"({error}). Download it elsewhere and put it there: {target}.{known}"
    )


def _copy(origin: str, part: Path) -> None:
    from keras_lite.callbacks.progbar import Progbar

    with urllib.request.urlopen(origin, timeout=60) as source, open(part, "wb") as file:
        size = int(source.headers.get("Content-Length") or 0)
        bar = Progbar(size or None, unit_name="byte") if sys.stdout is not None else None
        done = 0
        while block := source.read(_BLOCK):
            file.write(block)
            done += len(block)
            if bar is not None:
                bar.update(done)
        if bar is not None and not size:
            bar.update(done, finalize=True)
        if size and done != size:
            raise OSError(f"{done} of {size} bytes arrived")
        file.flush()
        os.fsync(file.fileno())
