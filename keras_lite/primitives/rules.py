"""Rewrites that hold for many operations. Each keeps every bit of the result."""

from __future__ import annotations

from keras_lite.engine.ir import Node, Spec
from keras_lite.engine.leaves import Constant
from keras_lite.engine.op import OPS, broadcast_shapes
from keras_lite.engine.simplify import rule
from keras_lite.primitives.shape import BroadcastTo, Reshape

_ELEMENTWISE = [name for name, op in OPS.items() if op.is_elementwise]


@rule(*_ELEMENTWISE)
def without_repetition(node: Node) -> Node | None:
    """Elementwise operations repeat their inputs by themselves; what they cannot is done last."""
    repeated = [i for i, source in enumerate(node.inputs) if isinstance(source.op, BroadcastTo)]
    if not repeated:
        return None
    inputs = [*node.inputs]
    for i in repeated:
        inputs[i] = inputs[i].inputs[0]
    shape = broadcast_shapes(node.op, *(s.spec.shape for s in inputs))
    if shape == node.spec.shape:
        return node.replaced(node.op, inputs)
    small = node.replaced(node.op, inputs, Spec(shape, node.spec.dtype))
    return node.replaced(BroadcastTo(node.spec.shape), [small])


@rule(*_ELEMENTWISE)
def number_without_axes(node: Node) -> Node | None:
    """One number for all needs no axes; NumPy is quicker without them."""
    for i, x in enumerate(node.inputs):
        if x.spec.rank and set(x.spec.shape) == {1}:
            rest = [s.spec.shape for k, s in enumerate(node.inputs) if k != i]
            if rest and broadcast_shapes(node.op, *rest) == node.spec.shape:
                number = node.replaced(Reshape(()), [x], Spec((), x.spec.dtype))
                inputs = [*node.inputs[:i], number, *node.inputs[i + 1 :]]
                return node.replaced(node.op, inputs)
    return None


@rule("multiply", "divide")
def without_factor_one(node: Node) -> Node | None:
    """x * 1 = 1 * x = x / 1 = x."""
    a, b = node.inputs
    if _is_one(b) and a.spec == node.spec:
        return a
    if node.op.name == "multiply" and _is_one(a) and b.spec == node.spec:
        return b
    return None


def _is_one(node: Node) -> bool:
    return isinstance(node.op, Constant) and node.op.scalar == 1


@rule("reshape")
def once_reshaped(node: Node) -> Node | None:
    """A shape of a shape is the last one; the same shape is none."""
    source = node.inputs[0]
    if source.spec == node.spec:
        return source
    if isinstance(source.op, Reshape):
        return node.replaced(node.op, source.inputs)
    if isinstance(source.op, BroadcastTo) and source.inputs[0].spec.size == 1:
        number = source.inputs[0]
        ones = Spec((1,) * node.spec.rank, node.spec.dtype)
        small = (
            number if number.spec == ones else node.replaced(Reshape(ones.shape), [number], ones)
        )
        return node.replaced(BroadcastTo(node.spec.shape), [small])
    return None


@rule("cast")
def size_as_float(node: Node) -> Node | None:
    """A size is made in the dtype in which it is used."""
    source = node.inputs[0].op
    if isinstance(source, Constant) and source.dim is not None:
        return node.replaced(Constant.size(source.dim, node.spec.dtype), ())
    return None


@rule("sum", "max", "min", "prod")
def along_no_axes(node: Node) -> Node | None:
    """A reduction along no axes changes nothing."""
    return node.inputs[0] if node.spec == node.inputs[0].spec else None


@rule("add")
def zero_and_size(node: Node) -> Node | None:
    """0 + n = n + 0 = n; a size is never the negative zero that would become positive."""
    for zero, size in (node.inputs, node.inputs[::-1]):
        if _is_size(size) and size.spec == node.spec and _is_zero(zero):
            return size
    return None


@rule("equal")
def size_that_is_never_zero(node: Node) -> Node | None:
    """n = 0 is false, for no step is without rows."""
    for zero, size in (node.inputs, node.inputs[::-1]):
        if _is_size(size) and _is_zero(zero) and not node.spec.rank:
            return node.replaced(Constant.of(False), ())
    return None


@rule("where")
def where_it_is_known(node: Node) -> Node | None:
    """One of two values, when it is known which."""
    condition, a, b = node.inputs
    if not isinstance(condition.op, Constant) or condition.op.scalar is None:
        return None
    chosen = a if condition.op.scalar else b
    return chosen if chosen.spec == node.spec else None


def _is_zero(node: Node) -> bool:
    return isinstance(node.op, Constant) and node.op.scalar == 0


def _is_size(node: Node) -> bool:
    """Whether a node is a size that is at least 1 when the batch has a row."""
    if not isinstance(node.op, Constant) or node.op.dim is None:
        return False
    return min(node.op.dim.coefficients) >= 0
