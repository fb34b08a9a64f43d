"""How objects that were not given a name get one: ``dense``, ``dense_1``, ``dense_2``.

Keras counts per prefix from the start of the program or the last `clear_session`. Names end up in
files, in `summary()` and in history keys, so the counting has to be the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NO_LETTER = re.compile(r"\W+")
_WORD = re.compile(r"(.)([A-Z][a-z]+)")
_BORDER = re.compile(r"([a-z])([A-Z])")

_counts: dict[str, int] = {}


@lru_cache(maxsize=1024)
def to_snake_case(name: str) -> str:
    """``BatchNormalization`` as ``batch_normalization``.

    Runs of capitals and digits stay together, with the oddities users know from Keras:
    ``PReLU`` becomes ``p_re_lu`` and ``RMSprop`` becomes ``rm_sprop``.

    Example:
        >>> to_snake_case("Conv2DTranspose")
        'conv2d_transpose'
    """
    words = _WORD.sub(r"\1_\2", _NO_LETTER.sub("", name))
    return _BORDER.sub(r"\1_\2", words).lower()


def auto_name(prefix: str) -> str:
    """The next free name of this kind: ``dense``, then ``dense_1``, ``dense_2``.

    Args:
        prefix: A class name or a name in snake case.

    Example:
        >>> reset_names()
        >>> auto_name("Dense"), auto_name("Dense")
        ('dense', 'dense_1')
    """
    return uniquify(to_snake_case(prefix))


def uniquify(name: str) -> str:
    """`name` the first time it is asked for, then `name` with a running number."""
    count = _counts.get(name, 0)
    _counts[name] = count + 1
    return f"{name}_{count}" if count else name


def skip_names(prefix: str, count: int) -> None:
    """Passes over so many names of this kind, as if they had been given."""
    name = to_snake_case(prefix)
    _counts[name] = _counts.get(name, 0) + count


_uids: dict[str, int] = {}


def get_uid(prefix: str = "") -> int:
    """1 the first time it is asked for a prefix, then 2, 3…; apart from the names' own counts."""
    _uids[prefix] = _uids.get(prefix, 0) + 1
    return _uids[prefix]


def reset_names() -> None:
    """Forget all counts, as `clear_session` does."""
    _counts.clear()
    _uids.clear()
