"""Reading `.keras` files: zip archives, of which members are read by name and never extracted."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lite.errors import InvalidFile
from keras_lite.saving.limits import LONGEST_JSON, parse_json
from keras_lite.saving.source import Source

_MOST_MEMBERS = 10_000
_HIGHEST_RATIO = 100
_UNPACKED_SLACK = 1 << 26
_ENCRYPTED = 1


class Archive:
    """The members of an open `.keras` file.

    Args:
        path: Where it lies.
        stream: The file, open for reading.
    """

    def __init__(self, path: str, stream: Any) -> None:
        import zipfile

        self.path, self.name, self._stream = path, os.path.basename(path), stream
        try:
            self._zip = zipfile.ZipFile(stream)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise InvalidFile(
                f"{self.name}: this is no readable zip archive ({error}). A `.keras` file is one; "
                "the file is damaged or something else."
            ) from error
        if len(infos) > _MOST_MEMBERS:
            raise InvalidFile(f"{self.name}: the archive has {len(infos)} members.")
        self._infos: dict[str, Any] = {}
        for info in infos:
            if info.filename in self._infos:
                raise InvalidFile(f"{self.name}: the archive has '{info.filename}' twice.")
            self._infos[info.filename] = info

    def __contains__(self, member: str) -> bool:
        return member in self._infos

    def json(self, member: str) -> Any:
        """A member that is JSON."""
        return parse_json(self._unpacked(member, LONGEST_JSON), self.name)

    def source(self, member: str) -> Source:
        """A member to be read piece by piece, in place if it is stored as it is."""
        info = self._info(member)
        if info.compress_type == 0:
            start = self._place(info)
            self._check_sum(info, start)
            return Source(self._stream, self.name, start, info.file_size)
        limit = _HIGHEST_RATIO * info.compress_size + _UNPACKED_SLACK
        data = self._unpacked(member, limit)
        return Source(io.BytesIO(data), self.name, 0, len(data))

    def _info(self, member: str) -> Any:
        if member not in self._infos:
            raise InvalidFile(
                f"{self.name}: there is no '{member}' in the archive, so it is no whole model. "
                f"It has {sorted(self._infos)[:10]}."
            )
        info = self._infos[member]
        if info.flag_bits & _ENCRYPTED or info.compress_type not in (0, 8):
            raise InvalidFile(
                f"{self.name}: '{member}' is encrypted, or packed in a way that Keras never uses."
            )
        return info

    def _unpacked(self, member: str, limit: int) -> bytes:
        import zipfile

        info = self._info(member)
        if info.file_size > limit:
            raise InvalidFile(
                f"{self.name}: '{member}' says that it is {info.file_size} bytes long, and {limit} "
                "are allowed."
            )
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise self._damaged(member, error) from error
        except (RuntimeError, NotImplementedError) as error:  # encrypted or newer than zipfile
            raise self._damaged(member, error) from error
        if len(data) > limit:
            raise InvalidFile(f"{self.name}: '{member}' is longer than {limit} bytes.")
        return data

    def _place(self, info: Any) -> int:
        """Where the bytes of a stored member begin: behind a header with a name of its own."""
        size = os.fstat(self._stream.fileno()).st_size if self._is_file() else self._length()
        whole = Source(self._stream, self.name, 0, size)
        head = whole.read(info.header_offset, 30)
        if head[:4] != b"PK\x03\x04" or info.compress_size != info.file_size:
            raise whole.broken(f"'{info.filename}' is not where the archive says")
        name, extra = struct.unpack_from("<HH", head, 26)
        start = int(info.header_offset + 30 + name + extra)
        if start + info.file_size > size:
            raise whole.broken(f"'{info.filename}' goes beyond the end")
        return start

    def _is_file(self) -> bool:
        return not isinstance(self._stream, io.BytesIO)

    def _length(self) -> int:
        return len(self._stream.getbuffer())

    def _check_sum(self, info: Any, start: int) -> None:
        self._stream.seek(start)
        found, left = 0, info.file_size
        while left:
            piece = self._stream.read(min(left, 1 << 20))
            if not piece:
                break
            found, left = zlib.crc32(piece, found), left - len(piece)
        if left or found != info.CRC:
            raise self._damaged(info.filename, "its check sum is wrong")

    def _damaged(self, member: str, reason: Any) -> InvalidFile:
        return InvalidFile(f"{self.name}: '{member}' is damaged: {reason}.")


class Folder:
    """A `.keras` file that is a folder, as `save(zipped=False)` leaves one."""

    def __init__(self, path: str) -> None:
        self.path, self.name = path, os.path.basename(os.path.normpath(path))
        self._open: list[Any] = []

    def __contains__(self, member: str) -> bool:
        # A link could lead to any file of the machine.
        path = os.path.join(self.path, member)
        return os.path.isfile(path) and not os.path.islink(path)

    def json(self, member: str) -> Any:
        """A member that is JSON."""
        source = self.source(member)
        if source.length > LONGEST_JSON:
            raise InvalidFile(f"{self.name}: '{member}' is {source.length} bytes long.")
        return parse_json(source.read(0, source.length), self.name)

    def source(self, member: str) -> Source:
        """A member to be read piece by piece."""
        if member not in self:
            raise InvalidFile(f"{self.name}: there is no '{member}' in the folder.")
        stream = open(os.path.join(self.path, member), "rb")  # noqa: SIM115 (closed with the rest)
        self._open.append(stream)
        return Source(stream, self.name, 0, os.fstat(stream.fileno()).st_size)

    def close(self) -> None:
        """Closes the files."""
        for stream in self._open:
            stream.close()


@contextmanager
def opened(path: str) -> Iterator[Archive | Folder]:
    """The `.keras` file, or folder, at a path."""
    if os.path.isdir(path):
        folder = Folder(path)
        try:
            yield folder
        finally:
            folder.close()
        return
    with open(path, "rb") as stream:
        yield Archive(path, stream)
