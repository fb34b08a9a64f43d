"""Linear algebra: decompositions, inverses and the solutions of linear equations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.ops.conversion import cast, floating, part
from keras_lite.ops.numpy_index import tril, triu
from keras_lite.ops.numpy_product import matmul
from keras_lite.ops.numpy_reduce import Axis, standard_axis, sum
from keras_lite.ops.numpy_reduce import max as largest
from keras_lite.ops.numpy_reduce import min as smallest
from keras_lite.ops.numpy_shape import swapaxes
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, linalg
from keras_lite.primitives import shape as shapes


def _matrices(x: Any, where: str, square: bool = True) -> Any:
    x = floating(x)
    if len(x.shape) < 2 or (square and x.shape[-1] != x.shape[-2]):
        expected = "square matrices" if square else "matrices"
        raise InvalidShape(
            f"{where}: a tensor of shape {tuple(x.shape)} arrived, but {expected} were expected in"
            " its last two axes."
        )
    return x


@symbolic
def cholesky(x: Any, upper: bool = False) -> Any:
    """The triangular matrix L with L @ L.T = x, for symmetric matrices with positive eigenvalues.

    Args:
        x: Shape (..., n, n).
        upper: Whether to return the transposed one.
    """
    lower = linalg.cholesky(_matrices(x, "cholesky"))
    return swapaxes(lower, -1, -2) if upper else lower


@symbolic
def cholesky_inverse(x: Any, upper: bool = False) -> Any:
    """The inverse of the matrix whose Cholesky factor is given.

    Args:
        x: Shape (..., n, n); the lower factor L.
        upper: Whether it is the upper one.
    """
    x = _matrices(x, "cholesky_inverse")
    lower = swapaxes(triu(x), -1, -2) if upper else tril(x)
    inverse = linalg.inv(lower)
    return matmul(swapaxes(inverse, -1, -2), inverse)


@symbolic
def det(x: Any) -> Any:
    """The determinant of each matrix: (..., n, n) -> (...)."""
    return linalg.det(_matrices(x, "det"))


@symbolic
def inv(x: Any) -> Any:
    """The inverse of each matrix."""
    return linalg.inv(_matrices(x, "inv"))


@symbolic
def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b.

    Args:
        a: Shape (..., n, n).
        b: Shape (..., n), or (..., n, k).
    """
    return linalg.solve(_matrices(a, "solve"), floating(b))


@symbolic
def solve_triangular(a: Any, b: Any, lower: bool = False) -> Any:
    """x with a @ x = b, where only one triangle of `a` is looked at.

    Args:
        a: Shape (..., n, n).
        b: Shape (..., n), or (..., n, k).
        lower: Whether it is the lower triangle.
    """
    a = _matrices(a, "solve_triangular")
    return linalg.solve(tril(a) if lower else triu(a), floating(b))


@symbolic
def qr(x: Any, mode: str = "reduced") -> tuple[Any, Any]:
    """Matrices q with orthonormal columns and r with a lower triangle of zeros: q @ r = x.

    Args:
        x: Shape (..., m, n).
        mode: "reduced" for q of shape (..., m, min(m, n)), "complete" for (..., m, m).

    Raises:
        InvalidArgument: (a ValueError) for another mode.
    """
    if mode not in ("reduced", "complete"):
        raise InvalidArgument(explain("qr: `mode`", mode, "'reduced' or 'complete'"))
    return linalg.qr(_matrices(x, "qr", square=False), mode)  # type: ignore[no-any-return]


@symbolic(name="SVD")
def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """u, s, v with u @ diag(s) @ v = x, the singular values s in falling order.

    Args:
        x: Shape (..., m, n).
        full_matrices: Whether u and v are square.
        compute_uv: Whether to return ``(u, s, v)``, else s alone.
    """
    return linalg.svd(_matrices(x, "svd", square=False), full_matrices, compute_uv)


@symbolic
def eigh(x: Any) -> tuple[Any, Any]:
    """Eigenvalues in rising order, and eigenvectors as columns, of symmetric matrices."""
    return linalg.eigh(_matrices(x, "eigh"))  # type: ignore[no-any-return]


@symbolic
def pinv(x: Any, rcond: float | None = None) -> Any:
    """The Moore-Penrose inverse: of all inverses of the map, the smallest.

    Args:
        x: Shape (..., m, n).
        rcond: Singular values below this share of the largest one are taken as 0.
    """
    x = _matrices(x, "pinv", square=False)
    u, s, v = linalg.svd(x, full_matrices=False)
    limit = 10.0 * max(x.shape[-2:]) * _step(x) if rcond is None else rcond
    cutoff = arithmetic.multiply(largest(s, -1, True), limit)
    inverted = compare.where(compare.greater(s, cutoff), arithmetic.reciprocal(s), 0)
    scaled = arithmetic.multiply(swapaxes(v, -1, -2), shapes.expand_dims(inverted, -2))
    return matmul(scaled, swapaxes(u, -1, -2))


def _step(x: Any) -> float:
    return float(np.finfo(dtype_name(x.dtype)).eps)


@symbolic
def matrix_rank(x: Any, tol: float | None = None) -> Any:
    """How many singular values of each matrix are above `tol`.

    Args:
        x: Shape (..., m, n).
        tol: As small as rounding errors may be, if None.
    """
    x = _matrices(x, "matrix_rank", square=False)
    s = linalg.svd(x, compute_uv=False)
    if tol is None:
        tol = arithmetic.multiply(largest(s, -1, True), max(x.shape[-2:]) * _step(x))
    return sum(cast(compare.greater(s, tol), "int32"), -1)


@symbolic
def lstsq(a: Any, b: Any, rcond: float | None = None) -> Any:
    """x for which a @ x is nearest to b; of several, the shortest.

    Args:
        a: Shape (m, n).
        b: Shape (m,), or (m, k).
        rcond: Singular values below this share of the largest one are taken as 0.
    """
    a, b = _matrices(a, "lstsq", square=False), floating(b)
    limit = _step(a) * max(a.shape[-2:]) if rcond is None else rcond
    inverse = pinv(a, limit)
    if len(b.shape) == 1:
        return part(matmul(inverse, shapes.expand_dims(b, -1)), (..., 0))
    return matmul(inverse, b)


@symbolic
def lu_factor(x: Any) -> tuple[Any, Any]:
    """The factors of Gauss's elimination with exchanged rows, both in one matrix.

    Args:
        x: Shape (m, n). Its values are needed.

    Returns:
        Lower factor (without its diagonal of ones) and upper one in one tensor (m, n); for each
        row of `x` its place in their product, as int32 (m,).
    """
    from keras_lite.engine.values import tensor
    from keras_lite.ops.numpy_index import known

    factors = known(_matrices(x, "lu_factor", square=False), "lu_factor").copy()
    if factors.ndim != 2:
        raise InvalidShape(
            f"lu_factor: a tensor of shape {factors.shape} arrived, but one matrix was expected."
        )
    order = np.arange(len(factors))
    for k in range(min(factors.shape)):
        pivot = k + int(np.abs(factors[k:, k]).argmax())
        factors[[k, pivot]], order[[k, pivot]] = factors[[pivot, k]], order[[pivot, k]]
        if factors[k, k]:
            factors[k + 1 :, k] /= factors[k, k]
        factors[k + 1 :, k + 1 :] -= np.outer(factors[k + 1 :, k], factors[k, k + 1 :])
    return tensor(factors), tensor(np.argsort(order).astype("int32"))


@symbolic
def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The length of vectors, or a norm of matrices.

    Args:
        x: A tensor.
        ord: For vectors p in (sum |x|**p)**(1/p), with 2 as default, inf and -inf for the largest
            and smallest size, 0 for how many are not 0; for matrices "fro", "nuc", 1, -1, 2, -2,
            inf or -inf.
        axis: One axis for vectors, two for matrices; None for all of `x`.
        keepdims: Whether the axes stay, with length 1.

    Raises:
        InvalidArgument: (a ValueError) for an order that does not exist.
    """
    x = floating(x)
    rank = len(x.shape)
    if axis is None:
        axes = tuple(range(rank))
        if ord is None:
            return arithmetic.sqrt(sum(arithmetic.square(x), axes, keepdims))
    else:
        found = standard_axis(axis)
        axes = found if isinstance(found, tuple) else (found,)  # type: ignore[assignment]
    if len(axes) == 1:
        return _vector_norm(x, 2 if ord is None else ord, axes[0], keepdims)
    if len(axes) == 2:
        return _matrix_norm(x, "fro" if ord is None else ord, axes, keepdims)
    raise InvalidArgument(explain("norm: `axis`", axis, "one axis, or two"))


def _vector_norm(x: Any, order: Any, axis: int, keepdims: bool) -> Any:
    size = arithmetic.abs(x)
    if isinstance(order, str):
        raise InvalidArgument(explain("norm: `ord`", order, "a number, for vectors"))
    if order == np.inf:
        return largest(size, axis, keepdims)
    if order == -np.inf:
        return smallest(size, axis, keepdims)
    if order == 0:
        return sum(cast(compare.not_equal(x, 0), dtype_name(x.dtype)), axis, keepdims)
    if order == 1:
        return sum(size, axis, keepdims)
    if order == 2:
        return arithmetic.sqrt(sum(arithmetic.square(x), axis, keepdims))
    total = sum(arithmetic.power(size, float(order)), axis, keepdims)
    return arithmetic.power(total, 1.0 / order)


def _matrix_norm(x: Any, order: Any, axes: Sequence[int], keepdims: bool) -> Any:
    rank = len(x.shape)
    row, column = (a % rank for a in axes)
    if order == "fro":
        return arithmetic.sqrt(sum(arithmetic.square(x), (row, column), keepdims))
    if order in (1, -1, np.inf, -np.inf):
        inner, outer = (row, column) if order in (1, -1) else (column, row)
        totals = sum(arithmetic.abs(x), inner, True)
        found = (largest if order > 0 else smallest)(totals, outer, True)
        return found if keepdims else shapes.squeeze(found, (row, column))
    if order not in (2, -2, "nuc"):
        known = "'fro', 'nuc', 1, -1, 2, -2, inf or -inf"
        raise InvalidArgument(explain("norm: `ord`", order, f"{known}, for matrices"))
    others = [i for i in range(rank) if i not in (row, column)]
    matrices = shapes.transpose(x, (*others, row, column))
    s = linalg.svd(matrices, compute_uv=False)
    found = {2: largest, -2: smallest, "nuc": sum}[order](s, -1)
    if not keepdims:
        return found
    lengths = tuple(1 if i in (row, column) else n for i, n in enumerate(x.shape))
    return shapes.reshape(found, lengths)
