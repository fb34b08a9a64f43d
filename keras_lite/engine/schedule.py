"""What the planner hands to the emitters: operations in order, each with explicit arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lite.engine.ir import Node, Spec
from keras_lite.engine.op import Name, Op
from keras_lite.record import Bundle


class Operand:
    """An array of the program.

    Attributes:
        name: its name in the source.
        spec: shape and dtype.
        kind: "buffer" (allocated when the batch size is bound), "state" (kept between steps),
            "input" and "output" (handed in at every step), "constant" (a fixed array), "scalar"
            (a number), "value" (made by an expression).
        root: the operand whose memory it shares; itself when it has memory of its own.
        contiguous: whether its elements lie one after another.
        literal: source of a scalar.
        every_step: it is another array at every step, so views of it are made in the step.
    """

    def __init__(
        self,
        name: str,
        spec: Spec,
        kind: str,
        root: Operand | None = None,
        contiguous: bool = True,
        literal: str | None = None,
        every_step: bool = False,
    ) -> None:
        self.name = name
        self.spec = spec
        self.kind = kind
        self.root = self if root is None else root
        self.contiguous = contiguous
        self.literal = literal
        self.every_step = every_step

    def __repr__(self) -> str:
        return f"<{self.kind} {self.literal or self.name}: {self.spec}>"

    @property
    def steps_name(self) -> str:
        """Name of the array that holds this one for every step of a slice."""
        return f"{self.name}_steps"

    @property
    def text(self) -> Name:
        return Name(self.literal or self.name, self.spec, self.root.name)


class Call(Bundle):
    """One operation with its arrays.

    Attributes:
        op: the operation.
        inputs: what it reads.
        out: what it writes.
        form: "out" (array calls into `out`), "expression" (`out` is a new name for a value or
            a view), "allocate" (`out` is a buffer without values), "statement" (`source` as is) or
            "loop" (`source` is the head, `body` what is done in it).
        section: (phase, scope) it is shown under.
        source: source of the value where it is not the operation's own expression.
    """

    op: Op | None
    inputs: Sequence[Operand]
    out: Operand
    form: str
    section: tuple[str, tuple[str, ...]]
    source: str | None = None
    body: Sequence[Call] = ()

    def __repr__(self) -> str:
        made = self.source or f"{self.op}({', '.join(str(i.text) for i in self.inputs)})"
        return f"<{self.form} {self.out.name}: {made}>"


class Schedule:
    """A program before it is text.

    Attributes:
        title: first line of the program.
        inputs: arrays of a step, by input name: handed in, or computed before the slice.
        outputs: arrays of a step, by output name: handed out, or kept for after the slice.
        inner: names of the inputs and outputs that stay inside the program.
        states: state key -> array.
        constants: name -> node with the fixed array.
        setup: what is done once for a batch size.
        before: what is done once for a slice of steps, before them.
        step: what is done at every step.
        after: what is done once for a slice of steps, after them.
        support: functions that emitted lines call beside those of the array module.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.inputs: dict[str, Operand] = {}
        self.outputs: dict[str, Operand] = {}
        self.inner: set[str] = set()
        self.states: dict[int, Operand] = {}
        self.constants: dict[str, Node] = {}
        self.setup: list[Call] = []
        self.before: list[Call] = []
        self.step: list[Call] = []
        self.after: list[Call] = []
        self.support: list[Callable[..., Any]] = []

    def __repr__(self) -> str:
        parts = (self.setup, self.before, self.step, self.after)
        return "\n".join([self.title, *(repr(call) for calls in parts for call in calls)])
