"""The small parts of HDF5: types, shapes and attributes, from their bytes.

Source of the layouts: "HDF5 File Format Specification Version 3.0", The HDF Group, sections IV.A.2
(messages) and III.E (global heap).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lite.saving.source import Source

UNDEFINED = 0xFFFFFFFFFFFFFFFF
_LONGEST_TEXT = 1 << 26
_MOST_TEXTS = 1 << 16
_LONGEST_AXIS = 1 << 48
_CLASSES = {
    2: "times", 4: "bits", 5: "bytes without a meaning", 6: "records", 7: "references",
    8: "words", 9: "lists of any length", 10: "arrays",
}  # fmt: skip
# size -> (exponent place, exponent bits, mantissa place, mantissa bits, bias)
_FLOATS = {2: (10, 5, 0, 10, 15), 4: (23, 8, 0, 23, 127), 8: (52, 11, 0, 52, 1023)}


@dataclass(frozen=True)
class Type:
    """The type of the elements: of numbers (`dtype`), of text of one length, or of any text."""

    kind: str
    size: int
    dtype: Any = None


def read_type(source: Source, data: bytes, path: str) -> Type:
    """The type that a datatype message describes.

    Args:
        source: The file.
        data: The message.
        path: What it is the type of, for messages.
    """
    if len(data) < 8:
        raise source.broken(f"the type of '{path}' is cut off")
    version, number = data[0] >> 4, data[0] & 15
    bits = data[1] | data[2] << 8 | data[3] << 16
    (size,) = struct.unpack_from("<I", data, 4)
    if version not in (1, 2, 3):
        raise source.unsupported(f"a type of version {version} for '{path}'")
    if number == 0:
        return _integer(source, bits, size, path)
    if number == 1:
        return _float(source, data, bits, size, path)
    if number == 3 and 0 < size < 65536:
        return Type("fixed text", size)
    if number == 8 and size == 1:
        return Type("number", 1, np.dtype(bool))  # h5py's form of truth values
    if number == 9 and bits & 15 == 1 and size == 16:
        return Type("text", size)
    kind = _CLASSES.get(number, f"HDF5 class {number}")
    raise source.unsupported(f"elements that are {kind}, of {size} bytes, for '{path}'")


def _integer(source: Source, bits: int, size: int, path: str) -> Type:
    if size not in (1, 2, 4, 8):
        raise source.unsupported(f"whole numbers of {size} bytes for '{path}'")
    order, sign = ">" if bits & 1 else "<", "i" if bits & 8 else "u"
    return Type("number", size, np.dtype(f"{order}{sign}{size}"))


def _float(source: Source, data: bytes, bits: int, size: int, path: str) -> Type:
    layout = _FLOATS.get(size)
    if layout is None or len(data) < 20 or bits & 0x40:
        raise source.unsupported(f"floats of {size} bytes for '{path}'")
    if (*data[12:16], struct.unpack_from("<I", data, 16)[0]) != layout:
        raise source.unsupported(f"floats of {size} bytes that are not IEEE 754 for '{path}'")
    return Type("number", size, np.dtype(f"{'>' if bits & 1 else '<'}f{size}"))


def read_shape(source: Source, data: bytes) -> tuple[int, ...]:
    """The shape that a dataspace message describes."""
    if len(data) < 4:
        raise source.broken("a shape is cut off")
    version, rank = data[0], data[1]
    start = {1: 8, 2: 4}.get(version)
    if start is None or (version == 2 and data[3] == 2):
        raise source.unsupported(f"a shape of version {version}")
    if rank > 32 or len(data) < start + 8 * rank:
        raise source.broken(f"a shape has {rank} axes")
    shape = struct.unpack_from(f"<{rank}Q", data, start)
    if any(length > _LONGEST_AXIS for length in shape):
        raise source.broken(f"a shape is {shape}")
    return shape


def read_attribute(source: Source, data: bytes) -> tuple[str, Any]:
    """Name and value of an attribute message: text, a list of text, a number or an array."""
    if len(data) < 9:
        raise source.broken("an attribute is cut off")
    version = data[0]
    if version not in (1, 2, 3) or (version > 1 and data[1]):
        raise source.unsupported(f"an attribute of version {version}")
    sizes = struct.unpack_from("<HHH", data, 2)
    position, parts = 8 + (version == 3), []
    for size in sizes:
        parts.append(data[position : position + size])
        if len(parts[-1]) != size:
            raise source.broken("an attribute is cut off")
        position += -(-size // 8) * 8 if version == 1 else size
    name = parts[0].rstrip(b"\0").decode("utf-8", "replace")
    kind, shape = read_type(source, parts[1], name), read_shape(source, parts[2])
    count = math.prod(shape)
    if count * kind.size > len(data) - position:
        raise source.broken(f"attribute {name!r} is cut off")
    return name, _value(source, kind, shape, data[position : position + count * kind.size])


def _value(source: Source, kind: Type, shape: tuple[int, ...], data: bytes) -> Any:
    if kind.kind == "number":
        found = np.frombuffer(data, kind.dtype).reshape(shape)
        return found.item() if shape == () else found
    if kind.kind == "fixed text":
        cells = [data[i : i + kind.size] for i in range(0, len(data), kind.size)]
        texts = [cell.split(b"\0", 1)[0] for cell in cells]
    else:
        texts = _texts(source, data)
    decoded = [text.decode("utf-8", "replace") for text in texts]
    return decoded[0] if shape == () and decoded else decoded


def _texts(source: Source, data: bytes) -> list[bytes]:
    """Texts of any length: each is a length and a place in a global heap."""
    if len(data) // 16 > _MOST_TEXTS:
        raise source.broken("an attribute has too many texts")
    heaps: dict[int, dict[int, tuple[int, int]]] = {}
    texts, total = [], 0
    for length, address, index in struct.iter_unpack("<IQI", data):
        if length == 0:
            texts.append(b"")
            continue
        if address not in heaps:
            heaps[address] = _heap(source, address)
        place, size = heaps[address].get(index, (0, -1))
        total += length
        if length > size or total > _LONGEST_TEXT:
            raise source.broken("a text is not where it should be, or is too long")
        texts.append(source.read(place, length))
    return texts


def _heap(source: Source, address: int) -> dict[int, tuple[int, int]]:
    """Index -> (place, size) of what lies in a global heap collection."""
    head = source.read(address, 16)
    if head[:4] != b"GCOL":
        raise source.broken("there is no heap where a text should be")
    end, position = address + struct.unpack_from("<Q", head, 8)[0], address + 16
    if end > source.length:
        raise source.broken("a heap goes beyond the end")
    found: dict[int, tuple[int, int]] = {}
    while position + 16 <= end:
        index, _, _, size = struct.unpack("<HHIQ", source.read(position, 16))
        if index == 0 or index in found:
            break
        found[index] = (position + 16, size)
        position += 16 + -(-size // 8) * 8
    return found
