"""What a file may ask for, checked before memory is taken."""

from __future__ import annotations

import re
from typing import Any

from keras_lite.engine.allowance import Allowance
from keras_lite.errors import InvalidFile

LONGEST_JSON = 1 << 24
DEEPEST_JSON = 200
MOST_PARTS = 1_000_000
MOST_LAYERS = 8000
"""Of layers and calls of layers, together."""
LONGEST_TEXT = 1 << 20
LONGEST_NAME = 1000
LARGEST_COUNT = 1 << 20
"""Of whole numbers whose name begins with ``num_``, which set how much a metric keeps, and of those
that are given to functions of tensors."""
_PER_STORED_BYTE = 8
_SLACK = 1 << 22
_UNKNOWN = 1 << 28

# The end of a text may be missing: looking for it again at each quote would take for ever.
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
# What no name in an HDF5 file can have.
_NO_LETTERS = re.compile("[\0\ud800-\udfff]")
_MARKS = re.compile(rb"[][{}]")


def parse_json(data: bytes, name: str) -> Any:
    """The value of a JSON text.

    Args:
        data: UTF-8.
        name: What it is called in messages.

    Raises:
        InvalidFile: (a ValueError) for what is no JSON, for what is too long or too deep, and for
            objects with the same key twice, which each reader takes for something else.
    """
    import json

    if len(data) > LONGEST_JSON:
        raise InvalidFile(
            f"{name}: the description is {len(data)} bytes long, and {LONGEST_JSON} are allowed."
        )
    bare = _STRINGS.sub(b"", data)
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > MOST_PARTS:
        raise InvalidFile(f"{name}: the description has more than {MOST_PARTS} parts.")
    depth = deepest = 0
    for mark in _MARKS.finditer(bare):
        depth += 1 if mark.group() in b"[{" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST_JSON:
        raise InvalidFile(
            f"{name}: the description is nested {deepest} deep, and {DEEPEST_JSON} is allowed."
        )

    def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InvalidFile(f"{name}: the description has the key {twice[:80]!r} twice.")
        return found

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=without_repetition)
    except InvalidFile:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidFile(
            f"{name}: the description is no JSON: {error}. The file is damaged, or is no model."
        ) from error


def allowance_for(name: str, stored: int | None) -> Allowance:
    """What the variables of a model that is read may take.

    Args:
        name: Of the file.
        stored: The bytes of all values in the file; None if there are none to compare with.
    """
    if stored is None:
        size = _UNKNOWN
        fix = "Make the model in Python if it is meant to be so large."
    else:
        size = _PER_STORED_BYTE * stored + _SLACK
        fix = f"The file has only {stored} bytes of values, so it is damaged or made to mislead."

    def refuse(shape: tuple[int, ...], dtype: str, wanted: int) -> Exception:
        from keras_lite.engine.trace import scopes

        where = "/".join(scopes()) or "the model"
        return InvalidFile(
            f"{name}: '{where}' asks for values of shape {shape} and type {dtype}, which take "
            f"{wanted} bytes. {fix}"
        )

    return Allowance(size, refuse, values_follow=stored is not None)


def check_values(config: Any, name: str) -> None:
    """Refuses, in a description, numbers and texts that no model can mean, and too many layers.

    Raises:
        InvalidFile: (a ValueError) naming the layer and what is wrong.
    """
    count, pending = 0, [(config, "", "", 1 << 63)]
    while pending:
        found, key, layer, most = pending.pop()
        if isinstance(found, dict):
            layer = _layer_name(found, layer)
            calls = found.get("inbound_nodes")
            count += (key == "layers") + (len(calls) if isinstance(calls, list) else 0)
            if str(found.get("module")).startswith("keras.src.ops") or key == "arguments":
                most = LARGEST_COUNT
            pending.extend((value, inner, layer, most) for inner, value in found.items())
            wrong = _wrong_text(found, "")
        elif isinstance(found, list):
            pending.extend((value, key, layer, most) for value in found)
            wrong = None
        else:
            limit = LARGEST_COUNT if key.startswith("num_") else most
            wrong = _wrong_text(found, key) or _wrong_number(found, key, limit)
        if wrong is not None:
            where = f"layer '{layer[:80]}': " if layer else ""
            raise InvalidFile(f"{name}: {where}{wrong}")
    if count > MOST_LAYERS:
        raise InvalidFile(
            f"{name}: it describes {count} layers and calls of layers, and {MOST_LAYERS} are "
            "allowed."
        )


def _layer_name(entry: dict[str, Any], outer: str) -> str:
    inner = entry.get("config")
    name = inner.get("name") if isinstance(inner, dict) and "class_name" in entry else None
    return name if isinstance(name, str) else outer


def _wrong_text(found: Any, key: str) -> str | None:
    if isinstance(found, dict):
        longest = max(map(len, found), default=0)
        return f"a key is {longest} letters long." if longest > LONGEST_TEXT else None
    if not isinstance(found, str):
        return None
    most = LONGEST_NAME if key in ("name", "class_name", "module") else LONGEST_TEXT
    if len(found) > most:
        return f"`{key}` is {len(found)} letters long, and {most} are allowed."
    if key == "name" and _NO_LETTERS.search(found):
        return f"`name` is {found[:80]!r}, which has a zero or half a letter in it."
    return None


def _wrong_number(found: Any, key: str, limit: int) -> str | None:
    if isinstance(found, int) and abs(found) > limit:
        return f"`{key}` is {_short(found)}, and at most {limit} is allowed."
    return None


def _short(number: int) -> str:
    return str(number) if number.bit_length() < 128 else f"a number of {number.bit_length()} bits"
