"""Recorded progress bars, read back into the calls and the times that they came from.

A recording shows of each drawing which step it was, how long a step took and what the metrics
were. That is all that a bar can know, so giving it the same again, at the same times, must print
the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

_DRAWING = re.compile(
    r"^ *(?P<step>\d+)/(?P<target>\d+|Unknown) "
    r"(?:[━]+ |- )?(?P<time>[\d:]+s?) (?:- )?(?P<speed>\d+)(?P<unit>s|ms|us)/step(?P<metrics>.*)$"
)
_UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6}


@dataclass
class Drawing:
    """One bar, or one line of `verbose=2`."""

    step: int
    target: int | None
    elapsed: float | None
    """Seconds since the start, where they are shown: rounded."""
    seconds_per_step: float
    half_unit: float
    metrics: dict[str, float]
    is_last: bool


@dataclass
class Run:
    """An epoch, or a call of `evaluate` or `predict`."""

    drawings: list[Drawing] = field(default_factory=list)

    @property
    def target(self) -> int | None:
        """Number of steps as it was known when the run began."""
        return self.drawings[0].target


def runs(recording: str) -> Iterator[Run]:
    """The runs in a recording, whatever else stands between them."""
    for line in recording.splitlines():
        pieces = [plain(piece) for piece in line.split("<CR>")]
        found = [match for match in map(_DRAWING.match, pieces) if match]
        if found:
            yield Run([_drawing(match, match is found[-1]) for match in found])


def plain(text: str) -> str:
    """A piece of a recording without colours, backspaces and the blanks at its end."""
    return re.sub(r"<ESC>\[\d*m|<BS\*\d+>", "", text).rstrip()


def _drawing(match: re.Match[str], is_last: bool) -> Drawing:
    unit = _UNITS[match["unit"]]
    shows_elapsed = is_last or match["target"] == "Unknown"
    return Drawing(
        step=int(match["step"]),
        target=None if match["target"] == "Unknown" else int(match["target"]),
        elapsed=float(match["time"].rstrip("s")) if shows_elapsed else None,
        seconds_per_step=int(match["speed"]) * unit,
        half_unit=unit / 2,
        metrics={
            name: float(value) for name, value in re.findall(r" - (\w+): (\S+)", match["metrics"])
        },
        is_last=is_last,
    )


class Clock:
    """A stand-in for `time.time` that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def stopped(self) -> Any:
        """A context in which everybody sees this clock."""
        return mock.patch("time.time", self)


def replay(run: Run, clock: Clock, batch_end: Any, end: Any, verbose: int = 1) -> None:
    """Calls the hooks of a run that has begun, at the times at which they were called.

    Args:
        run: What was recorded.
        clock: The clock that the hooks see.
        batch_end: Called with the batch and the logs of each drawing but the last.
        end: Called with the logs of the last drawing.
        verbose: 2 for runs whose first step counts in the mean.
    """
    start = last_draw = clock.now
    first_step_end = None
    for drawing in run.drawings:
        steps = drawing.step
        if verbose == 1 and first_step_end is None and steps > 1:
            # The first step was drawn over by nothing, or not drawn: any length will do.
            first_step_end = start
        elif first_step_end is not None and steps > 1:
            steps -= 1
        since = start if first_step_end is None or drawing.step == 1 else first_step_end
        clock.now = since + drawing.seconds_per_step * steps + 1e-9  # 1ms must not become 1000us
        if not drawing.is_last and drawing.step > 1:
            # Rounding must not bring two drawings nearer than they may be.
            clock.now = max(clock.now, last_draw + 0.0501)
            assert clock.now - since <= (drawing.seconds_per_step + drawing.half_unit) * steps
        if drawing.step == 1 and first_step_end is None:
            first_step_end = clock.now
        last_draw = clock.now
        if drawing.is_last:
            end(drawing.metrics)
        else:
            batch_end(drawing.step - 1, drawing.metrics)
