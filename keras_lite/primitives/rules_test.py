"""Rewrites that hold for many operations."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Graph, Spec
from keras_lite.engine.op import call
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace


def _mean_of_sizes(size: object) -> Graph:
    """What a running mean computes that was reset: 0 where its count is 0."""
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        count = call(
            "add",
            trace.constant(0.0, "float32"),
            call("cast", trace.constant(size), dtype="float32"),
        )
        by_zero = call("equal", count, trace.constant(0.0, "float32"))
        divisor = call("where", by_zero, trace.constant(1.0, "float32"), count)
        quotient = call("divide", call("sum", x, axis=(0,)), divisor)
        trace.output("y", call("where", by_zero, trace.constant(0.0, "float32"), quotient))
    return trace.graph()


@pytest.mark.parametrize(
    ("size", "operations"),
    [
        (BATCH, ["sum", "divide"]),
        (BATCH * BATCH + 2, ["sum", "divide"]),
        (BATCH - 3, ["equal", "where", "sum", "divide", "where"]),  # may be zero
    ],
)
def test_nobody_asks_whether_a_batch_has_rows(size: object, operations: list[str]) -> None:
    program = Program(_mean_of_sizes(size))
    found = [node.op.name for node in program.graph.nodes if node.inputs]
    assert [name for name in found if name not in ("add", "cast")] == operations
    y = np.empty(1, "float32")
    program.run(3, np.ones((1, 3), "float32"), y)
    divisor = size.at(3)  # type: ignore[attr-defined]
    assert y[0] == (np.float32(3) / np.float32(divisor) if divisor else 0)
