"""The progress bar: `keras.utils.Progbar`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from keras_lite.config import is_interactive_logging_enabled
from keras_lite.messages import can_redraw, print_msg
from keras_lite.registry import builtin

Values = Iterable[tuple[str, Any]]

_BOLD, _DONE, _REST = "1", "32", "37"
_FULL = "━"


@builtin("keras.utils")
class Progbar:
    """A bar that fills up, with the time that is left and the values of the last step.

    On a terminal and in a notebook the bar is drawn over itself; in a pipe or a file it is one
    line, printed when it is complete.

    Args:
        target: Number of steps, or None if it is not known.
        width: Length of the bar in characters.
        verbose: 1 draws the bar, 2 prints one line at the end, 0 prints nothing.
        interval: Seconds that pass at least between two drawings.
        stateful_metrics: Names of values that are shown as they come instead of as their mean
            over the steps.
        stateless_metrics: Names of values that are shown as their mean; all others are then
            shown as they come.
        unit_name: What a step is called.

    Example:
        >>> bar = Progbar(3, verbose=0)
        >>> for step in range(3):
        ...     bar.update(step + 1, [("loss", 1.0 / (step + 1))])
    """

    def __init__(
        self,
        target: float | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        self._redraws = can_redraw() and is_interactive_logging_enabled()
        self._sums: dict[str, tuple[Any, float]] = {}
        self._seen_so_far = 0.0
        self._drawn_width = 0
        self._start = time.time()
        self._first_step_end: float | None = None
        self._last_draw = 0.0

    def update(
        self, current: float, values: Values | None = None, finalize: bool | None = None
    ) -> None:
        """Tells how far the work is, and draws the bar if it is time to.

        Args:
            current: Number of steps done.
            values: Pairs of name and value, to be shown behind the bar.
            finalize: Whether this is the last call. By default, whether the target is reached.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._remember(current, values or (), finalize)
        now = time.time()
        if self.verbose == 1:
            if finalize or (self._redraws and self._may_draw(now)):
                self._draw(current, now, finalize)
        elif self.verbose == 2 and finalize and self.target:
            print_msg(self._one_line(current, now))
        self._note_first_step(current, now)

    def add(self, n: float, values: Values | None = None) -> None:
        """Tells that `n` more steps are done."""
        self.update(self._seen_so_far + n, values)

    def due(self, now: float | None = None) -> bool:
        """Whether `update` would do more than take note of the numbers.

        Args:
            now: The time as `time.time` tells it; by default, now.
        """
        if self.verbose not in (1, 2):
            return False
        if self._first_step_end is None and self._seen_so_far == 0:
            return True  # the time of the first step is left out of the mean
        if self.verbose == 2 or not self._redraws:
            return False
        return self._may_draw(time.time() if now is None else now)

    def _may_draw(self, now: float) -> bool:
        # A clock that was set back must not stop the bar, so its past is looked at too.
        return not 0 <= now - self._last_draw < self.interval

    def _remember(self, current: float, values: Values, finalize: bool) -> None:
        steps = max(current - self._seen_so_far, 1)
        for name, value in values:
            value = _number(value)
            total, count = self._sums.get(name, (0.0, 0.0))
            if finalize or self._shown_as_is(name) or not isinstance(value, float):
                self._sums[name] = (value, 1)
            else:
                self._sums[name] = (total + value * steps, count + steps)
        self._seen_so_far = current

    def _shown_as_is(self, name: str) -> bool:
        if self.stateless_metrics is not None:
            return name not in self.stateless_metrics
        return name in self.stateful_metrics

    def _note_first_step(self, current: float, now: float) -> None:
        # It is left out of the mean, as it also pays for building the program.
        if current == 1:
            self._first_step_end = now

    def _draw(self, current: float, now: float, finalize: bool) -> None:
        parts = [
            *self._bar(current),
            (" ", ""),
            (self._time(current, now, finalize), _BOLD),
            (self._speed(current, now), ""),
            (self._metrics(abs), ""),
        ]
        plain = "".join(text for text, _ in parts)
        if not self._redraws:
            print_msg(plain.strip())
            return
        coloured = "".join(f"\x1b[{code}m{text}\x1b[0m" if code else text for text, code in parts)
        back = "\b" * self._drawn_width + "\r"
        padding = " " * max(0, self._drawn_width - len(plain))
        print_msg(back + coloured + padding, line_break=finalize)
        self._drawn_width = len(plain)
        self._last_draw = now

    def _bar(self, current: float) -> list[tuple[str, str]]:
        """The count and the bar as pairs of text and colour code."""
        if not self.target or self.target < 0:
            return [(f"{int(current):7d}/Unknown", "")]
        filled = int(self.width * current / self.target)
        parts = [(self._count(current), _BOLD), (" ", "")]
        if filled:
            parts.append((_FULL * filled, _DONE))
        # Keras: 3.15.1 prints the colour of an empty rest, but not of an empty bar.
        parts.append((_FULL * (self.width - filled), _REST))
        return parts

    def _count(self, current: float) -> str:
        target = str(int(self.target or 0))
        return f"{int(current):{len(target)}d}/{target}"

    def _time(self, current: float, now: float, finalize: bool) -> str:
        """Seconds that it took, or, as long as it runs and the end is known, that are left."""
        if not self.target or self.target < 0 or finalize:
            return f"{now - self._start:.0f}s"
        left = self._seconds_per_step(current, now) * (self.target - current)
        if left > 3600:
            return f"{int(left // 3600)}:{int(left % 3600 // 60):02d}:{int(left % 60):02d}"
        if left > 60:
            return f"{int(left // 60)}:{int(left % 60):02d}"
        return f"{int(left)}s"

    def _seconds_per_step(self, current: float, now: float) -> float:
        if current <= 0:
            return 0.0
        if self._first_step_end is not None and current > 1:
            return (now - self._first_step_end) / (current - 1)
        return (now - self._start) / current

    def _speed(self, current: float, now: float) -> str:
        seconds = self._seconds_per_step(current, now)
        if seconds >= 1 or seconds == 0:
            return f" {seconds:.0f}s/{self.unit_name}"
        if seconds >= 1e-3:
            return f" {seconds * 1e3:.0f}ms/{self.unit_name}"
        return f" {seconds * 1e6:.0f}us/{self.unit_name}"

    def _metrics(self, size: Callable[[float], float]) -> str:
        text = ""
        for name, (total, count) in self._sums.items():
            value = total / max(1, count) if isinstance(total, float) else total
            if isinstance(value, float):
                value = f"{value:.4f}" if size(value) > 1e-3 else f"{value:.4e}"
            text += f" - {name}: {value}"
        return text

    def _one_line(self, current: float, now: float) -> str:
        # Keras: 3.15.1 compares the value itself here, so that -0.5 is shown as -5.0000e-01.
        metrics = self._metrics(float)
        speed = self._speed(current, now)
        return f"{self._count(current)} - {now - self._start:.0f}s -{speed}{metrics}"


def _number(value: Any) -> Any:
    """A value as a float, the mean of several; as it is where it is no number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        pass
    try:
        return float(value.mean())
    except (AttributeError, TypeError, ValueError):
        return value
