"""The parts of README.md that are generated, each between two markers.

python -m compat_tests.readme                           the emitted program, the recorded speed
python -m compat_tests.documents_table --write          the conformance table
python -m compat_tests.saving_samples --write           the table of files
python -m compat_tests.seed_table --write               the table of losses from a seed
python -m compat_tests.speed --write                    measures the speed anew, and records it
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from compat_tests.oracle import ROOT, Oracle

README = ROOT / "README.md"


def section(name: str, text: str) -> tuple[str, str]:
    """What stands in `text` between the markers `name`, and both markers with `{}` between."""
    start, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
    if text.count(start) != 1 or text.count(end) != 1:
        raise ValueError(f"README.md: the markers {start!r} and {end!r} must each stand there once")
    return text.split(start)[1].split(end)[0], start + "{}" + end


def write_section(name: str, content: str, path: Path = README) -> None:
    """Puts `content` between the markers called `name` in the file `path`."""
    text = path.read_text(encoding="utf-8")
    old, frame = section(name, text)
    text = text.replace(frame.format(old), frame.format(f"\n{content}\n"))
    path.write_text(text, encoding="utf-8")


def python_blocks() -> list[str]:
    """The Python programs in README.md."""
    return re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)


def program_of_first_block() -> str:
    """The program that the model of README.md's first Python block trains with."""
    with Oracle("keras_lite") as lite:
        text: str = lite.call(
            _emitted, python_blocks()[0].replace("epochs=20", "epochs=1, verbose=0")
        )
    return text


def _emitted(keras: Any, text: str) -> str:
    scope: dict[str, Any] = {}
    exec(text, scope)
    return scope["model"].program("train").source


def excerpt(source: str, before: str = "        # update\n") -> str:
    """The program `source` as README.md shows it: up to the section that begins with `before`."""
    shown, rest = source.split(before, 1)
    more = f"        # ... and {rest.count(chr(10))} lines more: Adam, the metrics, the results"
    return f"```python\n{shown}{more}\n```"


def speed() -> str:
    """The section on speed, from the run that is recorded; empty if none is."""
    from compat_tests.speed import report

    path = ROOT / "compat_tests" / "speed" / "bench.json"
    return report.summary(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else ""


if __name__ == "__main__":
    write_section("program", excerpt(program_of_first_block()))
    if speed():
        write_section("speed", speed())
