"""Programs as text: what `model.program()` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lite.engine.program import Program
from keras_lite.errors import NotReady

if TYPE_CHECKING:
    from pathlib import Path


class ProgramText:
    """A program as text: what `model.program()` returns.

    Attributes:
        source: the emitted NumPy source.
        level: "plain" (the page to read) or "fast" (what runs).
        batch_size: the batch size that `save` writes the state for.
        graph: what the program computes, before it is planned.
    """

    def __init__(
        self, program: Program, level: str, batch_size: int, example: list[Any] | None = None
    ) -> None:
        self._program = program
        self._example = example
        self.level = level
        self.batch_size = batch_size
        self.graph = program.graph
        self.source = program.source(level)

    def save(self, path: str | Path) -> None:
        """Writes the source to `path` and weights and state beside it (`.npz`).

        The file needs NumPy alone. `load()` in it returns the step function and the arrays that it
        changes: `step, state = load(); step(x, y, learning_rate)` is the model's next step. Run as
        a script, it takes one step on the batch that the model was trained on last.
        """
        self._program.save(path, self.batch_size, self.level, self._example)

    def __str__(self) -> str:
        return self.source

    def __repr__(self) -> str:
        lines = self.source.count("\n")
        return f"<{self._program.title}: {self.level} program of {lines} lines>"


class CText(ProgramText):
    """A program as C: one function that runs any number of steps of `batch_size` rows.

    Attributes: as of `ProgramText`; the level is "c".

    Raises:
        NotReady: if C has no form for something in it; then it runs on NumPy.
    """

    def __init__(self, program: Program, batch_size: int) -> None:
        from keras_lite.engine.emit_c import Declined, emit_c

        self._program = program
        self.level = "c"
        self.batch_size = batch_size
        self.graph = program.graph
        try:
            self.source = emit_c(program.graph, program.title, batch_size).source
        except Declined as reason:
            raise NotReady(
                f'program: language="c" was asked for, but {reason}. The model runs on NumPy;'
                " leave `language` out to see that program."
            ) from None

    def save(self, path: str | Path) -> None:
        """Writes the source to `path`."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.source)
