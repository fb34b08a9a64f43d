"""Linear algebra through the array module."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.primitives import linalg

A = np.array([[[4.0, 1.0], [1.0, 3.0]], [[2.0, 0.5], [0.5, 1.0]]])


def test_as_numpy(programmed: Any) -> None:
    np.testing.assert_allclose(programmed(linalg.inv, A), np.linalg.inv(A))
    np.testing.assert_allclose(programmed(linalg.det, A), np.linalg.det(A))
    np.testing.assert_allclose(programmed(linalg.cholesky, A), np.linalg.cholesky(A))
    np.testing.assert_allclose(linalg.trace(A), [7, 3])


def test_parts_make_up_the_whole() -> None:
    q, r = linalg.qr(A)
    np.testing.assert_allclose(q @ r, A, atol=1e-12)
    u, s, v = linalg.svd(A[:, :, :1], full_matrices=False)
    np.testing.assert_allclose(u * s[..., None, :] @ v, A[:, :, :1], atol=1e-12)
    values, vectors = linalg.eigh(A)
    np.testing.assert_allclose(
        vectors * values[:, None] @ vectors.transpose(0, 2, 1), A, atol=1e-12
    )
    np.testing.assert_allclose(linalg.svd(A, compute_uv=False), np.linalg.svd(A)[1])


def test_solve_for_vectors_and_matrices() -> None:
    b = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(linalg.solve(A[0], b), np.linalg.solve(A[0], b))
    np.testing.assert_allclose(A[0] @ linalg.solve(A[0], b[0]), b[0])
    np.testing.assert_allclose(np.einsum("bij,bj->bi", A, linalg.solve(A, b)), b)


def test_shapes_are_known_while_tracing() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 4, 2), "float32"))
        assert [v.shape for v in linalg.qr(x)] == [(BATCH, 4, 2), (BATCH, 2, 2)]
        assert [v.shape for v in linalg.svd(x)] == [(BATCH, 4, 4), (BATCH, 2), (BATCH, 2, 2)]
        with pytest.raises(ValueError, match=r"inv: a value of the shape \(n, 4, 2\).* square"):
            linalg.inv(x)
        with pytest.raises(ValueError, match="may not depend on the batch size"):
            linalg.inv(trace.input("y", Spec((BATCH, BATCH), "float32")))


def test_unknown_slopes_are_an_error(slopes: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"linalg.qr is not known. Apply ops"):
        slopes(lambda v: linalg.qr(v)[1], A)
