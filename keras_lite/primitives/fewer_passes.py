"""The same values in fewer passes over long arrays, by moving signs and factors to short ones."""

from __future__ import annotations

import math

from keras_lite.engine.ir import Node
from keras_lite.engine.leaves import Constant
from keras_lite.engine.simplify import rule
from keras_lite.primitives.arithmetic import Multiply, Negative, Subtract
from keras_lite.primitives.shape import Transpose


@rule("sum", step=True)
def sign_of_a_sum(node: Node) -> Node | None:
    """sum(-x) = -sum(x): a sum rounds alike on both sides of 0."""
    (x,) = node.inputs
    inside = x.inputs[0] if isinstance(x.op, Transpose) else x
    if not isinstance(inside.op, Negative) or node.spec == x.spec:
        return None
    terms = inside.inputs[0] if inside is x else x.replaced(x.op, inside.inputs)
    total = Node(node.op, [terms], node.spec, node.scope, None, node.phase)
    return node.replaced(Negative(), [total])


@rule("add", step=True)
def sum_with_a_sign(node: Node) -> Node | None:
    """a + -b = a - b."""
    a, b = node.inputs
    if isinstance(a.op, Negative):
        a, b = b, a
    return node.replaced(Subtract(), [a, b.inputs[0]]) if isinstance(b.op, Negative) else None


@rule("multiply", step=True)
def factor_of_the_shorter(node: Node) -> Node | None:
    """a (k x) = (k a) x, where a is shorter and k a power of two, which rounds nothing.

    Only of numbers near the ends of what floats hold may one way lose what the other one keeps.
    """
    for a, product in (node.inputs, node.inputs[::-1]):
        if not isinstance(product.op, Multiply) or product.spec != node.spec or a.spec == node.spec:
            continue
        for k, x in (product.inputs, product.inputs[::-1]):
            if _is_power_of_two(k) and x.spec == node.spec and a.spec.rank:
                short = Node(Multiply(), [k, a], a.spec, node.scope, None, node.phase)
                return node.replaced(Multiply(), [short, x])
    return None


def _is_power_of_two(node: Node) -> bool:
    k = node.op.scalar if isinstance(node.op, Constant) else None
    return isinstance(k, float) and math.isfinite(k) and abs(math.frexp(k)[0]) == 0.5
