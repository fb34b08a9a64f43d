"""Products of matrices, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from keras_lite.engine.ir import BATCH, Spec, product
from keras_lite.engine.op import Array, Example, Name, Op, broadcast_shapes
from keras_lite.engine.trace import apply
from keras_lite.primitives.arithmetic import multiply
from keras_lite.primitives.axes import one_axis
from keras_lite.primitives.elementwise import install_binary, promoted
from keras_lite.primitives.shape import expand_dims, reshape, transpose


@dataclass(frozen=True)
class Matmul(Op):
    """y = a @ b: the sums of rows of a times columns of b, for each pair in the axes before."""

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.matmul(*inputs)

    def spec(self, *inputs: Spec) -> Spec:
        a, b = inputs
        if a.rank < 2 or b.rank < 2 or a.shape[-1] != b.shape[-2]:
            raise ValueError(
                f"matmul: the shapes {a.shape} and {b.shape} do not fit together; the last axis of"
                " the first must be as long as the last but one of the second."
            )
        if a.dtype != b.dtype:
            raise TypeError(
                f"matmul: the dtypes {a.dtype} and {b.dtype} arrived where one dtype is expected."
                " Cast one of them first (ops.cast)."
            )
        batch = broadcast_shapes(self, a.shape[:-2], b.shape[:-2])
        return Spec((*batch, a.shape[-2], b.shape[-1]), a.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        a, b = inputs
        return apply(Matmul(), g, _turned(b)), apply(Matmul(), _turned(a), g)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"matmul({inputs[0]}, {inputs[1]}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        return f"{inputs[0]} @ {inputs[1]}"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(), ((BATCH, 3), (3, 2))),
            Example(cls(), ((BATCH, 2, 3), (BATCH, 3, 2))),
            Example(cls(), ((BATCH, 1, 2, 3), (4, 3, 2))),
        ]


def _turned(x: Any) -> Any:
    """The matrices of x with rows and columns exchanged."""
    rank = len(x.shape)
    return transpose(x, (*range(rank - 2), rank - 1, rank - 2))


def matmul(a: Any, b: Any) -> Any:
    """a @ b, as NumPy has it: vectors count as a row on the left, as a column on the right."""
    a, b = promoted(a, b)
    row, column = len(a.shape) == 1, len(b.shape) == 1
    a = expand_dims(a, 0) if row else a
    b = expand_dims(b, 1) if column else b
    before = tuple(a.shape[:-1])
    if len(a.shape) > 2 and len(b.shape) == 2:
        # One large product instead of many small ones.
        a = reshape(a, (product(before), a.shape[-1]))
        y = reshape(apply(Matmul(), a, b), (*before, b.shape[-1]))
    else:
        y = apply(Matmul(), a, b)
    shape = tuple(y.shape)
    if column:
        shape = shape[:-1]
    if row:
        shape = (*shape[:-2], *shape[-1:]) if not column else shape[:-1]
    return reshape(y, shape)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """The sums of products along pairs of axes.

    Args:
        a, b: values.
        axes: how many of the last axes of `a` go with the first of `b`; or a pair of axes (or of
            lists of axes), one of each.
    """
    a, b = promoted(a, b)
    rank_a, rank_b = len(a.shape), len(b.shape)
    if isinstance(axes, int):
        left, right = list(range(rank_a - axes, rank_a)), list(range(axes))
    else:
        pair = [list(x) if isinstance(x, (tuple, list)) else [x] for x in axes]
        left = [one_axis(i, rank_a, "tensordot") for i in pair[0]]
        right = [one_axis(i, rank_b, "tensordot") for i in pair[1]]
    lengths = [a.shape[i] for i in left], [b.shape[i] for i in right]
    if lengths[0] != lengths[1]:
        raise ValueError(
            f"tensordot: the shapes {tuple(a.shape)} and {tuple(b.shape)} do not fit together along"
            f" axes={axes}: the lengths {lengths[0]} and {lengths[1]} must be equal."
        )
    rest_a = [i for i in range(rank_a) if i not in left]
    rest_b = [i for i in range(rank_b) if i not in right]
    inner = product(lengths[0])
    outer_a, outer_b = [a.shape[i] for i in rest_a], [b.shape[i] for i in rest_b]
    rows = reshape(transpose(a, (*rest_a, *left)), (product(outer_a), inner))
    columns = reshape(transpose(b, (*right, *rest_b)), (inner, product(outer_b)))
    return reshape(apply(Matmul(), rows, columns), (*outer_a, *outer_b))


def dot(a: Any, b: Any) -> Any:
    """The sums of products of the last axis of a and the last but one of b."""
    a, b = promoted(a, b)
    if not len(a.shape) or not len(b.shape):
        return multiply(a, b)
    return tensordot(a, b, ([-1], [-2] if len(b.shape) > 1 else [0]))


install_binary("matmul", matmul)
