from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.ir import Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.optimizers import schedules


def half_cosine(t: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * t))


CASES: dict[str, tuple[Any, Any]] = {
    "exponential": (
        schedules.ExponentialDecay(0.5, 4, 0.7),
        lambda step: 0.5 * 0.7 ** (step / 4),
    ),
    "staircase": (
        schedules.ExponentialDecay(0.5, 4, 0.7, staircase=True),
        lambda step: 0.5 * 0.7 ** (step // 4),
    ),
    "inverse_time": (
        schedules.InverseTimeDecay(0.5, 4, 0.7),
        lambda step: 0.5 / (1 + 0.7 * step / 4),
    ),
    "inverse_time_stairs": (
        schedules.InverseTimeDecay(0.5, 4, 0.7, staircase=True),
        lambda step: 0.5 / (1 + 0.7 * (step // 4)),
    ),
    "polynomial": (
        schedules.PolynomialDecay(0.5, 10, 0.1, power=2.0),
        lambda step: 0.4 * (1 - min(step, 10) / 10) ** 2 + 0.1,
    ),
    "polynomial_cycle": (
        schedules.PolynomialDecay(0.5, 10, 0.1, cycle=True),
        lambda step: 0.4 * (1 - step / (10 * max(1, math.ceil(step / 10)))) + 0.1,
    ),
    "cosine": (
        schedules.CosineDecay(0.5, 10, alpha=0.2),
        lambda step: 0.5 * (0.8 * half_cosine(min(step, 10) / 10) + 0.2),
    ),
    "cosine_warmup": (
        schedules.CosineDecay(0.1, 10, warmup_target=0.5, warmup_steps=5),
        lambda step: (
            0.1 + 0.4 * step / 5 if step < 5 else 0.5 * half_cosine(min(step - 5, 10) / 10)
        ),
    ),
    "restarts_even": (
        schedules.CosineDecayRestarts(0.5, 6, t_mul=1.0, m_mul=0.5),
        lambda step: 0.5 * 0.5 ** (step // 6) * half_cosine(step % 6 / 6),
    ),
    "restarts": (
        # Falls of 5, 10 and 20 steps.
        schedules.CosineDecayRestarts(0.5, 5, alpha=0.1),
        lambda step: 0.5 * (0.9 * half_cosine(_part_of_fall(step)) + 0.1),
    ),
    "piecewise": (
        schedules.PiecewiseConstantDecay([3, 8], [0.5, 0.2, 0.1]),
        lambda step: 0.5 if step <= 3 else 0.2 if step <= 8 else 0.1,
    ),
}


def _part_of_fall(step: int) -> float:
    start, length = 0, 5
    while step >= start + length:
        start, length = start + length, 2 * length
    return (step - start) / length


@pytest.mark.parametrize("case", CASES)
def test_rates_follow_the_formula_eagerly_and_in_a_program(case: str) -> None:
    schedule, formula = CASES[case]
    steps = range(30)
    expected = [formula(step) for step in steps]
    rates = [schedule(step) for step in steps]
    assert {r.dtype.name for r in rates} == {"float32"}
    np.testing.assert_allclose(rates, expected, rtol=1e-6, atol=1e-7)
    with Trace() as trace:
        trace.output("rate", schedule(trace.input("step", Spec((), "int64"))))
    out = np.zeros(30, "float32")
    Program(trace.graph(), "a schedule").run(1, np.arange(30), out)
    np.testing.assert_allclose(out, rates, rtol=3e-7, atol=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_configurations_round_trip(case: str) -> None:
    schedule, _ = CASES[case]
    written = schedules.serialize(schedule)
    assert written["module"] == "keras.optimizers.schedules"
    again = schedules.deserialize(written)
    assert type(again) is type(schedule) and again.get_config() == schedule.get_config()


def test_impossible_arguments() -> None:
    for make in (
        lambda: schedules.ExponentialDecay(0.1, 0, 0.5),
        lambda: schedules.PolynomialDecay(0.1, -1),
        lambda: schedules.CosineDecay(0.1, 0),
        lambda: schedules.CosineDecayRestarts(0.1, 0),
    ):
        with pytest.raises(ValueError, match="decay_steps` is .*, but a positive number"):
            make()
    with pytest.raises(ValueError, match="2 rates for 1 boundaries"):
        schedules.PiecewiseConstantDecay([1], [0.1])
    with pytest.raises(TypeError, match="Did you mean 'CosineDecay'"):
        schedules.deserialize(
            {"module": "keras.optimizers.schedules", "class_name": "CosinDecay", "config": {}}
        )


def test_a_bare_schedule_says_what_to_write() -> None:
    with pytest.raises(NotImplementedError, match="has no `__call__"):
        schedules.LearningRateSchedule()(0)
    with pytest.raises(NotImplementedError, match="has no `get_config"):
        schedules.LearningRateSchedule().get_config()


def test_a_schedule_of_a_user_may_be_written_in_ops() -> None:
    class Root(schedules.LearningRateSchedule):
        def __call__(self, step: Any) -> Any:
            return 1.0 / ops.sqrt(ops.cast(step, "float32") + 1.0)

    assert float(Root()(3)) == 0.5
