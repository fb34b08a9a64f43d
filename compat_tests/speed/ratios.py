"""What is asked for, beside what was measured."""

from __future__ import annotations

import statistics
from typing import Any

from compat_tests.speed.models import MODELS, Claim

Results = dict[str, Any]


class Ratio:
    """A claim and what was measured about it.

    Attributes:
        value: of the quickest times, as noise only ever adds.
        median: of the ratios within each round.
        reached: whether `value` is what was asked for.
    """

    def __init__(self, claim: Claim, here: list[float], beside: list[float]) -> None:
        self.claim = claim
        pairs = list(zip(here, beside, strict=False))
        if claim.at_least is not None:
            self.value = min(beside) / min(here)
            self.median = statistics.median(b / h for h, b in pairs)
            self.reached = self.value >= claim.at_least
        else:
            assert claim.at_most is not None
            self.value = min(here) / min(beside)
            self.median = statistics.median(h / b for h, b in pairs)
            self.reached = self.value <= claim.at_most

    @property
    def value_is_speed(self) -> bool:
        """Whether more is better."""
        return self.claim.at_least is not None

    def __str__(self) -> str:
        asked, sign = self.claim.at_least, "≥"
        if asked is None:
            asked, sign = self.claim.at_most, "≤"
        verdict = "reached" if self.reached else "**missed**"
        return f"{self.value:.3g} ({sign} {asked:g} {verdict})"


def ratios(model: Results) -> list[Ratio]:
    """What was claimed of a model and could be measured."""
    claims = next((m.claims for m in MODELS if m.name == model["name"]), ())
    times = model["times"].get("plain", {})
    return [
        Ratio(c, times[c.here], times[c.beside])
        for c in claims
        if c.here in times and c.beside in times
    ]


def verdicts(results: Results) -> tuple[int, int, list[str]]:
    """How many ratios were reached, of how many; and the others, in words."""
    found = [(m["name"], r) for m in results["models"] for r in ratios(m)]
    missed = [
        f"{name}: {r.claim.here} beside {r.claim.beside} {r}" for name, r in found if not r.reached
    ]
    return len(found) - len(missed), len(found), missed
