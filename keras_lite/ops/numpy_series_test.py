from __future__ import annotations

import numpy as np
import pytest

from keras_lite import ops

X = np.array([[1.0, 4.0, 9.0, 16.0], [2.0, 3.0, 5.0, 7.0]])


@pytest.mark.parametrize("name", ["bartlett", "blackman", "hamming", "hanning"])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_windows_as_numpy_has_them(name: str, count: int) -> None:
    found = getattr(ops, name)(count)
    assert found.dtype == "float32"
    np.testing.assert_allclose(found, getattr(np, name)(count), atol=1e-7)


def test_kaiser() -> None:
    np.testing.assert_allclose(ops.kaiser(9, 5.0), np.kaiser(9, 5.0), rtol=1e-6)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_differences(n: int) -> None:
    assert ops.diff(X, n).tolist() == np.diff(X, n).tolist()
    assert ops.diff([True, False, False]).tolist() == [True, False]


def test_areas() -> None:
    for arguments in ({}, {"dx": 0.5}, {"x": [0.0, 1.0, 3.0, 4.0]}, {"axis": 0}):
        found = ops.trapezoid(X, **arguments)
        np.testing.assert_allclose(found, np.trapezoid(X, **arguments))


def test_correlations() -> None:
    np.testing.assert_allclose(ops.corrcoef(X), np.corrcoef(X), rtol=1e-12)
    assert ops.corrcoef([1.0, 2.0]).shape == ()


def test_powers() -> None:
    for increasing in (True, False):
        expected = np.vander(X[1], 3, increasing)
        assert ops.vander(X[1], 3, increasing).tolist() == expected.tolist()


def test_parts_of_real_numbers() -> None:
    assert ops.imag(X).tolist() == np.zeros_like(X).tolist()
    assert ops.conj(X).tolist() == ops.real(X).tolist() == X.tolist()
    assert ops.angle([2.0, -1.0]).tolist() == pytest.approx([0.0, np.pi])


def test_bytes_read_otherwise() -> None:
    assert ops.view(np.float32([1.0]), "int32").tolist() == [0x3F800000]
    assert ops.view(np.int32([1, 0]), "int64").tolist() == [1]


def test_a_function_of_each_element() -> None:
    both = ops.vectorize(lambda a, b: ops.maximum(a, b) + 1)
    assert both(np.array([1, 5]), 3).tolist() == [4, 6]
    total = ops.vectorize(ops.sum, signature="(n)->()")
    assert total(X).tolist() == [30, 17]
