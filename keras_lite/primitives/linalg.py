"""Linear algebra of square and other matrices, as the array module provides it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine import allowance
from keras_lite.engine.ir import BATCH, Dim, Shape, Spec
from keras_lite.engine.op import Array, Example, Name, Op, broadcast_shapes
from keras_lite.engine.trace import apply
from keras_lite.primitives.arithmetic import negative
from keras_lite.primitives.elementwise import promoted
from keras_lite.primitives.matmul import matmul
from keras_lite.primitives.reduce import sum
from keras_lite.primitives.shape import expand_dims, reshape, transpose

_SQUARE = np.array([[4.0, 1.0], [1.0, 3.0]])


class LinAlg(Op):
    """y = a function of the module `linalg`, or one of its results.

    Attributes:
        function: its name.
        result: which of several results is meant; `None` if it has one.
        options: names and values of its further arguments.
    """

    function: str
    result: int | None = None
    options: tuple[tuple[str, Any], ...] = ()
    name = "linalg"

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        found = getattr(xp.linalg, self.function)(*inputs, **dict(self.options))
        return found if self.result is None else found[self.result]

    def spec(self, *inputs: Spec) -> Spec:
        square = self.function not in ("qr", "svd", "pinv")
        for x in inputs[:1]:
            if x.rank < 2 or (square and x.shape[-1] != x.shape[-2]):
                raise ValueError(
                    f"{self.function}: a value of the shape {x.shape} arrived where"
                    f" {'square ' if square else ''}matrices are expected (in its last two axes)."
                )
        # The function itself says what one matrix gives.
        for x in inputs:
            matrix = _matrix(x.shape)
            allowance.take(matrix, "float64")
            allowance.take_steps(math.prod(matrix) * min(matrix), matrix, "float64")
        one = [np.ones(_matrix(x.shape), x.dtype) for x in inputs]
        one[0] = np.eye(*one[0].shape, dtype=inputs[0].dtype)
        result = self.forward(np, *one)
        batch = broadcast_shapes(self, *(x.shape[:-2] for x in inputs))
        return Spec((*batch, *np.shape(result)), result.dtype.name)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        if self.function == "inv":
            turned = _turned(y)
            return (negative(matmul(matmul(turned, g), turned)),)
        if self.function == "det":
            factor = expand_dims(g * y, (-2, -1))
            return (factor * _turned(apply(LinAlg("inv"), inputs[0])),)
        if self.function == "solve":
            slope = apply(LinAlg("solve"), _turned(inputs[0]), g)
            return negative(matmul(slope, _turned(y))), slope
        raise NotImplementedError(
            f"The slope of linalg.{self.function} is not known. Apply ops.stop_gradient to its"
            " input, or compute it outside of the model."
        )

    def expression(self, *inputs: Name) -> str:
        options = [f"{name}={value!r}" for name, value in self.options]
        picked = "" if self.result is None else f"[{self.result}]"
        return f"np.linalg.{self.function}({', '.join([*inputs, *options])}){picked}"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        column = np.array([[1.0], [2.0]])
        forward_only = [
            Example(cls("cholesky"), (_SQUARE,), differentiable=()),
            Example(cls("qr", 0, (("mode", "reduced"),)), ((4, 2),), differentiable=()),
            Example(cls("svd", 1, (("full_matrices", False),)), ((2, 4, 2),), differentiable=()),
            Example(cls("eigh", 1), (_SQUARE,), differentiable=()),
        ]
        return [
            Example(cls("inv"), (_SQUARE,)),
            Example(cls("det"), (_SQUARE,)),
            Example(cls("det"), ((BATCH, 2, 2),)),
            Example(cls("solve"), (_SQUARE, column)),
            *forward_only,
        ]


def _matrix(shape: Shape) -> tuple[int, int]:
    rows, columns = shape[-2:]
    if isinstance(rows, Dim) or isinstance(columns, Dim):
        raise ValueError(
            f"Linear algebra on matrices of {rows} rows and {columns} columns: the size of a matrix"
            " may not depend on the batch size."
        )
    return rows, columns


def _turned(x: Any) -> Any:
    rank = len(x.shape)
    return transpose(x, (*range(rank - 2), rank - 1, rank - 2))


def linalg(function: str, *values: Any, results: int = 0, **options: Any) -> Any:
    """A function of the array module's `linalg` on floats.

    Args:
        function: its name ("inv", "qr", "svd", "eigh", "cholesky", "det"…).
        values: matrices, in the last two axes.
        results: how many arrays it returns, if it returns a tuple.
        options: its further arguments.

    Returns:
        An array, or a tuple of `results` arrays.
    """
    inputs = promoted(*values, floating=True)
    given = tuple(sorted(options.items()))
    if not results:
        return apply(LinAlg(function, None, given), *inputs)
    return tuple(apply(LinAlg(function, i, given), *inputs) for i in range(results))


def inv(x: Any) -> Any:
    """The inverse of each matrix."""
    return linalg("inv", x)


def det(x: Any) -> Any:
    """The determinant of each matrix."""
    return linalg("det", x)


def cholesky(x: Any) -> Any:
    """The lower triangular matrix L with L @ L.T = x, for positive definite x."""
    return linalg("cholesky", x)


def qr(x: Any, mode: str = "reduced") -> Any:
    """q with orthonormal columns and upper triangular r, with q @ r = x."""
    return linalg("qr", x, results=2, mode=mode)


def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """u, s, v with u @ diag(s) @ v = x; only the singular values s without `compute_uv`."""
    if not compute_uv:
        return linalg("svd", x, compute_uv=False)
    return linalg("svd", x, results=3, full_matrices=full_matrices)


def eigh(x: Any) -> Any:
    """Eigenvalues in rising order and eigenvectors (columns) of symmetric matrices."""
    return linalg("eigh", x, results=2)


def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b; b is a vector if it has one axis less than a."""
    a, b = promoted(a, b, floating=True)
    if len(b.shape) == len(a.shape) - 1:
        y = apply(LinAlg("solve"), a, expand_dims(b, -1))
        return reshape(y, tuple(y.shape[:-1]))
    return apply(LinAlg("solve"), a, b)


def trace(x: Any) -> Any:
    """The sum of the diagonal of each matrix."""
    (x,) = promoted(x)
    rows, columns = _matrix(tuple(x.shape))
    return sum(x * np.eye(rows, columns, dtype=x.dtype), (-2, -1))
