"""A reader of HDF5 files as Keras writes them, which nothing in a file can lead astray.

The HDF5 library follows links to other files, fills arrays of any declared size, and has crashed on
damaged files. This reader knows groups, attributes and plain datasets of numbers; it goes only
where the file's own bytes lie, and refuses everything else by name.

Source of the layouts: "HDF5 File Format Specification Version 3.0", The HDF Group.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from keras_lite.errors import InvalidFile
from keras_lite.saving.hdf5_types import UNDEFINED, read_attribute, read_shape, read_type
from keras_lite.saving.source import Source

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_MOST_ENTRIES = 200_000
_SHAPE, _TYPE, _LAYOUT, _EXTERNAL, _FILTERS, _ATTRIBUTE, _MORE, _TABLE = (
    1, 3, 8, 7, 11, 12, 16, 17,
)  # fmt: skip
_LINK_INFO, _LINK = 2, 6


class Dataset:
    """An array in the file: `shape`, `dtype`, and `read` for its values."""

    def __init__(self, source: Source, path: str, messages: dict[int, list[bytes]]) -> None:
        self.source, self.path = source, path
        kind = read_type(source, messages[_TYPE][0], path)
        if kind.kind != "number":
            raise source.unsupported(f"text in place of numbers in '{path}'")
        self.dtype: Any = kind.dtype.newbyteorder("=")
        self._stored = kind.dtype
        self.shape = read_shape(source, messages[_SHAPE][0])
        self._layout = messages[_LAYOUT][0]
        if _EXTERNAL in messages:
            raise source.unsupported(f"another file for the values of '{path}'")
        if _FILTERS in messages:
            raise source.unsupported(f"compression in '{path}'")

    @property
    def nbytes(self) -> int:
        """The number of bytes that the values take."""
        return math.prod(self.shape) * self._stored.itemsize

    def check(self) -> None:
        """Raises unless the file has all values; takes no memory.

        Raises:
            InvalidFile: (a ValueError) when the file does not have as many bytes as the shape says.
        """
        self._place()

    def read(self) -> np.ndarray:
        """The values; see `check` for the errors."""
        place = self._place()
        if isinstance(place, bytes):
            found = np.frombuffer(place, self._stored).reshape(self.shape).copy()
        else:
            found = np.empty(self.shape, self._stored)
            self.source.fill(place, found)
        return found.astype(self.dtype, copy=False)

    def _place(self) -> int | bytes:
        """Where in the file the values are, or the values, if they stand in the description."""
        data, size = self._layout, self.nbytes
        if len(data) < 4 or data[0] != 3:
            raise self.source.unsupported(f"a layout of its own for '{self.path}'")
        if data[1] == 0:
            (held,) = struct.unpack_from("<H", data, 2)
            if held < size or len(data) < 4 + size:
                raise self._wrong_size(min(held, len(data) - 4))
            return data[4 : 4 + size]
        if data[1] == 1 and len(data) >= 18:
            address, held = struct.unpack_from("<QQ", data, 2)
            if size == 0:
                return b""
            if held != size or address == UNDEFINED:
                raise self._wrong_size(0 if address == UNDEFINED else held)
            self.source.check(address, size)
            return int(address)
        raise self.source.unsupported(f"values in pieces for '{self.path}'")

    def _wrong_size(self, held: int) -> InvalidFile:
        return self.source.broken(
            f"'{self.path}' has shape {self.shape}, which takes {self.nbytes} bytes, but {held} "
            "are there"
        )


class _Seen:
    """What is known of a file: the members of its groups, by where these are."""

    def __init__(self) -> None:
        self.links: dict[int, dict[str, tuple[int, int]]] = {}
        self.left = _MOST_ENTRIES


class Group:
    """A folder in the file: `names`, `get` and `attributes`.

    Attributes:
        address: Where it is in the file; one that has two names is one group.
    """

    def __init__(
        self,
        source: Source,
        path: str,
        messages: dict[int, list[bytes]],
        address: int,
        seen: _Seen,
    ) -> None:
        self.source, self.path, self.address = source, path, address
        self._messages, self._seen = messages, seen

    @property
    def attributes(self) -> dict[str, Any]:
        """Name -> value."""
        found = self._messages.get(_ATTRIBUTE, [])
        return dict(read_attribute(self.source, data) for data in found)

    @property
    def names(self) -> list[str]:
        """What is in the group."""
        return list(self._links())

    def get(self, path: str) -> Group | Dataset | None:
        """The group or dataset at a path below this one; None if there is none."""
        found: Group | Dataset = self
        for name in path.split("/"):
            if not name:
                continue
            links = found._links() if isinstance(found, Group) else {}
            if name not in links:
                return None
            address, cache = links[name]
            below = f"{found.path}/{name}".lstrip("/")
            if cache not in (0, 1):
                raise self.source.unsupported(f"a link in place of '{below}'")
            found = _open(self.source, below, address, self._seen)
        return found

    def group(self, path: str) -> Group | None:
        """The group at a path; None if there is none, or a dataset."""
        found = self.get(path)
        return found if isinstance(found, Group) else None

    def dataset(self, path: str) -> Dataset | None:
        """The dataset at a path; None if there is none, or a group."""
        found = self.get(path)
        return found if isinstance(found, Dataset) else None

    def _links(self) -> dict[str, tuple[int, int]]:
        """Name -> (where its object is, what kind of link it is)."""
        known = self._seen.links.get(self.address)
        if known is not None:
            return known
        found: dict[str, tuple[int, int]] = {}
        if _TABLE in self._messages:
            for name, place in _symbols(self.source, self._messages[_TABLE][0]):
                self._seen.left -= 1
                if name in found or self._seen.left < 0:
                    reason = f"has {name!r} twice" if name in found else "has too many members"
                    raise self.source.broken(f"the group '{self.path or '/'}' {reason}")
                found[name] = place
        elif _LINK_INFO in self._messages or _LINK in self._messages:
            raise self.source.unsupported(
                f"links, or groups in the newer form, in '{self.path or '/'}'"
            )
        self._seen.links[self.address] = found
        return found


def open_file(source: Source) -> Group:
    """The root group of an HDF5 file.

    Raises:
        InvalidFile: (a ValueError) when it is none, or of a form that Keras never writes.
    """
    if source.length < 96 or source.read(0, 8) != SIGNATURE:
        raise InvalidFile(f"{source.name}: this is no HDF5 file. Check that it is the right one.")
    head = source.read(0, 96)
    version = head[8]
    if version > 1 or (head[13], head[14]) != (8, 8):
        raise source.unsupported(f"form {version} of HDF5")
    start = 24 + 4 * version
    (base,) = struct.unpack_from("<Q", head, start)
    if base:
        raise source.unsupported("a block before its beginning")
    (root,) = struct.unpack_from("<Q", head, start + 40)
    found = _open(source, "", root, _Seen())
    if not isinstance(found, Group):
        raise source.broken("its root is no group")
    return found


def _open(source: Source, path: str, address: int, seen: _Seen) -> Group | Dataset:
    messages = _messages(source, address)
    if _LAYOUT not in messages:
        return Group(source, path, messages, address, seen)
    if _TYPE not in messages or _SHAPE not in messages:
        raise source.broken(f"'{path}' has no type or no shape")
    return Dataset(source, path, messages)


def _messages(source: Source, address: int) -> dict[int, list[bytes]]:
    """Kind -> the messages in an object header, its continuations included."""
    head = source.read(address, 16)
    if head[:4] == b"OHDR":
        raise source.unsupported("objects in the newer form")
    count, size = struct.unpack_from("<xxH4xI", head)
    if head[0] != 1:
        raise source.broken(f"there is no object at {address}")
    found: dict[int, list[bytes]] = {}
    blocks, seen = [(address + 16, size)], set()
    while blocks:
        start, size = blocks.pop(0)
        if start in seen or size > 1 << 24:
            raise source.broken(f"the object at {address} goes in circles, or is too large")
        seen.add(start)
        data, position = source.read(start, size), 0
        while position + 8 <= size and count > 0:
            kind, length, flags = struct.unpack_from("<HHB", data, position)
            body = data[position + 8 : position + 8 + length]
            position, count = position + 8 + length, count - 1
            if len(body) != length:
                raise source.broken(f"the object at {address} is cut off")
            if kind == _MORE and length >= 16:
                blocks.append(struct.unpack_from("<QQ", body))
            elif kind and flags & 2:
                raise source.unsupported("a type that objects share")
            else:
                found.setdefault(kind, []).append(body)
    return found


def _symbols(source: Source, table: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """The links of a group, from its tree of symbol tables."""
    if len(table) < 16:
        raise source.broken("a group is cut off")
    tree, heap = struct.unpack_from("<QQ", table)
    head = source.read(heap, 32)
    if head[:4] != b"HEAP":
        raise source.broken("a group has no names")
    size, _, start = struct.unpack_from("<QQQ", head, 8)
    if size > 1 << 26:
        raise source.broken(f"the names of a group take {size} bytes")
    names, pending, seen = source.read(start, size), [tree], set()
    while pending:
        address = pending.pop(0)
        if address in seen or len(seen) > _MOST_ENTRIES:
            raise source.broken("a group goes in circles, or has too many parts")
        seen.add(address)
        head = source.read(address, 8)
        if head[:4] == b"TREE":
            (used,) = struct.unpack_from("<H", head, 6)
            if head[4] != 0:
                raise source.broken("a group is no tree of names")
            parts = source.read(address + 24, 16 * used)
            pending.extend(child for _, child in struct.iter_unpack("<QQ", parts))
        elif head[:4] == b"SNOD":
            (used,) = struct.unpack_from("<H", head, 6)
            entries = source.read(address + 8, 40 * used)
            for name, place, cache in struct.iter_unpack("<QQI20x", entries):
                if name >= size:
                    raise source.broken("a name lies outside of its place")
                text = names[name : names.find(b"\0", name)]
                yield text.decode("utf-8", "replace"), (place, cache)
        else:
            raise source.broken("a group leads nowhere")
