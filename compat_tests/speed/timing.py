"""Two things timed turn by turn, the ratio of their times, and a table of such ratios."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

HEADINGS = ("what", "beside", "keras_lite", "ratio", "median", "asked for")


@dataclass(frozen=True)
class Result:
    """Times of two things taken in turns: `here` is ours, `beside` what it is compared with.

    `at_least`: the ratio is beside / here and must reach it. `at_most`: the ratio is here / beside
    and must not exceed it. Exactly one of the two is given.
    """

    what: str
    beside: list[float]
    here: list[float]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float:
        """Of the quickest times: noise only ever adds."""
        return self._ratio(min(self.beside), min(self.here))

    @property
    def median(self) -> float:
        """The median of the ratios within each turn."""
        return statistics.median(map(self._ratio, self.beside, self.here))

    @property
    def reached(self) -> bool:
        if self.at_most is not None:
            return self.ratio <= self.at_most
        return self.at_least is not None and self.ratio >= self.at_least

    def cells(self) -> tuple[str, ...]:
        limit = f"≥ {self.at_least:g}" if self.at_most is None else f"≤ {self.at_most:g}"
        return (
            self.what,
            duration(min(self.beside)),
            duration(min(self.here)),
            f"{self.ratio:.3g}",
            f"{self.median:.3g}",
            limit if self.reached else f"{limit} **missed**",
        )

    def _ratio(self, beside: float, here: float) -> float:
        return beside / here if self.at_most is None else here / beside


def in_turns(
    beside: Callable[[], float], here: Callable[[], float], rounds: int
) -> tuple[list[float], list[float]]:
    """The times that both return, `rounds` of each, in turns; who goes first alternates."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        for side in (turn % 2, 1 - turn % 2):
            times[side].append((beside, here)[side]())
    return times


def duration(seconds: float) -> str:
    """`seconds` with three digits, in the unit that fits."""
    for factor, unit in ((1.0, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def table(results: list[Result]) -> str:
    """The results as a Markdown table."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(result.cells() for result in results)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
