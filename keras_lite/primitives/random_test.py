"""Random values: functions of their seed, at once and in programs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine import rng
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.program import Program
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives.random import (
    random_integers,
    random_normal,
    random_uniform,
    truncated_normal,
)

SEED = np.array([42, 7], "int64")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda s, n: random_uniform(s, (n, 3), low=-1, high=2), (rng.uniform, -1, 2)),
        (lambda s, n: random_normal(s, (n, 3), stddev=0.5), (rng.normal, 0, 0.5)),
        (lambda s, n: truncated_normal(s, (n, 3), mean=1), (rng.truncated_normal, 1, 1)),
    ],
)
def test_as_the_generator_draws(function: Any, expected: Any) -> None:
    draw, *limits = expected
    wanted = draw((42, 7), (4, 3), "float32", *limits)
    np.testing.assert_array_equal(function(SEED, 4), wanted)
    with Trace() as trace:
        seed = trace.input("seed", Spec((2,), "int64"))
        trace.output("y", function(seed, BATCH))
    found = Program(trace.graph()).step("plain", 4)(SEED)
    np.testing.assert_array_equal(found, wanted)


def test_seeds_are_brought_into_range() -> None:
    far = SEED + 2147483646
    np.testing.assert_array_equal(random_uniform(far, (3,)), random_uniform(SEED, (3,)))


def test_integers() -> None:
    drawn = random_integers(SEED, (1000,), -2, 3)
    assert (drawn.dtype, set(drawn.tolist())) == ("int32", {-2, -1, 0, 1, 2})


def test_a_seed_that_counts_gives_other_numbers_at_every_step() -> None:
    seed = Variable(np.array([1, 0], "int64"), name="seed")
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        trace.output("y", x + random_uniform(seed, (BATCH,)))
        seed.assign(seed + np.array([0, 1]))
    outputs = np.zeros((3, 2), "float32")
    Program(trace.graph()).run(2, np.zeros((3, 2), "float32"), outputs)
    for step, row in enumerate(outputs):
        np.testing.assert_array_equal(row, rng.uniform((1, step), (2,)))
    assert seed.numpy().tolist() == [1, 3]


def test_a_seed_of_the_wrong_shape() -> None:
    with pytest.raises(ValueError, match=r"random_uniform: a seed of the shape \(4,\)"):
        random_uniform(np.zeros(4, "int64"), (2,))
