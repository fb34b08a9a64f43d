"""The recorded arrays in `golden/`, and how to hold one of ours against them.

An array is recorded with all its values, or with a SHA-256 of its bytes where it is large. Floats
are written as the integers that have their bits, float64 as ``float.hex`` strings, so that nothing
is lost on the way.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

GOLDEN = Path(__file__).parent / "golden"
_BITS = {"float32": np.uint32, "float16": np.uint16}


@cache
def load(name: str) -> Any:
    """What ``golden/<name>.json`` holds."""
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def difference(array: NDArray[Any], recorded: dict[str, Any]) -> str:
    """In words, what is not equal to the bit; empty when everything is."""
    if array.dtype.name != recorded["dtype"]:
        return f"dtype {array.dtype.name}, recorded {recorded['dtype']}"
    if list(array.shape) != recorded["shape"]:
        return f"shape {array.shape}, recorded {tuple(recorded['shape'])}"
    if "values" in recorded:
        wrong = [
            i
            for i, pair in enumerate(zip(_written(array), recorded["values"], strict=True))
            if pair[0] != pair[1]
        ]
        return (
            f"{len(wrong)} of {array.size} values differ, the first at {wrong[0]}" if wrong else ""
        )
    digest = hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
    return "" if digest == recorded["sha256"] else "some values differ"


def _written(array: NDArray[Any]) -> list[Any]:
    flat = array.reshape(-1)
    if array.dtype == np.float64:
        return [value.hex() for value in flat.tolist()]
    return flat.view(_BITS.get(array.dtype.name, array.dtype)).tolist()


def floats(bits: list[int]) -> NDArray[np.float32]:
    """float32 numbers from the integers that have their bits."""
    return np.array(bits, np.uint32).view(np.float32)
