"""Writes `golden/ops.json`: what the real Keras answers to the calls of `ops_cases`.

python -m compat_tests.ops_recorder
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from compat_tests.ops_cases import BINARY, CASES, DATA, DTYPES, UNARY
from compat_tests.oracle import Oracle
from compat_tests.recorded_arrays import GOLDEN


def written(value: Any) -> Any:
    """A result as JSON: arrays as their type, shape and numbers, errors as their text."""
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [written(item) for item in value]}
    if isinstance(value, np.ndarray):
        numbers = [_number(number) for number in value.reshape(-1).tolist()]
        return {"dtype": value.dtype.name, "shape": list(value.shape), "values": numbers}
    return value


def _number(number: Any) -> Any:
    # Nine digits tell all float32 numbers apart.
    return float(f"{number:.9g}") if isinstance(number, float) else number


def ask(real: Oracle) -> dict[str, Any]:
    """The answers of the real Keras."""
    module = "compat_tests.ops_cases"
    results = real.call(f"{module}:evaluate", CASES, DATA)
    inferred = real.call(f"{module}:symbolic", CASES, DATA)
    return {
        "results": {case: written(r) for case, r in zip(CASES, results, strict=True)},
        "symbolic": {case: written(r) for case, r in zip(CASES, inferred, strict=True)},
        "dtypes": real.call(f"{module}:dtypes", UNARY, BINARY, DTYPES),
    }


def main() -> None:
    with Oracle("keras") as real:
        answers = ask(real)
    lines = [
        f'"{group}": {{\n'
        + ",\n".join(f"{json.dumps(case)}: {json.dumps(row)}" for case, row in rows.items())
        + "\n}"
        for group, rows in answers.items()
    ]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (GOLDEN / "ops.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
