"""Where the arrays of a compiled step lie in the memory that it is handed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from keras_lite.engine.strided import Buffer

_LINE = 64
_NAME = re.compile(r"\b[A-Za-z_]\w*\b")


def bytes_of(buffer: Buffer) -> int:
    """Bytes of a buffer, rounded up to whole lines of the processor's cache."""
    return -(-buffer.size * np.dtype(buffer.dtype).itemsize // _LINE) * _LINE


def lives(
    roots: Mapping[str, Buffer], kernels: Sequence[Sequence[str]]
) -> dict[Buffer, tuple[int, int]]:
    """For each buffer: the first and last kernel that touches it.

    Args:
        roots: name of a buffer, or of a part of it -> the buffer.
        kernels: the lines of each kernel, in order.
    """
    found: dict[Buffer, tuple[int, int]] = {}
    for number, lines in enumerate(kernels):
        for name in dict.fromkeys(name for line in lines for name in _NAME.findall(line)):
            if name in roots:
                first, _ = found.get(roots[name], (number, number))
                found[roots[name]] = first, number
    return found


def places(lives: dict[Buffer, tuple[int, int]]) -> tuple[dict[Buffer, int], int]:
    """Where each buffer starts, and the bytes of all.

    Buffers share memory when no kernel touches both, or lies between their uses. Large ones are
    placed first, each as far in front as it can be.
    """
    placed: dict[Buffer, int] = {}
    total = 0
    # Equal ones in the order of their first use: whatever they are called, the text is the same.
    for buffer in sorted(lives, key=lambda b: (-bytes_of(b), lives[b])):
        first, last = lives[buffer]
        beside = sorted(
            (start, start + bytes_of(other))
            for other, start in placed.items()
            if lives[other][0] <= last and first <= lives[other][1]
        )
        start = 0
        for begin, end in beside:
            if start + bytes_of(buffer) <= begin:
                break
            start = max(start, end)
        placed[buffer] = start
        total = max(total, start + bytes_of(buffer))
    return placed, total
