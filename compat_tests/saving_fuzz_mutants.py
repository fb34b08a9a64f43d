"""Damages files in ways that get past the first check: members, tokens, structures, halves."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_CONFIG, _WEIGHTS = "config.json", "model.weights.h5"
_VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2, 3.5, -0.0, 1e308, float("nan"), float("inf"), 10**6, 10**9,
    2**31, 2**63, -(2**70), "", "x", "dense", "relu", "os", "../../etc/passwd", "a" * 5000, [], {},
    [[]], [None], [0], [-1], [10**9, 10**9], {"class_name": "Dense"}, "keras.layers", "builtins",
    "os.system", "subprocess", "/etc/passwd", "\ud800", "a\0b", "\x1b[2J\u202e", "float64", "mse",
    {"class_name": "Dense", "config": {}}, {"class_name": "__lambda__", "config": {"value": "x"}},
    {"class_name": "function", "config": "eval", "module": "builtins"},
    {"class_name": "function", "config": "eye", "module": "builtins"},
    {"class_name": "load_model", "config": {}, "module": "keras.saving"},
    {"class_name": "get_file", "config": {}, "module": "keras.utils"},
    {"class_name": "__numpy__", "config": {"value": "x", "dtype": "U900000000"}},
    {"class_name": "__numpy__", "config": {"value": [1], "dtype": "float32"}},
    {"class_name": "__tensor__", "config": {"value": [[1], [2]], "dtype": "object"}},
    {"class_name": "__slice__", "config": {"start": 0, "stop": 10**12, "step": None}},
    {"class_name": "Orthogonal", "config": {}}, {"class_name": "AUC", "config": {
        "num_thresholds": 10**8}, "module": "keras.metrics"}, "Lambda", "Functional", "Sequential",
    {"class_name": "Lambda", "module": "keras.layers", "config": {"name": "l", "function": {
        "class_name": "function", "config": "tile"}, "arguments": {"repeats": [10**6]}}},
]  # fmt: skip
_NUMBERS = (
    0, 1, 2, 3, 7, 8, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 1 << 20, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 40,
    (1 << 63) - 1, (1 << 64) - 1,
)  # fmt: skip
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}\[\]:,]|\w+')
_MARKS = re.compile(rb"TREE|SNOD|HEAP|GCOL|PK\x01\x02|PK\x03\x04|PK\x05\x06")


def mutant(path: Path, others: list[Path], draw: random.Random) -> bytes:
    """A damaged form of a file; where there are check sums, they are made right again.

    Args:
        path: The file.
        others: More files, of which pieces may be put in.
        draw: What decides.
    """
    data, other = _bytes(path), draw.choice(others)
    if path.suffix == ".json":
        return damaged_text(data, _text(other), draw)
    parts = _members(path)
    if parts is None or draw.random() < 0.15:
        return damaged_tree(data, _tree(other), draw)
    parts, kind = dict(parts), draw.random()
    if kind < 0.4 and _WEIGHTS in parts:
        parts[_WEIGHTS] = damaged_tree(parts[_WEIGHTS], _tree(other), draw)
    elif kind < 0.85 and _CONFIG in parts:
        parts[_CONFIG] = damaged_text(parts[_CONFIG], _text(other), draw)
    elif kind < 0.95:
        theirs = _members(other) or {_WEIGHTS: _tree(other), _CONFIG: _text(other)}
        name = draw.choice(sorted(theirs))
        parts[name] = theirs[name]
    else:
        parts.pop(draw.choice(sorted(parts)))
    return _archive(parts, draw)


# ------------------------------------------------------------------------------- any kind of bytes


def damaged_bytes(data: bytes, draw: random.Random) -> bytes:
    """The bytes with one to six places changed, cut out, doubled or moved."""
    found = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        if not found:
            break
        place, kind = draw.randrange(len(found)), draw.randrange(7)
        length = draw.choice((1, 2, 4, 8, 40, 300))
        if kind == 0:
            found[place] ^= 1 << draw.randrange(8)
        elif kind == 1:
            found[place] = draw.randrange(256)
        elif kind == 2:
            found[place : place + length] = _number(draw, draw.choice((2, 4, 8)))
        elif kind == 3:
            del found[place : place + length]
        elif kind == 4:
            found[place:place] = found[place : place + length]
        elif kind == 5:
            other = draw.randrange(len(found))
            found[place : place + length] = found[other : other + length]
        else:
            del found[draw.choice((place, len(found) - 1)) :]
    return bytes(found)


def _number(draw: random.Random, size: int) -> bytes:
    return (draw.choice(_NUMBERS) & ((1 << 8 * size) - 1)).to_bytes(size, "little")


def damaged_tree(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """An HDF5 file, or a zip archive, with other numbers in its structures, or others' halves.

    The numbers are often places of other structures of the file, so that they lead somewhere.
    """
    kind = draw.random()
    if kind < 0.25 or len(data) < 100:
        return damaged_bytes(data, draw)
    start = data.find(b'{"class_name"')
    if kind < 0.4 and start > 0:
        return _damaged_within(data, start, draw)
    if kind < 0.5:
        cut = draw.randrange(len(data)) // 8 * 8
        return data[:cut] + other[cut if draw.random() < 0.7 else draw.randrange(len(other) + 1) :]
    found, marks = bytearray(data), [m.start() for m in _MARKS.finditer(data)]
    for _ in range(draw.choice((1, 1, 2, 3))):
        at = draw.choice(marks) if marks and draw.random() < 0.6 else draw.randrange(len(data))
        at = (at // 8 + draw.randrange(8)) * 8 if draw.random() < 0.8 else at + draw.randrange(46)
        size = draw.choice((1, 2, 4, 8, 8, 8))
        leads = marks and size == 8 and draw.random() < 0.5
        value = struct.pack("<Q", draw.choice(marks)) if leads else _number(draw, size)
        found[at : at + size] = value
    return bytes(found)


def _damaged_within(data: bytes, start: int, draw: random.Random) -> bytes:
    """An HDF5 file with another description of the same length in it."""
    try:
        described, length = json.JSONDecoder().raw_decode(data[start:].decode("latin-1"))
    except ValueError:
        return damaged_bytes(data, draw)
    text = json.dumps(damaged_json(described, None, draw), separators=(",", ":")).encode()
    if len(text) > length:
        return damaged_bytes(data, draw)
    return data[:start] + text.ljust(length) + data[start + length :]


# ------------------------------------------------------------------------------------------- JSON


def damaged_text(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """A JSON text with parts of its value replaced, or with its tokens mixed."""
    kind = draw.random()
    if kind < 0.1:
        return damaged_bytes(data, draw)
    if kind < 0.25:
        return _mixed_tokens(data, draw)
    try:
        value = _parsed(data)
        theirs = _parsed(other) if draw.random() < 0.3 else None
    except (ValueError, RecursionError):
        return damaged_bytes(data, draw)
    return json.dumps(damaged_json(value, theirs, draw)).encode()


def damaged_json(value: Any, other: Any, draw: random.Random) -> Any:
    """The value with one to three parts replaced, taken out, doubled, or put in from another."""
    value = copy.deepcopy(value)
    for _ in range(draw.choice((1, 1, 2, 3))):
        places = list(_places(value))
        if not places:
            break
        holder, key = draw.choice(places)
        kind = draw.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            theirs = places if other is None else list(_places(other)) or places
            source, name = draw.choice(theirs)
            if name in (source if isinstance(source, dict) else range(len(source))):
                holder[key] = copy.deepcopy(source[name])
        elif kind == 2 and isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        elif kind == 2:
            holder[draw.choice(("name", "units", "dtype", "module", "extra"))] = holder[key]
        else:
            holder[key] = copy.deepcopy(draw.choice(_VALUES))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    inside: Any = ()
    if isinstance(value, (dict, list)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inside:
        yield value, key
        yield from _places(part)


def _mixed_tokens(data: bytes, draw: random.Random) -> bytes:
    spans = [match.span() for match in _TOKENS.finditer(data[:200_000])]
    if len(spans) < 2:
        return damaged_bytes(data, draw)
    (a, b), (c, d) = sorted((draw.choice(spans), draw.choice(spans)))
    kind = draw.randrange(4)
    if kind == 0:
        return data[:a] + data[c:d] + data[b:]  # one in place of the other
    if kind == 1 and b <= c:
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]  # exchanged
    if kind == 2:
        return data[:a] + data[b:]
    return data[:c] + data[a:d] + data[c:]  # a stretch twice


# ------------------------------------------------------------------------------------------ pieces


@cache
def _bytes(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _parsed(data: bytes) -> Any:
    return json.loads(data)


@cache
def _members(path: Path) -> dict[str, bytes] | None:
    """The members of an archive that is whole and not a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(_bytes(path))) as archive:
            if sum(info.file_size for info in archive.infolist()) > 1 << 20:
                return None
            return {name: archive.read(name) for name in archive.namelist()}
    # What is no archive or a damaged one (BadZipFile, EOFError, OSError, ValueError), is encrypted
    # (RuntimeError), or is packed in a way that `zipfile` does not know (NotImplementedError).
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, NotImplementedError, ValueError):
        return None


def _tree(path: Path) -> bytes:
    """The HDF5 part of a file; the file itself if it has none."""
    return (_members(path) or {}).get(_WEIGHTS, _bytes(path))


def _text(path: Path) -> bytes:
    """The JSON part of a file."""
    data = (_members(path) or {}).get(_CONFIG)
    return data if data is not None else _bytes(path) if path.suffix == ".json" else b"[1]"


def _archive(parts: dict[str, bytes], draw: random.Random) -> bytes:
    stream = io.BytesIO()
    packed = draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(stream, "w", packed) as archive:
        for name, member in parts.items():
            archive.writestr(name, member)
    return stream.getvalue()
