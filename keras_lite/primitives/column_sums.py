"""The sums of columns as products with ones: BLAS takes a half to a twentieth of NumPy's time.

NumPy's loop adds one row after another, which takes the longer the shorter they are. BLAS adds
several rows at a time; so the last bits are others, and the sums closer to what is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from keras_lite.engine.ir import BATCH, Node, Shape, Spec, product
from keras_lite.engine.leaves import Constant
from keras_lite.engine.op import Array, Example, Name, Op
from keras_lite.engine.simplify import rule
from keras_lite.primitives.quick_calls import Full
from keras_lite.primitives.reduce import Sum
from keras_lite.primitives.shape import Reshape

_FLOATS = ("float32", "float64")


class ColumnSums(Op):
    """y = the sum of each column; the first input is as many ones as there are rows."""

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        ones, x = inputs
        return xp.dot(ones, x)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(inputs[1].shape[1:], inputs[1].dtype)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"dot({inputs[0]}, {inputs[1]}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        return f"np.dot({inputs[0]}, {inputs[1]})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((BATCH,), (BATCH, 3)), differentiable=())]


@rule("sum", step=True)
def sums_by_a_product(node: Node) -> Node | None:
    """The sums over all axes but the last."""
    assert isinstance(node.op, Sum)
    (x,) = node.inputs
    *before, columns = x.spec.shape or (1,)
    if node.op.axis != tuple(range(len(before))) or x.spec.dtype not in _FLOATS or not before:
        return None
    if not isinstance(columns, int) or columns < 2:
        return None  # a single column is a row as well, which NumPy's loop adds up quickly
    matrix = x
    if len(before) > 1:
        if x.op.is_view:
            return None  # it may not lie in order, and would have to be copied
        matrix = _reshaped(x, (product(before), columns))
    rows = Spec(matrix.spec.shape[:1], x.spec.dtype)
    one = Node(Constant.of(1.0, rows.dtype), [], Spec((), rows.dtype), (), "one", node.phase)
    ones = Node(Full(rows.shape), [one], rows, (), "ones", node.phase)
    sums = node.replaced(ColumnSums(), [ones, matrix], Spec((columns,), rows.dtype))
    return _reshaped(sums, node.spec.shape) if node.op.keepdims else sums


def _reshaped(x: Node, shape: Shape) -> Node:
    spec = Spec(shape, x.spec.dtype)
    return Node(Reshape(shape), [x], spec, x.scope, x.role, x.phase)
