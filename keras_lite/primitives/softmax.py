"""Numbers as shares of a whole, and how far such shares are from the wanted ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite.engine.ir import BATCH
from keras_lite.engine.op import Example, Op
from keras_lite.engine.trace import apply
from keras_lite.primitives.arithmetic import (
    Add,
    Divide,
    Subtract,
    abs,
    multiply,
    negative,
    subtract,
)
from keras_lite.primitives.axes import several_axes
from keras_lite.primitives.compare import isfinite, where
from keras_lite.primitives.elementwise import promoted
from keras_lite.primitives.nonlinear import exp, log, log1p, relu, sigmoid
from keras_lite.primitives.reduce import Sum, max, sum
from keras_lite.primitives.shape import reshape, stop_gradient
from keras_lite.primitives.whole import Whole


class Softmax(Whole):
    """y = e / s with e = exp(x - max(x)) and s = sum(e) along axes; from (e, s, x)."""

    axis: tuple[int, ...]
    last = Divide()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        return ((g - sum(g * y, self.axis, keepdims=True)) * y,)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        shapes = ((BATCH, 4), (BATCH, 1), (BATCH, 4))
        return [Example(cls((1,)), shapes, 0.5, 2.0, differentiable=())]


class LogSoftmax(Whole):
    """y = z - log(s) with z = x - max(x) and s = sum(exp(z)) along axes; from (z, log s, x)."""

    axis: tuple[int, ...]
    last = Subtract()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        return (g - exp(y) * sum(g, self.axis, keepdims=True),)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        shapes = ((BATCH, 4), (BATCH, 1), (BATCH, 4))
        return [Example(cls((1,)), shapes, differentiable=())]


class SoftmaxCrossEntropy(Whole):
    """y = the sum of t = labels * d along axes, with d = log(s) - z.

    From (t, labels, logits, d, e, s).
    """

    axis: tuple[int, ...]
    parts = 1

    @property
    def step(self) -> Op:
        return Sum(self.axis)

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        labels, logits, d, e, s = of
        g = self.step.kept(g, logits)
        # As in TensorFlow's kernel, also where labels do not sum to 1.
        return g * d, g * (e / s - labels), None, None, None

    @classmethod
    def examples(cls) -> Sequence[Example]:
        row, one = (BATCH, 4), (BATCH, 1)
        return [Example(cls((1,)), (row, row, row, row, row, one), differentiable=())]


class SigmoidCrossEntropy(Whole):
    """y = a + b with a = max(z, 0) - z * labels and b = log1p(exp(-|z|)).

    From (a, b, labels, z).
    """

    last = Add()
    parts = 2

    def slope(self, g: Any, y: Any, *of: Any) -> Sequence[Any]:
        labels, z = of
        return -g * z, g * (sigmoid(z) - labels)

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((BATCH, 4),) * 4, differentiable=())]


def softmax(x: Any, axis: Any = -1) -> Any:
    """exp(x) divided by its sum along axes: positive shares that sum to 1."""
    (x,) = promoted(x, floating=True)
    axes = several_axes(axis, len(x.shape), "softmax")
    _, e, s = _shares(x, axes)
    return apply(Softmax(axes), e, s, x)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """The logarithm of `softmax`, without loss for small shares."""
    (x,) = promoted(x, floating=True)
    axes = several_axes(axis, len(x.shape), "log_softmax")
    z, _, s = _shares(x, axes)
    return apply(LogSoftmax(axes), z, log(s), x)


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """log(sum(exp(x))) along axes, without overflow."""
    (x,) = promoted(x, floating=True)
    axes = several_axes(axis, len(x.shape), "logsumexp")
    largest = stop_gradient(max(x, axes, keepdims=True))
    largest = where(isfinite(largest), largest, 0.0)
    y = log(sum(exp(subtract(x, largest)), axes, keepdims=True)) + largest
    if keepdims:
        return y
    return reshape(y, tuple(size for i, size in enumerate(x.shape) if i not in axes))


def softmax_cross_entropy(labels: Any, logits: Any, axis: int = -1) -> Any:
    """-sum(labels * log_softmax(logits)) along an axis, for each row.

    Args:
        labels: wanted shares, of the shape of `logits`.
        logits: numbers whose softmax gives the shares.
        axis: along which the shares sum to 1.
    """
    labels, logits = promoted(labels, logits, floating=True)
    axes = several_axes(axis, len(logits.shape), "softmax_cross_entropy")
    z, e, s = _shares(logits, axes)
    d = subtract(log(s), z)
    return apply(SoftmaxCrossEntropy(axes), multiply(labels, d), labels, logits, d, e, s)


def sigmoid_cross_entropy(labels: Any, logits: Any) -> Any:
    """-labels log(p) - (1 - labels) log(1 - p) with p = sigmoid(logits), element by element.

    Computed as max(z, 0) - z labels + log1p(exp(-|z|)), which loses nothing for large |z|.
    """
    labels, z = promoted(labels, logits, floating=True)
    a = subtract(relu(z), multiply(z, labels))
    b = log1p(exp(negative(abs(z))))
    return apply(SigmoidCrossEntropy(), a, b, labels, z)


def _shares(x: Any, axes: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """z = x - max(x), e = exp(z) and s = sum(e): all that the functions above are made of."""
    z = subtract(x, max(x, axes, keepdims=True))
    e = exp(z)
    return z, e, sum(e, axes, keepdims=True)
