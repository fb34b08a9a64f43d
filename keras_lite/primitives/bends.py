"""Functions made of pieces, with TensorFlow's slopes where the pieces meet.

Whole numbers, black pixels and hidden words are often exactly 0, so these places matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.ir import BATCH
from keras_lite.engine.op import Example
from keras_lite.engine.trace import apply
from keras_lite.primitives.arithmetic import Divide, Minimum, abs, add, minimum, multiply, subtract
from keras_lite.primitives.compare import Where, greater, less, where
from keras_lite.primitives.elementwise import promoted
from keras_lite.primitives.nonlinear import Relu, ReluSlope, exp
from keras_lite.primitives.whole import Whole

__all__ = ["elu", "relu6", "softsign"]

_ROWS = (BATCH, 4)


class Relu6(Whole):
    """y = min(r, 6) with r = max(x, 0), flat at both bends; from (r, 6, x)."""

    last = Minimum()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        zero, six = (g.trace.constant(n, g.dtype) for n in (0, 6))
        return (apply(ReluSlope(), apply(ReluSlope(), g, y, zero), six, y),)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), (_ROWS, (), _ROWS), differentiable=())]


class Elu(Whole):
    """y = scale * x where x > 0, bottom * (exp(x) - 1) elsewhere; from (x > 0, both, x)."""

    scale: float
    bottom: float
    last = Where()
    parts = 3

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        # From the result, as in TensorFlow's kernel; at 0 it is that of the upper piece.
        bent = multiply(g, add(y, self.bottom))
        return (where(less(y, 0), bent, multiply(g, self.scale)),)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        above = np.array([[True, False], [False, True]])
        return [Example(cls(1.0, 1.0), (above, (2, 2), (2, 2), (2, 2)), differentiable=())]


class Softsign(Whole):
    """y = x / d with d = 1 + |x|; from (x, d, x)."""

    last = Divide()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        d = add(abs(of[0]), 1)
        return (g / multiply(d, d),)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), (_ROWS, _ROWS, _ROWS), low=1.0, high=2.0, differentiable=())]


def relu6(x: Any) -> Any:
    """min(max(x, 0), 6)."""
    x, zero, six = promoted(x, 0, 6)
    return apply(Relu6(), apply(Relu(), x, zero, x), six, x)


def elu(x: Any, scale: float = 1.0, bottom: float = 1.0) -> Any:
    """scale * x where x is positive, bottom * (exp(x) - 1) elsewhere."""
    (x,) = promoted(x, floating=True)
    # Not expm1, for TensorFlow rounds exp(x) before it takes 1 away.
    below = multiply(subtract(exp(minimum(x, 0)), 1), bottom)
    above = x if scale == 1 else multiply(x, scale)
    return apply(Elu(scale, bottom), greater(x, 0), above, below, x)


def softsign(x: Any) -> Any:
    """x / (1 + |x|)."""
    (x,) = promoted(x, floating=True)
    return apply(Softsign(), x, add(abs(x), 1), x)
