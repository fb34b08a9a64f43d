"""Two records of one program, ours and the real Keras' one, and how far they lie apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy

from compat_tests.documents import Program

KEPT_ROWS = 5
HEADINGS = (
    "program",
    "keras_lite by",
    "epochs",
    "history",
    "predictions",
    "summary",
    "shapes, dtypes",
)
Record = dict[str, list[Any]]


@dataclass
class Row:
    """One line of the table: `program`, run in the way `way`, against the real Keras."""

    program: Program
    way: str
    history: dict[int, float] = field(default_factory=dict)
    predictions: float | None = None
    summary: bool | None = None
    shapes: bool = True

    def cells(self) -> tuple[str, ...]:
        epochs = ", ".join(str(count) for count in self.history)
        history = ", ".join(f"{value:.1e}" for value in self.history.values())
        predictions = "" if self.predictions is None else f"{self.predictions:.1e}"
        summary = "" if self.summary is None else _verdict(self.summary)
        return (
            self.program.what,
            self.way,
            epochs,
            history,
            predictions,
            summary,
            _verdict(self.shapes),
        )

    def problems(self) -> list[str]:
        """What lies outside the program's tolerances, in words; empty if nothing does."""
        if not self.shapes:
            return ["calls, keys, shapes or dtypes differ: nothing else was compared"]
        found = []
        for epochs, limit in self.program.history:
            if not self.history[epochs] <= limit:  # NaN is a problem too
                found.append(
                    f"history of {epochs} epochs differs by {self.history[epochs]:.2e} > {limit:g}"
                )
        limit = self.program.predictions
        if limit is not None and self.predictions is not None and not self.predictions <= limit:
            found.append(f"predictions differ by {self.predictions:.2e} > {limit:g}")
        if self.summary is False:
            found.append("the text of summary() differs")
        return found


def compare(program: Program, way: str, ours: Record, theirs: Record) -> Row:
    """The row for two condensed records of `program`."""
    row = Row(program, way)
    row.shapes = outline(ours) == outline(theirs)
    if theirs["summaries"]:
        row.summary = ours["summaries"] == theirs["summaries"]
    if row.shapes:
        for epochs, _ in program.history:
            row.history[epochs] = max(
                relative(mine[key][:epochs], yours[key][:epochs])
                for mine, yours in zip(ours["histories"], theirs["histories"], strict=True)
                for key in yours
            )
        if program.predictions is not None:
            pairs = [
                (mine["rows"], yours["rows"])
                for mine, yours in zip(ours["predictions"], theirs["predictions"], strict=True)
            ]
            pairs += list(zip(ours["evaluations"], theirs["evaluations"], strict=True))
            differences = [scaled(mine, yours) for mine, yours in pairs]
            row.predictions = max(differences) if differences else None
    return row


def relative(ours: Any, theirs: Any) -> float:
    """The largest of |ours - theirs| / |theirs|; equal zeros differ by nothing."""
    a, b = numpy.asarray(ours, "float64"), numpy.asarray(theirs, "float64")
    gap = numpy.abs(a - b)
    with numpy.errstate(divide="ignore"):
        return float(numpy.max(gap / numpy.where(gap == 0, 1.0, numpy.abs(b))))


def scaled(ours: Any, theirs: Any) -> float:
    """The largest of |ours - theirs| / max(1, |theirs|)."""
    a, b = numpy.asarray(ours, "float64"), numpy.asarray(theirs, "float64")
    n = min(len(a), len(b)) if a.ndim and b.ndim else None  # a golden keeps the first rows only
    if n is not None:
        a, b = a[:n], b[:n]
    return float(numpy.max(numpy.abs(a - b) / numpy.maximum(1.0, numpy.abs(b))))


def outline(record: Record) -> Any:
    """Everything about a condensed record but its numbers: calls, keys, lengths, shapes, dtypes."""
    return {
        "histories": [
            {
                key: (len(values), sorted({type(value).__name__ for value in values}))
                for key, values in sorted(history.items())
            }
            for history in record["histories"]
        ],
        "keys": [list(history) for history in record["histories"]],
        "predictions": [(item["shape"], item["dtype"]) for item in record["predictions"]],
        "evaluations": [
            [type(value).__name__ for value in item]
            if isinstance(item, list)
            else type(item).__name__
            for item in record["evaluations"]
        ],
        "summaries": len(record["summaries"]),
        "weights": [[[list(shape), dtype] for shape, dtype in item] for item in record["weights"]],
    }


def condensed(record: Record, rows: int | None = None) -> Record:
    """`record` as JSON can hold it; of every prediction the first `rows` rows (None: all)."""
    return {
        **record,
        "predictions": [
            {"shape": list(item.shape), "dtype": str(item.dtype), "rows": item[:rows].tolist()}
            for item in record["predictions"]
        ],
    }


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table, its columns aligned."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    text = [_line(line, widths) for line in lines]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return (
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        + " |"
    )


def _verdict(equal: bool) -> str:
    return "equal" if equal else "DIFFER"
