"""Notebooks as programs: their cells in order, without what only IPython understands."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from typing import Any

from keras_lite.errors import InvalidFile

_MAGIC = re.compile(r"^\s*[%!?]|^\s*[\w.]+\?{1,2}\s*$|^\s*[\w, ]+=\s*[%!]\s*\w")

# These run the statement behind them.
_TIMED = re.compile(r"^\s*%(?:time|timeit|prun)\s+(?:-\w+(?:\s+\d+)?\s+)*(?=[^\s-])")


def program_of(content: bytes, name: str) -> tuple[bytes, list[str]]:
    """The text of a notebook's cells of code, and the lines that were left out.

    Args:
        content: The notebook.
        name: What messages call it.

    Raises:
        InvalidFile: (a ValueError) for what is no notebook.
    """
    try:
        found = json.loads(content)
        sheets = found.get("worksheets") or [found]  # older than version 4
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
        texts = [_text(cell) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidFile(f"{name}: a notebook was expected ({error!r}).") from error
    left_out: list[str] = []
    return "\n\n".join(_plain(text, left_out) for text in texts).encode(), left_out


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(source)


def _plain(text: str, left_out: list[str]) -> str:
    """A cell without magics; one that is Python as it stands stays so."""
    try:
        ast.parse(text)
        return text
    except SyntaxError:
        pass
    if text.lstrip().startswith("%%"):
        left_out.append(text.lstrip().splitlines()[0])
        # %%time and %%capture run their cell; %%bash and its like are other languages.
        first, _, rest = text.lstrip().partition("\n")
        runs = first.split()[0] in ("%%time", "%%timeit", "%%capture", "%%prun")
        return _plain(rest, left_out) if runs else ""
    lines = []
    for line in text.splitlines():
        if _MAGIC.match(line):
            timed = _TIMED.match(line)
            left_out.append(line.split()[0] if timed else line.strip())
            indent = line[: len(line) - len(line.lstrip())]
            line = indent + line[timed.end() :] if timed else indent + "pass"
        lines.append(line)
    return "\n".join(lines)


def save_pictures(path: str) -> None:
    """From here on ``plt.show()`` writes pictures beside the notebook: NAME_1.png and so on."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    stem = os.path.splitext(os.path.abspath(path))[0]
    count = 0

    def show(*args: Any, **kwargs: Any) -> None:
        nonlocal count
        for number in plt.get_fignums():
            count += 1
            plt.figure(number).savefig(f"{stem}_{count}.png")
            print(f"keras_lite: picture in {stem}_{count}.png", file=sys.stderr)
        plt.close("all")

    plt.show = show
