"""Calculating with a batch size that is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keras_lite import ops
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace

CASES: list[tuple[Callable[[Any, Any], Any], Spec]] = [
    (lambda n, s: n + s, Spec((), "float32")),
    (lambda n, s: n - s, Spec((), "float32")),
    (lambda n, s: s - n, Spec((), "float32")),
    (lambda n, s: n * s, Spec((), "float32")),
    (lambda n, s: s / n, Spec((), "float32")),
    (lambda n, s: n / 2, Spec((), "float32")),
    (lambda n, s: 1 / n, Spec((), "float32")),
    (lambda n, s: n**2, Spec((), "int32")),
    (lambda n, s: ops.sqrt(n), Spec((), "float32")),
    (lambda n, s: ops.cast(n, "float16"), Spec((), "float16")),
    (lambda n, s: ops.maximum(n, 3), Spec((), "int32")),
    (lambda n, s: ops.arange(n), Spec((BATCH,), "int32")),
    (lambda n, s: ops.arange(1, n + 1, dtype="float32"), Spec((BATCH,), "float32")),
    (lambda n, s: ops.zeros((n, 2)), Spec((BATCH, 2), "float32")),
    (lambda n, s: ops.full((2 * n,), 3, "int32"), Spec((2 * BATCH,), "int32")),
    (lambda n, s: ops.broadcast_to(s, (n, 4)), Spec((BATCH, 4), "float32")),
    (lambda n, s: ops.convert_to_tensor([n, 3]), Spec((2,), "int32")),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_sizes(case: int) -> None:
    function, expected = CASES[case]
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        found = function(ops.shape(x)[0], ops.sum(x))
        assert found.spec == expected


def test_a_size_plus_a_number_stays_a_size() -> None:
    assert BATCH + 1 - 1 == BATCH and 2 * BATCH // 2 == BATCH
