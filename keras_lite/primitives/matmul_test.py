"""Products of every rank as NumPy has them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.primitives.matmul import dot, einsum, matmul, tensordot

RANDOM = np.random.default_rng(0)
SHAPES = [(3,), (2, 3), (3, 2), (2, 2, 3), (4, 1, 2, 3), (5, 3, 2), (2,)]


@pytest.mark.parametrize(("a", "b"), list(itertools.product(SHAPES, SHAPES)))
def test_matmul_as_numpy(a: Any, b: Any, eager: Any) -> None:
    x, y = RANDOM.normal(size=a), RANDOM.normal(size=b)
    try:
        expected = np.matmul(x, y)
    except ValueError:
        with pytest.raises(ValueError, match="do not fit"):
            matmul(x, y)
        return
    np.testing.assert_allclose(eager(lambda v, w: v @ w, x, y), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("subscripts", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("ij,jk", [(2, 3), (3, 4)]),
        ("ba,cb", [(2, 3), (4, 2)]),
        ("bij,bjk->bik", [(5, 2, 3), (5, 3, 4)]),
        ("bqhd,bkhd->bhqk", [(2, 3, 4, 5), (2, 6, 4, 5)]),
        ("...i,ij->...j", [(2, 3, 4), (4, 5)]),
        ("...ij,...jk->...ik", [(2, 1, 3, 4), (5, 4, 6)]),
        ("...i->...", [(2, 3, 4)]),
        ("ii->i", [(3, 3)]),
        ("ii", [(3, 3)]),
        ("iij->ji", [(3, 3, 2)]),
        ("i,j->ij", [(2,), (3,)]),
        ("ij->", [(2, 3)]),
        ("ij->ji", [(2, 3)]),
        ("ij,ij->ij", [(2, 3), (2, 3)]),
        ("ij,ij->i", [(2, 3), (2, 3)]),
        ("i,i", [(3,), (3,)]),
        ("ijk,j->k", [(2, 3, 4), (3,)]),
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]),
    ],
)
def test_einsum_as_numpy(subscripts: str, shapes: Any, eager: Any) -> None:
    arrays = [RANDOM.normal(size=s) for s in shapes]
    expected = np.einsum(subscripts, *arrays)
    found = eager(lambda *v: einsum(subscripts, *v), *arrays)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_tensordot_and_dot_as_numpy() -> None:
    x, y = RANDOM.normal(size=(2, 2, 3)), RANDOM.normal(size=(3, 2))
    for axes in (1, ([2, 0], [0, 1]), (2, 0)):
        np.testing.assert_allclose(tensordot(x, y, axes), np.tensordot(x, y, axes))
    np.testing.assert_allclose(dot(x, y), np.dot(x, y))
    np.testing.assert_allclose(dot(2.0, y), np.dot(2.0, y))


def test_many_rows_are_one_product() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 7, 3), "float32"))
        y = matmul(x, np.ones((3, 2), "float32"))
        assert y.shape == (BATCH, 7, 2)
        assert [n.spec.shape for n in trace.nodes if n.op.name == "matmul"] == [(7 * BATCH, 2)]


def test_dtypes_are_made_equal() -> None:
    assert matmul(np.ones((2, 2), "int32"), np.ones((2, 2), "float32")).dtype == "float32"


def test_errors() -> None:
    with pytest.raises(ValueError, match="tensordot: .* lengths .* must be equal"):
        tensordot(np.ones((2, 3)), np.ones((2, 3)), 1)
    with pytest.raises(ValueError, match="names 2 operands, but 1 arrived"):
        einsum("i,i", np.ones(2))
    with pytest.raises(ValueError, match="does not fit an operand with 2 axes"):
        einsum("i->i", np.ones((2, 2)))
