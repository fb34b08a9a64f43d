"""Results that are put together from parts, but whose slope is known as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any, ClassVar

from keras_lite.engine.ir import Node, Spec
from keras_lite.engine.op import Array, Name, Op
from keras_lite.engine.simplify import rule


class Whole(Op, abstract=True):
    """The last step of a composition, which knows the slope of all its steps.

    Sigmoid is `1 / d` with `d = 1 + exp(-x)`, and its slope along x is `y (1 - y)`: shorter and
    more exact than the chain rule through the quotient and the exponential. So its last step
    takes `(1, d, x)`: it computes with the first `parts` inputs, passes no slope to them, and
    gives the others the slope of the whole. After differentiation it turns into the plain
    operation `last`, so programs and executors never see it, and its parts are shared with
    whatever else computes them.

    Attributes:
        last: the operation on the parts.
        parts: how many inputs are parts.
    """

    last: ClassVar[Op]
    parts: ClassVar[int]

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(abstract=abstract, **kwargs)
        if not abstract:
            rule(cls.name)(_dissolved)

    @property
    def step(self) -> Op:
        """The operation on the parts, for these parameters."""
        return self.last

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        """The slopes of the inputs after the parts."""
        raise NotImplementedError

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return self.step.forward(xp, *inputs[: self.parts])

    def spec(self, *inputs: Spec) -> Spec:
        return self.step.spec(*inputs[: self.parts])

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return *(None,) * self.parts, *self.slope(g, y, *inputs[self.parts :])

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return self.step.emit(out, *inputs[: self.parts])

    def expression(self, *inputs: Name) -> str:
        return self.step.expression(*inputs[: self.parts])


def _dissolved(node: Node) -> Node | None:
    """The plain operation on the parts, under the name of the whole."""
    op = node.op
    if not isinstance(op, Whole):
        return None
    plain = node.replaced(op.step, node.inputs[: op.parts])
    plain.role = node.role or op.name
    return plain
