"""Runs the documents' programs in both libraries and writes the conformance table into README.md.

python -m compat_tests.documents_table              print the table
python -m compat_tests.documents_table --write      and write it between README.md's markers
python -m compat_tests.documents_table --record     record the goldens anew from the real Keras
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from compat_tests.comparison import KEPT_ROWS, Record, Row, compare, condensed, table
from compat_tests.documents import PROGRAMS, Program, program, real_source, swapped_source
from compat_tests.oracle import Oracle
from compat_tests.readme import write_section

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS_GOLDEN = GOLDEN / "documents.json"
XOR_GOLDEN = GOLDEN / "documents_xor_accuracy.json"
XOR_SEEDS = range(10)
WAYS = ("swapped import", "run, unchanged")


def real_record(oracle: Oracle, entry: Program) -> Record:
    """What the real Keras does with the program."""
    return _record(oracle, "record_script", real_source(entry.path.read_text()), entry)


def lite_record(oracle: Oracle, entry: Program, way: str) -> Record:
    """What keras_lite does with it, its import lines swapped or unchanged through the command."""
    if way == WAYS[0]:
        return _record(oracle, "record_script", swapped_source(entry.path.read_text()), entry)
    return _record(oracle, "record_command", str(entry.path), entry)


def _record(oracle: Oracle, how: str, script: str, entry: Program) -> Record:
    name = (entry.name,) if how == "record_script" else ()
    record: dict[str, list[Any]] = oracle.call(
        f"compat_tests.recorder:{how}", script, *name, epochs=entry.epochs or None
    )
    return condensed(record)


def record_goldens() -> None:
    """Runs every program under the real Keras and keeps what tests need in its absence."""
    with Oracle("keras") as real:
        kept = {}
        for entry in PROGRAMS:
            record = real_record(real, entry)
            for item in record["predictions"]:
                item["rows"] = item["rows"][:KEPT_ROWS]
            kept[entry.name] = record
        _write_json(DOCUMENTS_GOLDEN, kept)
        text = real_source(program("xor").path.read_text())
        accuracies = {
            str(seed): real.call("compat_tests.recorder:xor_accuracy", text, seed, together=100)
            for seed in XOR_SEEDS
        }
        _write_json(XOR_GOLDEN, accuracies)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    lines = [
        f"{json.dumps(key)}: {json.dumps(item, ensure_ascii=False)}" for key, item in value.items()
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main(arguments: list[str]) -> int:
    if "--record" in arguments:
        record_goldens()
        return 0
    rows: list[Row] = []
    with Oracle("keras") as real, Oracle("keras_lite") as lite:
        for entry in PROGRAMS:
            theirs = real_record(real, entry)
            rows += [compare(entry, way, lite_record(lite, entry, way), theirs) for way in WAYS]
    print(table(rows))
    problems = [f"{row.program.name}, {row.way}: {text}" for row in rows for text in row.problems()]
    print(*problems, sep="\n")
    if "--write" in arguments and not problems:
        write_section("conformance", table(rows))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
