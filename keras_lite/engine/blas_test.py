"""The product that compiled programs call: NumPy's BLAS, or NumPy itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from keras_lite.engine import blas


@pytest.fixture(params=["blas", "numpy"])
def multiply(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if request.param == "numpy":
        monkeypatch.setattr(blas, "_libraries", list)
    blas.function.cache_clear()
    yield blas.function
    blas.function.cache_clear()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("m", "n", "k"), [(3, 4, 5), (1, 7, 2), (6, 1, 1), (64, 33, 20)])
def test_as_numpy_multiplies(multiply: Any, dtype: str, m: int, n: int, k: int) -> None:
    random = np.random.default_rng(1)
    memory = [random.normal(size=size).astype(dtype) for size in [(m, k + 3), (n, k), (m, n + 2)]]
    a, b, c = memory
    before = c.copy()
    places = [a.ctypes.data, k + 3, b.ctypes.data, k, 0.0, c.ctypes.data, n + 2]
    multiply(dtype)(blas.BY_ROWS, blas.AS_IT_IS, blas.TURNED, m, n, k, 1.0, *places)
    exact_to = 1e-5 if dtype == "float32" else 1e-13
    np.testing.assert_allclose(c[:, :n], a[:, :k] @ b.T, rtol=exact_to, atol=exact_to)
    np.testing.assert_array_equal(c[:, n:], before[:, n:])


def test_a_function_that_computes_something_else_is_not_taken() -> None:
    assert not blas._is_right(lambda *_: None, "float32")
    assert blas._is_right(blas._by_numpy("float64"), "float64")
