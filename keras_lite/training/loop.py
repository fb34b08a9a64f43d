"""The loops: slices of steps through a program, with callbacks in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from keras_lite.training.data import Chunk, Source
from keras_lite.training.interrupt import Interruptible

SLICE_SECONDS = 0.05
"""Ctrl-C, the progress bar and callbacks wait at most about this long."""


class Step(Protocol):
    """Something that runs a chunk of steps: a program, or the eager fallback."""

    def __call__(self, chunk: Chunk, outputs: list[Any]) -> None: ...


class SliceLength:
    """How many steps to run between two looks at the clock.

    Starts at one step and grows while slices stay short. No result depends on it.
    """

    def __init__(self) -> None:
        self.steps = 1

    def learn(self, steps: int, seconds: float) -> None:
        """Notes how long a slice took.

        One that had to be short, as the last of an epoch, says little: it took longer for a step.
        """
        if steps < self.steps and seconds < SLICE_SECONDS:
            return
        per_step = seconds / steps
        wanted = int(SLICE_SECONDS / per_step) if per_step > 0 else self.steps * 4
        self.steps = max(1, min(wanted, self.steps * 4))


class BatchHooks(Protocol):
    """The callbacks' view of an epoch."""

    each_batch: bool

    def begin(self, batch: int) -> None: ...

    def end(self, batch: int, size: int) -> bool: ...

    def close(self) -> None: ...


def run_epoch(
    source: Source,
    step: Step,
    hooks: BatchHooks,
    interrupt: Interruptible,
    length: SliceLength,
    outputs: Callable[[Chunk], list[Any]] | None = None,
) -> int:
    """Runs the batches of one epoch.

    Args:
        source: the batches; `start_epoch` has been called.
        step: runs a chunk.
        hooks: what happens around batches; with `each_batch` every slice is one step long.
        interrupt: asked after each slice.
        length: the slice length learned so far.
        outputs: makes the arrays that a chunk's outputs go to.

    Returns:
        The number of steps that were run.
    """
    steps = 0
    while True:
        chunk = source.chunk(1 if hooks.each_batch else length.steps)
        if chunk is None:
            hooks.close()
            return steps
        if hooks.each_batch:
            hooks.begin(chunk.first)
        start = time.perf_counter()
        step(chunk, outputs(chunk) if outputs else [])
        length.learn(chunk.steps, time.perf_counter() - start)
        steps += chunk.steps
        stop = hooks.end(chunk.first + chunk.steps - 1, chunk.n)
        interrupt.check()
        if stop:
            return steps
