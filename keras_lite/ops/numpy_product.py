"""Products of vectors, matrices and tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite.engine.dtypes import dtype_name, result_type
from keras_lite.engine.ir import product
from keras_lite.errors import InvalidShape
from keras_lite.ops.conversion import as_tensor, cast, floating, kind, operand, part
from keras_lite.ops.numpy_arithmetic import wide_float
from keras_lite.ops.numpy_shape import moveaxis
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, linalg, reduce, slicing
from keras_lite.primitives import matmul as products
from keras_lite.primitives import shape as shapes


@symbolic
def matmul(x1: Any, x2: Any) -> Any:
    """The matrix product; of stacks of matrices, one by one.

    Args:
        x1: Shape (..., m, k), or (k,).
        x2: Shape (..., k, n), or (k,).

    Returns:
        Shape (..., m, n), without the axes that a vector does not have.

    Example:
        >>> matmul([[1.0, 2.0]], [[3.0], [4.0]]).tolist()
        [[11.0]]
    """
    return products.matmul(*_alike(x1, x2))


@symbolic
def dot(x1: Any, x2: Any) -> Any:
    """Products summed over the last axis of x1 and the last but one of x2 (or its only one).

    A number times a tensor if one of them is a number.
    """
    x1, x2 = _alike(x1, x2)
    if not len(x1.shape) or not len(x2.shape):
        return arithmetic.multiply(x1, x2)
    place = -1 if len(x2.shape) == 1 else -2
    return products.tensordot(x1, x2, ([-1], [place]))


@symbolic
def inner(x1: Any, x2: Any) -> Any:
    """Products summed over the last axes of both."""
    x1, x2 = _alike(x1, x2)
    if not len(x1.shape) or not len(x2.shape):
        return arithmetic.multiply(x1, x2)
    return products.tensordot(x1, x2, ([-1], [-1]))


@symbolic
def vdot(x1: Any, x2: Any) -> Any:
    """The sum of all products of the elements of the flattened tensors."""
    x1, x2 = _alike(x1, x2)
    flat = [shapes.reshape(x, (product(x.shape),)) for x in (x1, x2)]
    return products.tensordot(*flat, ([0], [0]))


@symbolic
def outer(x1: Any, x2: Any) -> Any:
    """All products of an element of one with an element of the other, as a matrix."""
    x1, x2 = _alike(x1, x2)
    column = shapes.reshape(x1, (product(x1.shape), 1))
    return arithmetic.multiply(column, shapes.reshape(x2, (1, product(x2.shape))))


@symbolic
def tensordot(x1: Any, x2: Any, axes: Any = 2) -> Any:
    """Products summed over pairs of axes.

    Args:
        x1, x2: Tensors.
        axes: So many of the last axes of x1 and the first of x2; or a pair of axes or of lists of
            axes.
    """
    x1, x2 = _alike(x1, x2)
    if isinstance(axes, int):
        first = list(range(len(x1.shape) - axes, len(x1.shape)))
        second = list(range(axes))
    else:
        first, second = (list(a) if isinstance(a, Sequence) else [a] for a in axes)
    return products.tensordot(x1, x2, (first, second))


@symbolic
def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> Any:
    """Products summed as Einstein's notation says.

    Args:
        subscripts: A letter for each axis, as in "ij,jk->ik": axes that share one are multiplied
            place by place, those that do not come back are summed over.
        *operands: As many tensors as groups of letters.
        **kwargs: `optimize` and its like, of no use here.
    """
    return products.einsum(subscripts, *_alike(*operands))


@symbolic
def cross(
    x1: Any, x2: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Any:
    """The cross product of vectors with 2 or 3 elements.

    Args:
        x1, x2: Tensors of vectors.
        axisa, axisb: The axes that hold their elements.
        axisc: The axis of the result's elements; there is none when both have two elements.
        axis: Stands for all three, if given.

    Raises:
        InvalidShape: (a ValueError) for vectors of another length.
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    x1, x2 = _alike(x1, x2)
    x1, x2 = moveaxis(x1, axisa, -1), moveaxis(x2, axisb, -1)
    a, b = ([part(x, (..., i)) for i in range(x.shape[-1])] for x in (x1, x2))
    if not {len(a), len(b)} <= {2, 3}:
        raise InvalidShape(
            f"cross: vectors with {len(a)} and {len(b)} elements arrived, but 2 or 3 were expected."
            " Say with `axisa` and `axisb` along which axis they lie."
        )

    def minor(i: int, j: int) -> Any:
        left = arithmetic.multiply(a[i], b[j]) if i < len(a) and j < len(b) else 0
        right = arithmetic.multiply(a[j], b[i]) if j < len(a) and i < len(b) else 0
        return arithmetic.subtract(left, right)

    if len(a) == len(b) == 2:
        return minor(0, 1)
    parts = [shapes.expand_dims(minor(i, j), -1) for i, j in ((1, 2), (2, 0), (0, 1))]
    return moveaxis(shapes.concatenate(parts, axis=len(parts[0].shape) - 1), -1, axisc)


@symbolic
def kron(x1: Any, x2: Any) -> Any:
    """The Kronecker product: x2, once for each element of x1, multiplied by it."""
    x1, x2 = _alike(x1, x2)
    rank = max(len(x1.shape), len(x2.shape))
    one, two = ((1,) * (rank - len(x.shape)) + tuple(x.shape) for x in (x1, x2))
    wide = [length for pair in zip(one, (1,) * rank, strict=True) for length in pair]
    narrow = [length for pair in zip((1,) * rank, two, strict=True) for length in pair]
    both = arithmetic.multiply(shapes.reshape(x1, tuple(wide)), shapes.reshape(x2, tuple(narrow)))
    return shapes.reshape(both, tuple(a * b for a, b in zip(one, two, strict=True)))


@symbolic
def slogdet(x: Any) -> tuple[Any, Any]:
    """The sign of the determinant of each matrix, and the logarithm of its size."""
    return linalg.linalg("slogdet", floating(x), results=2)  # type: ignore[no-any-return]


@symbolic
def correlate(x1: Any, x2: Any, mode: str = "valid") -> Any:
    """Sums of products of two vectors, one moved along the other place by place.

    Args:
        x1, x2: Vectors.
        mode: "valid" where both overlap fully, "same" as many as the longer one has, "full"
            wherever they overlap.
    """
    x1, x2 = _alike(x1, x2)
    dtype = wide_float(dtype_name(x1.dtype))
    x1, x2 = cast(x1, dtype), cast(x2, dtype)
    length, other = x1.shape[0], x2.shape[0]
    widths = slicing.pad(x1, ((other - 1, other - 1),), 0)
    windows = [
        shapes.expand_dims(part(widths, slice(i, i + length + other - 1)), 0) for i in range(other)
    ]
    whole = reduce.sum(
        arithmetic.multiply(shapes.concatenate(windows, axis=0), shapes.expand_dims(x2, -1)), axis=0
    )
    shorter, longer = sorted((length, other))
    if mode == "full":
        return whole
    start, count = (shorter - 1, longer - shorter + 1) if mode == "valid" else (0, longer)
    if mode == "same":
        start = (shorter - 1) // 2 if length >= other else shorter // 2
    return part(whole, slice(start, start + count))


def _alike(*values: Any) -> list[Any]:
    """Tensors of their common dtype."""
    operands = [operand(value) for value in values]
    dtype = result_type(*map(kind, operands))
    return [as_tensor(cast(value, dtype)) for value in operands]
