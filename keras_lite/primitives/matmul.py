"""Products of matrices, and what is made of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from keras_lite.engine.ir import BATCH, Spec, product
from keras_lite.engine.op import Array, Example, Name, Op, broadcast_shapes
from keras_lite.engine.trace import apply
from keras_lite.primitives.arithmetic import multiply
from keras_lite.primitives.axes import one_axis
from keras_lite.primitives.elementwise import install_binary, promoted
from keras_lite.primitives.reduce import sum
from keras_lite.primitives.shape import expand_dims, getitem, reshape, transpose


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
        # NumPy's dot calls the same BLAS product with half the overhead, but copies what is large.
        small = out.spec.rank == 2 and _known_size(*inputs) <= _SMALL
        return [f"{'dot' if small else 'matmul'}({inputs[0]}, {inputs[1]}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        return f"{inputs[0]} @ {inputs[1]}"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(), ((BATCH, 3), (3, 2))),
            Example(cls(), ((BATCH, 2, 3), (BATCH, 3, 2))),
            Example(cls(), ((BATCH, 1, 2, 3), (4, 3, 2))),
        ]


_SMALL = 4096
"""Products of two matrices whose three lengths multiply to no more than this are small."""


def _known_size(a: Name, b: Name) -> int:
    """The product of the lengths of a matrix product, without those that depend on the batch."""
    lengths = (*a.spec.shape, b.spec.shape[-1])
    return math.prod(size for size in lengths if isinstance(size, int))


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


def einsum(subscripts: str, *operands: Any) -> Any:
    """Products summed over axes, in Einstein's notation ("ij,jk->ik"); `...` stands for any axes.

    Raises:
        ValueError: if the letters do not fit the operands.
    """
    letters, result = _parsed(subscripts, [len(x.shape) for x in operands])
    terms = [_diagonal(*term) for term in zip(promoted(*operands), letters, strict=True)]
    while len(terms) > 1:
        (a, of_a), (b, of_b), *rest = terms
        kept = set(result).union(*(of for _, of in rest))
        left = _summed(a, of_a, kept | set(of_b))
        right = _summed(b, of_b, kept | set(of_a))
        terms = [_combined(left, right, kept), *rest]
    y, letters_of_y = _summed(*terms[0], set(result))
    return transpose(y, [letters_of_y.index(letter) for letter in result])


def _parsed(subscripts: str, ranks: Sequence[int]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, with `...` written out in letters."""
    left, arrow, result = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    spare = [c for c in map(chr, range(0x3B1, 0x3B1 + 64)) if c not in subscripts]
    if len(terms) != len(ranks):
        raise ValueError(
            f"einsum: {subscripts!r} names {len(terms)} operands, but {len(ranks)} arrived."
        )
    dots = ""
    written = []
    for term, rank in zip(terms, ranks, strict=True):
        count = rank - len(term.replace("...", ""))
        if count < 0 or (count and "..." not in term):
            raise ValueError(
                f"einsum: {term!r} of {subscripts!r} does not fit an operand with {rank} axes."
                " Write one letter for each axis."
            )
        mine = "".join(spare[:count][::-1])  # counted from the last axis, so that they line up
        dots = max(dots, mine, key=len)
        written.append(term.replace("...", mine))
    if not arrow:
        every = left.replace("...", "").replace(",", "")
        result = "..." + "".join(sorted(c for c in set(every) if every.count(c) == 1))
    return written, result.replace("...", dots)


def _diagonal(x: Any, letters: str) -> tuple[Any, str]:
    """The value with one axis for each letter: of letters that come twice, the diagonal."""
    for letter in dict.fromkeys(letters):
        while letters.count(letter) > 1:
            i = letters.index(letter)
            j = letters.index(letter, i + 1)
            rest = [k for k in range(len(letters)) if k not in (i, j)]
            size = x.shape[i]
            shape = tuple(x.shape[k] for k in rest)
            x = reshape(transpose(x, (*rest, i, j)), (*shape, size * size))
            x = getitem(x, (..., slice(None, None, size + 1)))
            letters = "".join(letters[k] for k in rest) + letter
    return x, letters


def _summed(x: Any, letters: str, kept: set[str]) -> tuple[Any, str]:
    """The value summed over axes that nobody needs."""
    axes = tuple(i for i, letter in enumerate(letters) if letter not in kept)
    return (sum(x, axes) if axes else x), "".join(c for c in letters if c in kept)


def _combined(a: tuple[Any, str], b: tuple[Any, str], kept: set[str]) -> tuple[Any, str]:
    """The product of two values, summed over their common letters that are not kept."""
    both = [c for c in a[1] if c in b[1]]
    batch, inner = [c for c in both if c in kept], [c for c in both if c not in kept]
    left, right = [c for c in a[1] if c not in both], [c for c in b[1] if c not in both]
    x = transpose(a[0], [a[1].index(c) for c in (*batch, *left, *inner)])
    y = transpose(b[0], [b[1].index(c) for c in (*batch, *inner, *right)])
    count = len(batch)
    rows, columns = tuple(x.shape[count : count + len(left)]), tuple(y.shape[count + len(inner) :])
    if not inner:
        x = reshape(x, (*x.shape, *(1,) * len(right)))
        y = reshape(y, (*y.shape[:count], *(1,) * len(left), *columns))
        return multiply(x, y), "".join((*batch, *left, *right))
    if batch and not left and not right:
        return sum(multiply(x, y), tuple(range(count, count + len(inner)))), "".join(batch)
    depth = product(x.shape[count + len(left) :])
    x = reshape(x, (*x.shape[:count], product(rows), depth))
    y = reshape(y, (*y.shape[:count], depth, product(columns)))
    z = apply(Matmul(), x, y)
    return reshape(z, (*z.shape[:count], *rows, *columns)), "".join((*batch, *left, *right))


install_binary("matmul", matmul)
