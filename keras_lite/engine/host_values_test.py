"""What Python computes before the steps of a compiled program is what each step would compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lite import ops, random
from keras_lite.engine import host_values
from keras_lite.engine.host_values import HostValues
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace

N, STEPS = 4, 5
Draw = Callable[[Any, Any, Any], Any]

DRAWS: dict[str, Draw] = {
    # All steps at once,
    "normal": lambda seed, rate, x: random.normal((3,), seed=seed),
    # one after another, for there is no such way,
    "truncated": lambda seed, rate, x: random.truncated_normal((2, 3), seed=seed)[0],
    # for as many rows as there are,
    "rows": lambda seed, rate, x: random.normal((BATCH, 3), seed=seed),
    # with a number that is handed in,
    "handed in": lambda seed, rate, x: random.normal((3,), seed=seed) - rate,
    # or one that follows from the number of rows,
    "of rows": lambda seed, rate, x: random.normal((3,), seed=seed) / ops.sqrt(_rows(x)),
    # and in an order that is made of numbers drawn.
    "order": lambda seed, rate, x: ops.argsort(random.normal((3,), seed=seed)),
}


def _rows(x: Any) -> Any:
    return ops.cast(ops.shape(x)[0], "float32")


@pytest.mark.parametrize("name", DRAWS)
def test_values_of_a_slice(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # As if C knew no random numbers at all, and none of what is made of them.
    monkeypatch.setattr(host_values, "is_known", lambda op: op.name in ("add", "multiply", "cast"))
    generator = random.SeedGenerator(7)
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        rate = trace.input("rate", Spec((), "float32"))
        drawn = ops.cast(DRAWS[name](generator, rate, x), "float32")
        trace.output("y", x * 0.0 + drawn)
    program = Program(trace.graph(), "a step")
    host = HostValues(program.graph)
    inputs = {"x": np.zeros((STEPS, N, 3), "float32"), "rate": np.arange(STEPS, dtype="float32")}
    states = {key: owner.array for key, owner in program.graph.owners.items()}
    values = host.compute(N, STEPS, inputs, states)
    assert len(values) == len(host.wanted) > 0 and all(len(v) == STEPS for v in values)
    rest = Program(host.graph, "the rest")
    assert set(rest.input_names) == {"x", "rate", *host.wanted}
    given = {**inputs, **dict(zip(host.wanted, values, strict=True))}
    found, expected = np.empty((2, STEPS, N, 3), "float32")
    rest.run(N, *(given[key] for key in rest.input_names), found)
    generator.state.assign([7, 0])
    program.run(N, inputs["x"], inputs["rate"], expected)
    assert found.tobytes() == expected.tobytes()
    assert len({step.tobytes() for step in found}) > 1
