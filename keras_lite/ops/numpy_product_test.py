from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

A, B = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)


@pytest.mark.parametrize("name", ["dot", "inner", "outer", "matmul", "vdot", "kron"])
def test_vectors_as_numpy_has_them(name: str) -> None:
    a, b = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    assert getattr(ops, name)(a, b).tolist() == getattr(np, name)(a, b).tolist()


def test_numbers_scale() -> None:
    assert ops.dot(2, A).tolist() == ops.inner(A, 2.0).tolist() == (2 * A).tolist()


@pytest.mark.parametrize("axes", [0, 1, ([1], [0]), (1, 0)])
def test_tensordot(axes: Any) -> None:
    assert ops.tensordot(A, B, axes).tolist() == np.tensordot(A, B, axes).tolist()


@pytest.mark.parametrize(("one", "two"), [(3, 3), (2, 2), (2, 3), (3, 2)])
def test_cross(one: int, two: int) -> None:
    x, y = np.array([[1.0, 2.0, 3.0]]), np.array([[-1.0, 0.5, 4.0]])
    flat = [np.pad(v[:, :n], ((0, 0), (0, 3 - n))) for v, n in ((x, one), (y, two))]
    expected = np.cross(*flat)
    found = ops.cross(x[:, :one], y[:, :two])
    assert found.tolist() == (expected[:, 2] if one == two == 2 else expected).tolist()


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize(("long", "short"), [(6, 3), (6, 2), (3, 3)])
def test_correlate(mode: Any, long: int, short: int) -> None:
    x, y = np.arange(1.0, long + 1), np.arange(2.0, short + 2)
    np.testing.assert_allclose(ops.correlate(x, y, mode), np.correlate(x, y, mode))


def test_common_types() -> None:
    assert ops.matmul(A.astype("float32"), B.astype("int64")).dtype == "float32"
    assert ops.einsum("i,i", np.ones(2, "int8"), np.ones(2, "float16")).dtype == "float16"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.matmul(A, A), "matmul"),
        (lambda: ops.tensordot(A, B, ([0], [0])), "do not fit together"),
        (lambda: ops.cross(B, B), "vectors with 4 and 4 elements"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
