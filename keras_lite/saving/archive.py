"""Reading `.keras` files: zip archives, of which members are read by name and never extracted.

Python's `zipfile` lists the members; their bytes are found and unpacked here, piece by piece and
with a limit. Source of the layout: ".ZIP File Format Specification", version 6.3.10, PKWARE.
"""

from __future__ import annotations

import io
import itertools
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lite.errors import InvalidFile
from keras_lite.saving.limits import LONGEST_JSON, parse_json
from keras_lite.saving.source import Source

_MOST_MEMBERS = 10_000
_LONGEST_LIST = 1 << 22
_HIGHEST_RATIO = 20
_UNPACKED_SLACK = 1 << 26
_PIECE = 1 << 20
_ENCRYPTED, _UTF_8 = 1, 0x800
_STORED, _DEFLATED = 0, 8


class Archive:
    """The members of an open `.keras` file.

    Args:
        path: Where it lies.
        stream: The file, open for reading.

    Raises:
        InvalidFile: (a ValueError) when it is no zip archive, or one whose members have the same
            name, lie over each other, are links, or are named to be unpacked elsewhere.
    """

    def __init__(self, path: str, stream: Any) -> None:
        self.path, self.name, self._stream = path, os.path.basename(path), stream
        length = stream.seek(0, os.SEEK_END)
        self._whole = Source(stream, self.name, 0, length)
        self._infos: dict[str, Any] = {}
        for info in self._listed():
            if info.filename in self._infos:
                raise InvalidFile(f"{self.name}: the archive has '{info.filename}' twice.")
            self._refuse_misleading(info)
            self._infos[info.filename] = info
        self._refuse_overlaps()

    def __contains__(self, member: str) -> bool:
        return member in self._infos

    def json(self, member: str) -> Any:
        """A member that is JSON."""
        return parse_json(self._unpacked(member, LONGEST_JSON).getvalue(), self.name)

    def source(self, member: str) -> Source:
        """A member to be read piece by piece, in place if it is stored as it is."""
        info = self._info(member)
        if info.compress_type == _STORED:
            start = self._place(info)
            self._check_sum(info, start)
            return Source(self._stream, self.name, start, info.file_size)
        limit = _HIGHEST_RATIO * info.compress_size + _UNPACKED_SLACK
        return Source(self._unpacked(member, limit), self.name, 0, info.file_size)

    def _listed(self) -> list[Any]:
        import zipfile

        try:
            infos = zipfile.ZipFile(_Head(self._stream)).infolist()  # type: ignore[arg-type]
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, struct.error) as error:
            raise InvalidFile(
                f"{self.name}: this is no readable zip archive ({error}). A `.keras` file is one; "
                "the file is damaged or something else."
            ) from error
        if len(infos) > _MOST_MEMBERS:
            raise InvalidFile(f"{self.name}: the archive has {len(infos)} members.")
        return infos

    def _refuse_misleading(self, info: Any) -> None:
        """Nothing is unpacked here, but a file for which that matters is no model."""
        name = info.orig_filename
        parts = name.replace("\\", "/").split("/")
        leads_out = not parts[0] or ".." in parts or ":" in parts[0]
        if leads_out or info.filename.replace("\\", "/") != "/".join(parts):
            raise InvalidFile(
                f"{self.name}: the archive has a member named '{name[:80]}', which leads out of "
                "the folder that it is unpacked into. It was made to mislead."
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise InvalidFile(
                f"{self.name}: '{name[:80]}' is a link in the archive. It was made to mislead."
            )

    def _refuse_overlaps(self) -> None:
        infos = sorted(self._infos.values(), key=lambda info: info.header_offset)
        for info, behind in itertools.pairwise(infos):
            if info.header_offset + 30 + info.compress_size > behind.header_offset:
                raise InvalidFile(
                    f"{self.name}: '{info.filename}' and '{behind.filename}' lie over each other "
                    "in the archive. It was made to mislead."
                )

    def _info(self, member: str) -> Any:
        if member not in self._infos:
            raise InvalidFile(
                f"{self.name}: there is no '{member}' in the archive, so it is no whole model. "
                f"It has {sorted(self._infos)[:10]}."
            )
        info = self._infos[member]
        if info.flag_bits & _ENCRYPTED or info.compress_type not in (_STORED, _DEFLATED):
            raise InvalidFile(
                f"{self.name}: '{member}' is encrypted, or packed in a way that Keras never uses."
            )
        return info

    def _unpacked(self, member: str, limit: int) -> io.BytesIO:
        info = self._info(member)
        if info.file_size > limit:
            raise InvalidFile(
                f"{self.name}: '{member}' says that it is {info.file_size} bytes long, and {limit} "
                "are allowed."
            )
        place = self._place(info)
        end = place + info.compress_size
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type else None
        found, length, check = io.BytesIO(), 0, 0
        while place < end:
            piece = self._whole.read(place, min(_PIECE, end - place))
            place += len(piece)
            if unpacker is not None:
                try:
                    piece = unpacker.decompress(piece, info.file_size + 1 - length)
                except zlib.error as error:
                    raise self._damaged(member, error) from error
            length, check = length + len(piece), zlib.crc32(piece, check)
            if length > info.file_size:
                raise self._damaged(member, "it is longer than it says")
            found.write(piece)
        if length != info.file_size or check != info.CRC:
            raise self._damaged(member, "its length or its check sum is wrong")
        return found

    def _place(self, info: Any) -> int:
        """Where the bytes of a member begin: behind a header with a name of its own."""
        head = self._whole.read(info.header_offset, 30)
        name, extra = struct.unpack_from("<HH", head, 26)
        written = self._whole.read(info.header_offset + 30, name)
        known = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8 else "cp437")
        is_stored = info.compress_type == _STORED
        if (
            head[:4] != b"PK\x03\x04"
            or written != known
            or struct.unpack_from("<H", head, 8)[0] != info.compress_type
            or (is_stored and info.compress_size != info.file_size)
        ):
            raise self._whole.broken(f"'{info.filename}' is not where, or what, the archive says")
        start = int(info.header_offset + 30 + name + extra)
        self._whole.check(start, info.compress_size)
        return start

    def _check_sum(self, info: Any, start: int) -> None:
        found, end = 0, start + info.file_size
        for place in range(start, end, _PIECE):
            found = zlib.crc32(self._whole.read(place, min(_PIECE, end - place)), found)
        if found != info.CRC:
            raise self._damaged(info.filename, "its check sum is wrong")

    def _damaged(self, member: str, reason: Any) -> InvalidFile:
        return InvalidFile(f"{self.name}: '{member}' is damaged: {reason}.")


class _Head:
    """A file as `zipfile` may read it to find the list of members: never much at once."""

    def __init__(self, stream: Any) -> None:
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable
        self._read = stream.read

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            ValueError: when that is more than any list of members takes.
        """
        found: bytes = self._read(_LONGEST_LIST + 1 if size < 0 or size > _LONGEST_LIST else size)
        if len(found) > _LONGEST_LIST:
            raise ValueError("its list of members is too long")
        return found


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
