"""Unpacks archives without letting them write anywhere but in their own folder."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path

from keras_lite.errors import InvalidFile

_MOST_BYTES = 32 << 30


def unpack_archive(archive: Path, folder: Path, archive_format: str = "auto") -> None:
    """Unpacks a tar or zip file into `folder`, all of it or nothing.

    Args:
        archive: The file.
        folder: The folder to make.
        archive_format: ``"tar"``, ``"zip"`` or ``"auto"``.

    Raises:
        InvalidFile: (a ValueError) for another kind of file, for members that would land outside
            of the folder, and for archives that hold more than 32 GiB.
    """
    aside = Path(tempfile.mkdtemp(prefix=folder.name + ".", dir=folder.parent))
    try:
        if archive_format in ("tar", "auto") and tarfile.is_tarfile(archive):
            _untar(archive, aside)
        elif archive_format in ("zip", "auto") and zipfile.is_zipfile(archive):
            _unzip(archive, aside)
        else:
            raise InvalidFile(
                f"{archive}: a tar or zip archive was expected, but it is neither. Delete it, so "
                "that it is downloaded again."
            )
        if folder.is_dir():
            shutil.rmtree(folder)
        os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _untar(archive: Path, aside: Path) -> None:
    try:
        with tarfile.open(archive) as file:
            _check_size(archive, sum(member.size for member in file.getmembers()))
            file.extractall(aside, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise InvalidFile(f"{archive}: {error}. Delete the archive if it is damaged.") from error


def _unzip(archive: Path, aside: Path) -> None:
    root = aside.resolve()
    with zipfile.ZipFile(archive) as file:
        _check_size(archive, sum(member.file_size for member in file.infolist()))
        for member in file.infolist():
            if not (root / member.filename).resolve().is_relative_to(root):
                raise InvalidFile(f"{archive}: {member.filename!r} would land outside its folder.")
        file.extractall(aside)


def _check_size(archive: Path, size: int) -> None:
    if size > _MOST_BYTES:
        raise InvalidFile(f"{archive}: it holds {size} bytes; at most {_MOST_BYTES} are unpacked.")
