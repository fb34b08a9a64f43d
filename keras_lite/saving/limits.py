"""What a file may ask for, checked before memory is taken."""

from __future__ import annotations

import re
from typing import Any

from keras_lite.engine.allowance import Allowance
from keras_lite.errors import InvalidFile

LONGEST_JSON = 1 << 25
DEEPEST_JSON = 200
MOST_PARTS = 2_000_000
LARGEST_COUNT = 1 << 20
"""Of whole numbers whose name begins with ``num_``, which set how much a metric keeps."""
_PER_STORED_BYTE = 8
_SLACK = 1 << 22
_UNKNOWN = 1 << 28

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"')
_MARKS = re.compile(rb"[][{}]")


def parse_json(data: bytes, name: str) -> Any:
    """The value of a JSON text.

    Args:
        data: UTF-8.
        name: What it is called in messages.

    Raises:
        InvalidFile: (a ValueError) for what is no JSON, and for what is too long or too deep.
    """
    import json

    if len(data) > LONGEST_JSON:
        raise InvalidFile(
            f"{name}: the description is {len(data)} bytes long, and {LONGEST_JSON} are allowed."
        )
    bare = _STRINGS.sub(b"", data)
    depth = deepest = 0
    for mark in _MARKS.finditer(bare):
        depth += 1 if mark.group() in b"[{" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST_JSON:
        raise InvalidFile(
            f"{name}: the description is nested {deepest} deep, and {DEEPEST_JSON} is allowed."
        )
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > MOST_PARTS:
        raise InvalidFile(f"{name}: the description has more than {MOST_PARTS} parts.")
    try:
        return json.loads(data.decode("utf-8"))
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
            f"{name}: '{where}' asks for a weight of shape {shape} and type {dtype}, which takes "
            f"{wanted} bytes. {fix}"
        )

    return Allowance(size, refuse)


def check_numbers(config: Any, name: str, key: str = "") -> None:
    """Refuses whole numbers in a configuration that no model can mean."""
    if isinstance(config, dict):
        for inner, value in config.items():
            check_numbers(value, name, str(inner))
    elif isinstance(config, list):
        for value in config:
            check_numbers(value, name, key)
    elif isinstance(config, int) and not isinstance(config, bool):
        limit = LARGEST_COUNT if key.startswith("num_") else 1 << 63
        if abs(config) > limit:
            raise InvalidFile(
                f"{name}: `{key}` is {str(config)[:40]}, and at most {limit} is allowed."
            )
