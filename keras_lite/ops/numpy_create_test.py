from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.ir import Spec
from keras_lite.engine.trace import Trace


@pytest.mark.parametrize(
    "arguments", [(5,), (2, 7), (2, 7, 2), (7, 2, -2), (0.0, 1.0, 0.25), (3.5,), (0,)]
)
def test_arange_as_numpy_has_it(arguments: Any) -> None:
    assert ops.arange(*arguments).tolist() == pytest.approx(np.arange(*arguments).tolist())


@pytest.mark.parametrize("endpoint", [True, False])
@pytest.mark.parametrize("num", [0, 1, 2, 7])
def test_spaces_as_numpy_has_them(endpoint: bool, num: int) -> None:
    for name in ("linspace", "logspace", "geomspace"):
        found = getattr(ops, name)(1.0, 9.0, num, endpoint)
        np.testing.assert_allclose(found, getattr(np, name)(1.0, 9.0, num, endpoint), rtol=1e-5)


def test_the_end_is_exact() -> None:
    assert ops.linspace(0.0, 0.7, 8)[-1] == np.float32(0.7)


def test_a_copy_changes_on_its_own() -> None:
    x = ops.ones(2)
    y = ops.copy(x)
    y[0] = 5
    assert x.tolist() == [1, 1]


def test_likes_of_traced_values() -> None:
    with Trace(eager=True) as trace:
        x = trace.input("x", Spec((2,), "float16"), np.array([3, 4], "float16"))
        full = ops.full_like(x, ops.sum(x), dtype="float32")
        assert trace.values[full.node].tolist() == [7, 7]
        assert ops.zeros_like(x).tolist() == [0, 0]


def test_filling_with_a_row() -> None:
    assert ops.full((2, 2), [1, 2], "int32").tolist() == [[1, 2], [1, 2]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.eye(-1), "eye: `N` is -1"),
        (lambda: ops.eye(2, -3), "eye: `M` is -3"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
