from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

_random = np.random.RandomState(1)
A = _random.rand(2, 3, 3) + np.eye(3)
S = A @ A.transpose(0, 2, 1)


def test_factors_make_the_matrix() -> None:
    lower = ops.cholesky(S)
    np.testing.assert_allclose(ops.matmul(lower, lower.transpose(0, 2, 1)), S, rtol=1e-10)
    q, r = ops.qr(A)
    np.testing.assert_allclose(ops.matmul(q, r), A, rtol=1e-10)
    u, s, v = ops.svd(A)
    np.testing.assert_allclose(ops.matmul(u * s[:, None], v), A, rtol=1e-10)
    values, vectors = ops.eigh(S)
    np.testing.assert_allclose(ops.matmul(S, vectors), vectors * values[:, None], rtol=1e-9)


def test_solutions_solve() -> None:
    b = _random.rand(2, 3)
    np.testing.assert_allclose(ops.einsum("bij,bj->bi", A, ops.solve(A, b)), b, rtol=1e-10)
    np.testing.assert_allclose(ops.matmul(A, ops.inv(A)), np.stack([np.eye(3)] * 2), atol=1e-12)
    lower = ops.tril(A)
    x = ops.solve_triangular(A, A, lower=True)
    np.testing.assert_allclose(ops.matmul(lower, x), A, rtol=1e-10)


def test_elimination_with_exchanged_rows() -> None:
    x = np.array([[0.0, 1.0, 2.0], [4.0, 5.0, 6.0], [1.0, 9.0, 3.0]])
    factors, order = ops.lu_factor(x)
    product = (np.tril(factors, -1) + np.eye(3)) @ np.triu(factors)
    np.testing.assert_allclose(product[np.asarray(order)], x, atol=1e-12)


def test_least_squares_and_rank() -> None:
    a, b = _random.rand(5, 2), _random.rand(5)
    expected = np.linalg.lstsq(a, b, rcond=None)[0]
    np.testing.assert_allclose(ops.lstsq(a, b), expected, rtol=1e-10)
    np.testing.assert_allclose(ops.lstsq(a, b[:, None])[:, 0], expected, rtol=1e-10)
    assert ops.matrix_rank(np.outer([1.0, 2.0], [3.0, 4.0])) == 1


@pytest.mark.parametrize("order", [None, 1, 2, 3, 0, np.inf, -np.inf, 0.5])
@pytest.mark.parametrize("axis", [0, -1])
def test_norms_of_vectors(order: Any, axis: int) -> None:
    x = _random.rand(3, 4) - 0.5
    found = ops.norm(x, order, axis, keepdims=True)
    np.testing.assert_allclose(found, np.linalg.norm(x, order, axis, keepdims=True), rtol=1e-10)


@pytest.mark.parametrize("order", [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
@pytest.mark.parametrize("axes", [(0, 1), (2, 0), (-1, -2)])
def test_norms_of_matrices(order: Any, axes: tuple[int, int]) -> None:
    for keepdims in (True, False):
        found = ops.norm(A, order, axes, keepdims)
        expected = np.linalg.norm(A, order, axes, keepdims)
        np.testing.assert_allclose(found, expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ops.inv(np.ones((2, 3))),
            "inv: a tensor of shape \\(2, 3\\) arrived, but square matrices",
        ),
        (lambda: ops.svd(np.ones(3)), "svd: a tensor of shape \\(3,\\) arrived, but matrices"),
        (lambda: ops.qr(A, mode="full"), "`mode` is 'full'"),
        (lambda: ops.norm(A, "fr", (0, 1)), "`ord` is 'fr'"),
        (lambda: ops.norm(A, "fro", 1), "`ord` is 'fro'.*a number"),
        (lambda: ops.norm(A, 2), "norm: `axis` is None"),
        (lambda: ops.lu_factor(A), "one matrix was expected"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
