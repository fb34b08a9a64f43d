"""The learning rate: set, read, and scheduled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import optimizers
from keras_lite.engine.ir import Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable


def test_the_learning_rate_can_be_read_set_and_scheduled() -> None:
    optimizer = optimizers.SGD(0.5)
    w = Variable(1.0, dtype="float32")
    optimizer.learning_rate = 0.25
    assert float(optimizer.learning_rate) == 0.25
    optimizer.learning_rate.assign(0.125)
    optimizer.apply([1.0], [w])
    assert float(w) == 0.875
    np.testing.assert_array_equal(optimizer.rates(3, 2), [0.125, 0.125])
    optimizer.learning_rate = optimizers.schedules.PiecewiseConstantDecay([1, 2], [1.0, 0.5, 0.25])
    assert [v.name for v in optimizer.variables] == ["iteration"]
    assert float(optimizer.learning_rate) == 1.0
    np.testing.assert_array_equal(optimizer.rates(0, 5), [1.0, 1.0, 0.5, 0.25, 0.25])
    with pytest.raises(TypeError, match="follows .*PiecewiseConstantDecay.*set another schedule"):
        optimizer.learning_rate = 0.1


def test_a_schedule_of_a_user_is_asked_step_by_step() -> None:
    class Odd(optimizers.schedules.LearningRateSchedule):
        def __call__(self, step: Any) -> float:
            return 0.5 if int(step) % 2 else 1.0

    np.testing.assert_array_equal(optimizers.SGD(Odd()).rates(1, 3), [0.5, 1.0, 0.5])
    np.testing.assert_array_equal(optimizers.SGD(lambda: 0.5).rates(1, 2), [0.5, 0.5])


@pytest.mark.parametrize("rate", [0.25, optimizers.schedules.ExponentialDecay(0.5, 1, 0.5)])
def test_a_step_without_a_given_rate_reads_its_own(rate: Any) -> None:
    w = Variable(np.ones(2), dtype="float32", name="w")
    optimizer = optimizers.SGD(rate)
    optimizer.build([w])
    with Trace() as trace:
        optimizer.apply([trace.input("g", Spec((2,), "float32"))])
    program = Program(trace.graph(), "a step")
    program.run(1, np.ones((2, 2), "float32"))
    np.testing.assert_array_equal(w.numpy(), [0.5, 0.5] if rate == 0.25 else [0.25, 0.25])
    if rate == 0.25:
        optimizer.learning_rate = 0.125
        program.run(1, np.ones((1, 2), "float32"))
        np.testing.assert_array_equal(w.numpy(), [0.375, 0.375])
