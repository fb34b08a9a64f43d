"""How operations are computed features first, and what that layout makes possible."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from keras_lite.engine.ir import BATCH, Node, Spec
from keras_lite.engine.layout import NARROW, Turned, is_narrow, refusing, turning
from keras_lite.engine.op import Array, Example, Name, Op
from keras_lite.engine.simplify import rule
from keras_lite.engine.trace import apply
from keras_lite.primitives.arithmetic import Add, Maximum, Minimum, Multiply
from keras_lite.primitives.cast import Cast
from keras_lite.primitives.compare import (
    Equal,
    GreaterEqual,
    LessEqual,
    LogicalAnd,
    LogicalNot,
    LogicalOr,
)
from keras_lite.primitives.cumulative import ExtremePlace
from keras_lite.primitives.matmul import Matmul
from keras_lite.primitives.reduce import Sum
from keras_lite.primitives.reduction import Reduction
from keras_lite.primitives.shape import BroadcastTo, Reshape, Transpose
from keras_lite.primitives.slicing import Range, Slice
from keras_lite.primitives.state import Unpack


@turning("matmul")
def product(node: Node, turned: Turned) -> Node:
    """(a b)' = b' a'."""
    a, b = node.inputs
    return node.replaced(Matmul(), [turned(b), turned(a)], _exchanged(node.spec))


@refusing("matmul")
def long_rows(node: Node) -> bool:
    """Long rows are best read as they lie: BLAS takes twice as long for their transpose."""
    return is_narrow(node.spec) and not is_narrow(node.inputs[0].spec)


@turning("sum", "max", "min", "prod", "any", "all")
def reduction(node: Node, turned: Turned) -> Node:
    """Along the other axis."""
    op = node.op
    assert isinstance(op, Reduction)
    axis = tuple(sorted(1 - a for a in op.axis))
    return node.replaced(op.but(axis=axis), [turned(node.inputs[0])], _exchanged(node.spec))


@turning("broadcast_to")
def repetition(node: Node, turned: Turned) -> Node | None:
    """Along the other axes, if there are as many."""
    (x,) = node.inputs
    if x.spec.rank != 2:
        return None
    spec = _exchanged(node.spec)
    return node.replaced(BroadcastTo(spec.shape), [turned(x)], spec)


@turning("concatenate")
def side_by_side(node: Node, turned: Turned) -> Node:
    """Along the other axis."""
    op = node.op.but(axis=1 - node.op.axis)  # type: ignore[attr-defined]
    return node.replaced(op, [turned(x) for x in node.inputs], _exchanged(node.spec))


@rule("transpose", last=True)
def turned_back(node: Node) -> Node | None:
    """Axes in another order, and in another one again."""
    (x,) = node.inputs
    op = node.op
    assert isinstance(op, Transpose)
    if op.axes == tuple(range(len(op.axes))):
        return x
    if not isinstance(x.op, Transpose):
        return None
    axes = tuple(x.op.axes[a] for a in op.axes)
    return node.replaced(Transpose(axes), x.inputs)


class WithOnes(Op):
    """y = x with one more place along an axis, where all numbers are 1.

    The kernel of a layer with its bias as one more row, times a batch with a row of ones, is the
    product with the bias added; the slopes of both are one product too.
    """

    axis: int = 0
    places_inputs = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        (x,) = inputs
        place = (slice(None),) * self.axis + (slice(1),)
        return xp.concatenate([x, xp.ones_like(x[place])], axis=self.axis)

    def spec(self, *inputs: Spec) -> Spec:
        (x,) = inputs
        before, size, after = x.shape[: self.axis], x.shape[self.axis], x.shape[self.axis + 1 :]
        return Spec((*before, size + 1, *after), x.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        (x,) = inputs
        index = [Range()] * x.ndim
        index[self.axis] = Range(0, x.shape[self.axis])
        return (apply(Slice(tuple(index)), g),)

    def stacked(self) -> Op | None:
        return WithOnes(self.axis + 1)

    def places(self, out: Name, *inputs: Spec) -> Sequence[str]:
        return [f"{out}[{':, ' * self.axis}:{inputs[0].shape[self.axis]}]"]

    def prepare(self, out: Name) -> Sequence[str]:
        return [f"{out}[{':, ' * self.axis}-1:] = 1.0"]

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        (x,) = inputs
        return [f"copyto({self.places(out, x.spec)[0]}, {x})", *self.prepare(out)]

    def expression(self, *inputs: Name) -> str:
        (x,) = inputs
        ones = f"np.ones_like({x}[{':, ' * self.axis}:1])"
        return f"np.concatenate([{x}, {ones}], axis={self.axis})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(0), ((3, BATCH),)), Example(cls(1), ((2, 3, BATCH),))]


@rule("add", last=True)
def bias_in_product(node: Node) -> Node | None:
    """K' x + b = (K over b)' (x over 1), where K and b are neighbours in one vector."""
    product, bias = node.inputs
    if not isinstance(product.op, Matmul) or not isinstance(bias.op, Reshape):
        product, bias = bias, product
    if not isinstance(product.op, Matmul) or not isinstance(bias.op, Reshape):
        return None
    turned, x = product.inputs
    kernel, bias = turned.inputs[0] if turned.inputs else turned, bias.inputs[0]
    if not (
        isinstance(turned.op, Transpose)
        and isinstance(kernel.op, Unpack)
        and isinstance(bias.op, Unpack)
        and kernel.inputs == bias.inputs
        and kernel.op.offset + kernel.spec.size == bias.op.offset
        and node.spec == product.spec
        and node.spec.shape == (bias.spec.size, BATCH)
        and _takes_ones(x)
    ):
        return None
    shape = (kernel.op.shape[0] + 1, kernel.op.shape[1])
    both = kernel.replaced(
        Unpack(kernel.op.offset, shape), kernel.inputs, Spec(shape, x.spec.dtype)
    )
    both = turned.replaced(turned.op, [both], _exchanged(both.spec))
    return node.replaced(Matmul(), [both, _with_ones(x)])


@rule("pack", last=True)
def slopes_in_one_product(node: Node) -> Node | None:
    """x d' over the sum of d along the batch = (x over 1) d'."""
    inputs: list[Node] = []
    for slope in node.inputs:
        both = _slope_of_both(inputs[-1], slope) if inputs else None
        if both is None:
            inputs.append(slope)
        else:
            inputs[-1] = both
    return None if len(inputs) == len(node.inputs) else node.replaced(node.op, inputs)


def _slope_of_both(kernel: Node, bias: Node) -> Node | None:
    """The slopes of a kernel and of the bias behind it as one product, if they are that."""
    if not isinstance(kernel.op, Matmul) or not isinstance(bias.op, Sum):
        return None
    x, d = kernel.inputs
    if bias.inputs[0] is not d or bias.op.axis != (0,) or not _takes_ones(x):
        return None
    shape = (kernel.spec.shape[0] + 1, *kernel.spec.shape[1:])
    return kernel.replaced(Matmul(), [_with_ones(x), d], Spec(shape, kernel.spec.dtype))


@rule("max", "min", "sum", "prod", "any", "all", last=True)
def of_two(node: Node) -> Node | None:
    """Of two rows, an operation on both."""
    (x,), op = node.inputs, node.op
    assert isinstance(op, Reduction)
    if op.axis != (0,) or x.spec.shape != (2, BATCH):
        return None
    pair = {"max": Maximum, "min": Minimum, "sum": Add, "prod": Multiply}
    pair |= {"any": LogicalOr, "all": LogicalAnd}
    spec = Spec((1, BATCH), node.spec.dtype)
    both = node.replaced(pair[op.name](), [_part(x, Range(0, 1)), _part(x, Range(1, 2))], spec)
    return both if op.keepdims else node.replaced(Reshape(node.spec.shape), [both])


@rule("argmax", "argmin", last=True)
def place_of_two(node: Node) -> Node | None:
    """The second of two if it is not at most the first, unless that is NaN: NaN counts as extreme.

    Looking through each row for itself costs far more than three comparisons of whole columns.
    """
    (x,), op = node.inputs, node.op
    assert isinstance(op, ExtremePlace)
    if op.axis != 1 or op.keepdims or x.spec.shape != (BATCH, 2):
        return None
    first, second = (
        node.replaced(Slice((Range(), i)), [x], Spec((BATCH,), x.spec.dtype)) for i in (0, 1)
    )
    order = LessEqual() if op.name == "argmax" else GreaterEqual()
    truth = Spec((BATCH,), "bool")

    def judged(judgement: Op, *values: Node) -> Node:
        return Node(judgement, values, truth, node.scope, None, node.phase)

    later = judged(LogicalNot(), judged(order, second, first))
    chosen = judged(LogicalAnd(), later, judged(Equal(), first, first))
    return node.replaced(Cast(node.spec.dtype), [chosen])


def _part(x: Node, place: Range) -> Node:
    spec = Spec((1, *x.spec.shape[1:]), x.spec.dtype)
    return Node(Slice((place, Range())), [x], spec, x.scope, None, x.phase)


def _takes_ones(x: Node) -> bool:
    """Whether a narrow batch is computed features first, so that ones may lie beside it."""
    if x.op.is_view or x.spec.rank != 2:
        return False
    k, n = x.spec.shape
    return isinstance(k, int) and k <= NARROW and n == BATCH


def _with_ones(x: Node) -> Node:
    shape = (x.spec.shape[0] + 1, x.spec.shape[1])
    return Node(WithOnes(), [x], Spec(shape, x.spec.dtype), x.scope, None, x.phase)


def _exchanged(spec: Spec) -> Spec:
    return Spec(spec.shape[::-1], spec.dtype)
