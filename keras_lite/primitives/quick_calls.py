"""The same values by those of NumPy's calls that are quick.

Its loops are vectorised for arrays of one dtype that lie in order: a maximum with a number, a
product with truth values, a copy of chosen elements, and whatever is repeated along an axis take
two to thirty times as long. These rewrites are about what is computed at every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import numpy as np

from keras_lite.engine.ir import BATCH, Node, Shape, Spec
from keras_lite.engine.leaves import Constant
from keras_lite.engine.op import Array, Example, Name, Op
from keras_lite.engine.simplify import rule
from keras_lite.primitives.arithmetic import Add, Maximum, Minimum, Multiply
from keras_lite.primitives.cast import Cast
from keras_lite.primitives.compare import Greater, LogicalNot, Where
from keras_lite.primitives.matmul import Matmul
from keras_lite.primitives.nonlinear import ReluSlope
from keras_lite.primitives.reduce import Sum
from keras_lite.primitives.slicing import Range, Slice

_SUMMED_AT_ONCE = 16
"""Sums of more rows than this are not repeated by a product: its work grows with their square."""

_HALVES: list[Op] = [Slice((Range(0, 1), Range())), Slice((Range(1, 2), Range()))]

_INTEGERS = {"float32": "int32", "float64": "int64"}


class Full(Op):
    """y = an array of one number."""

    shape: Shape

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.full(self.shape, inputs[0])

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(self.shape, inputs[0].dtype)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"copyto({out}, {inputs[0]})"]

    def expression(self, *inputs: Name) -> str:
        return f'np.full({self.shape}, {inputs[0]}, "{inputs[0].spec.dtype}")'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls((BATCH, 3)), ((),), differentiable=())]


class Kept(Op):
    """y = x where the other input is 1, 0 where it is 0: a product of integers, bit by bit.

    A product of floats would make NaN of infinity, and keep NaN.
    """

    is_elementwise = True
    on_bits = True
    reuses = (1,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        kept, x = inputs
        return xp.where(kept != 0, x, xp.zeros((), x.dtype))

    def spec(self, *inputs: Spec) -> Spec:
        return inputs[1]

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        kept, x = inputs
        return [f"multiply({kept}, {_as_bits(x)}, out={_as_bits(out)})"]

    def expression(self, *inputs: Name) -> str:
        return f'np.where({inputs[0]}, {inputs[1]}, np.zeros((), "{inputs[1].spec.dtype}"))'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        kept = np.array([[1, 0, 1], [0, 0, 1]])
        x = np.array([[np.nan, np.nan, -0.0], [np.inf, -1.0, 2.5]])
        return [
            Example(cls(), (kept.astype(wide), x), dtypes=(dtype,), differentiable=())
            for dtype, wide in _INTEGERS.items()
        ]


def _as_bits(x: Name) -> str:
    wide = _INTEGERS.get(x.spec.dtype)
    return f'{x}.view("{wide}")' if wide else x


@rule("maximum", "minimum", step=True)
def limit_for_each(node: Node) -> Node | None:
    """Of an array and a number, as of two arrays."""
    for i, (limit, x) in enumerate((node.inputs, node.inputs[::-1])):
        if number(limit) is not None and x.spec == node.spec and node.spec.rank:
            full = Node(Full(node.spec.shape), [limit], node.spec, (), "limit", node.phase)
            return node.replaced(node.op, [x, full] if i else [full, x])
    return None


@rule("relu_slope", step=True)
def slope_by_factors(node: Node) -> Node | None:
    """The truth values become numbers first, then factors."""
    assert isinstance(node.op, ReluSlope)
    g, y, z = node.inputs
    if g.spec != node.spec or Spec(y.spec.shape, node.spec.dtype) != node.spec:
        return None
    above = node.replaced(Greater(), [y, z], Spec(node.spec.shape, "bool"))
    factors = node.replaced(Cast(node.spec.dtype), [above])
    return node.replaced(Multiply(), [g, factors])


@rule("where", step=True)
def kept_or_zero(node: Node) -> Node | None:
    """Where one of the values is 0, the other is kept or not."""
    assert isinstance(node.op, Where)
    condition, a, b = node.inputs
    wide = _INTEGERS.get(node.spec.dtype)
    if wide is None or not node.spec.rank:
        return None
    if a.spec == node.spec and _is_plain_zero(b):
        x = a
    elif b.spec == node.spec and _is_plain_zero(a):
        condition, x = _negated(condition), b
    else:
        return None
    kept = Node(
        Cast(wide), [condition], Spec(condition.spec.shape, wide), node.scope, None, node.phase
    )
    return node.replaced(Kept(), [kept, x])


def _negated(x: Node) -> Node:
    return Node(LogicalNot(), [x], x.spec, x.scope, None, x.phase)


@rule("add", "subtract", "multiply", "divide", step=True)
def with_sum_in_each_row(node: Node) -> Node | None:
    """A few rows and their sum: a product with a matrix of ones gives it as often as it is read.

    It adds in another order.
    """
    for i, total in enumerate(node.inputs):
        x = _summed(total)
        if x is None or x.spec != node.spec or x.spec.dtype not in _INTEGERS:
            continue
        rows = x.spec.shape[0]
        if x.spec.shape[1] != BATCH or not isinstance(rows, int) or rows > _SUMMED_AT_ONCE:
            continue
        ones = Constant.of(np.ones((rows, rows)), x.spec.dtype)
        matrix = Node(ones, [], Spec((rows, rows), x.spec.dtype), (), "ones", total.phase)
        role = total.role or "sum"
        repeated = Node(Matmul(), [matrix, x], x.spec, total.scope, role, total.phase)
        return node.replaced(node.op, [*node.inputs[:i], repeated, *node.inputs[i + 1 :]])
    return None


@rule("subtract", step=True)
def with_extreme_of_two_in_both(node: Node) -> Node | None:
    """Two rows less the larger or smaller one: of rows and exchanged rows, it comes for both."""
    x, extreme = node.inputs
    pair = [i.op for i in extreme.inputs]
    if not isinstance(extreme.op, (Maximum, Minimum)) or pair != _HALVES:
        return None
    if x.spec != node.spec or any(i.inputs[0] is not x for i in extreme.inputs):
        return None
    exchanged = Node(
        Slice((Range(None, None, -1), Range())), [x], x.spec, x.scope, "exchanged", x.phase
    )
    both = Node(extreme.op, [x, exchanged], x.spec, extreme.scope, extreme.role, extreme.phase)
    return node.replaced(node.op, [x, both])


def _summed(total: Node) -> Node | None:
    """The rows of which a node is the sum."""
    op = total.op
    if isinstance(op, Sum) and op.axis == (0,) and op.keepdims and total.inputs[0].spec.rank == 2:
        return total.inputs[0]
    if isinstance(op, Add) and all(isinstance(i.op, Slice) for i in total.inputs):
        (x, *_), (other, *_) = (i.inputs for i in total.inputs)
        if x is other and [i.op for i in total.inputs] == _HALVES and x.spec.shape == (2, BATCH):
            return x
    return None


def number(node: Node) -> object:
    """The number that a node is, if it is one and fixed."""
    return node.op.scalar if isinstance(node.op, Constant) else None


def _is_plain_zero(node: Node) -> bool:
    """Whether a node is the number 0, and not -0."""
    return number(node) is not None and not any(node.op.data)  # type: ignore[attr-defined]
