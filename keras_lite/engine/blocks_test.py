from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.blocks import BLOCK
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace, phase
from keras_lite.engine.variable import Variable
from keras_lite.primitives.arithmetic import square
from keras_lite.primitives.reduce import sum


def _step(size: int) -> tuple[Program, Variable, Variable]:
    weights = Variable(np.linspace(-1, 1, size), dtype="float32", name="weights")
    slot = Variable(np.zeros(size), dtype="float32", name="slot")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, size), "float32"))
        with phase("update"):
            slope = sum(x, 0)
            slot.assign(slot * 0.5 + square(slope) * 0.25)
            weights.assign(weights - slope * slot + slope * 0.125)
    return Program(trace.graph(), "step"), weights, slot


@pytest.mark.parametrize("blocks", [5, 17])
def test_blocks_change_no_bit(blocks: int) -> None:
    size = blocks * BLOCK + 17
    x = np.random.default_rng(0).normal(size=(2, 2, size)).astype("float32")
    program, weights, slot = _step(size)
    assert "update_blocks" in program.source("fast")
    program.run(2, x)
    plain, weights_plain, slot_plain = _step(size)
    step = plain.step("plain", 2)
    step(x[0])
    step(x[1])
    np.testing.assert_array_equal(weights.numpy(), weights_plain.numpy())
    np.testing.assert_array_equal(slot.numpy(), slot_plain.numpy())


def test_what_passes_through_is_one_block_long() -> None:
    program, _, _ = _step(5 * BLOCK)
    text = program.source("fast")
    assert f" empty(({BLOCK},)" in text
    assert text.count(f" empty(({5 * BLOCK},)") == 1  # the slope itself


def test_short_vectors_are_left_alone() -> None:
    program, _, _ = _step(1000)
    assert "blocks" not in program.source("fast")
