from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops, random
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.ops.symbolic import KerasTensor


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda: random.uniform((2,), seed=-3), [0.33572447, 0.7357366]),
        (lambda: random.uniform((2,), seed=2**40), [0.87311745, 0.5934304]),
        (
            lambda: random.uniform((3,), 0, [1.0, 2.0, 3.0], seed=1),
            [0.8784882, 0.9199605, 1.8008738],
        ),
        (lambda: random.normal((3,), [1.0, 2.0, 3.0], seed=1), [1.1266503, 1.5069834, 3.6311908]),
        (lambda: random.randint((3,), 0, 10, seed=1), [9, 4, 0]),
        (lambda: random.randint((3,), 0, 10, "int64", seed=1), [3, 6, 5]),
        (lambda: random.randint((3,), 0, 10, "uint8", seed=1), [3, 6, 5]),
        (lambda: random.categorical(np.log([[0.1, 0.2, 0.7]]), 5, seed=1), [[0, 2, 0, 2, 2]]),
        (lambda: random.shuffle(np.arange(5), seed=1), [4, 3, 1, 2, 0]),
        (lambda: random.shuffle([[0, 1, 2], [3, 4, 5]], axis=1, seed=1), [[1, 2, 0], [4, 5, 3]]),
        (lambda: random.gamma((3,), 2.0, seed=1), [3.0492713, 1.9660243, 1.6230073]),
        (lambda: random.beta((3,), 2.0, 3.0, seed=1), [0.42414436, 0.46459267, 0.24712884]),
        (lambda: random.dropout(np.ones(6, "float32"), 0.5, seed=1), [2, 0, 2, 0, 0, 0]),
        (
            lambda: random.dropout(np.ones((2, 2), "float32"), 0.5, (None, 1), seed=1),
            [[2, 2], [0, 0]],
        ),
        (lambda: random.dropout(np.ones(3), 0, seed=1), [1, 1, 1]),
        (lambda: random.dropout(np.ones(3), 1, seed=1), [0, 0, 0]),
    ],
)
def test_numbers_of_keras_3_15_on_tensorflow(draw: Any, expected: Any) -> None:
    assert draw() == pytest.approx(np.array(expected), rel=3e-7)


def test_types() -> None:
    assert random.uniform((1,), seed=1).dtype == "float32"
    assert random.normal((1,), dtype="float16", seed=1).dtype == "float16"
    assert random.randint((1,), 0, 5, dtype="uint8", seed=1).dtype == "uint8"
    assert random.gamma((2,), 1.0, dtype="float64", seed=1).dtype == "float64"


def test_binomials_at_the_ends() -> None:
    assert random.binomial((3,), [4.0, 0.0, 2.0], [1.0, 0.5, 0.0], seed=4).tolist() == [4, 0, 0]
    assert random.binomial((3,), 9, 0.5, dtype="int32", seed=4).dtype == "int32"
    with pytest.raises(ValueError, match="binomial: `dtype` is 'bool'.*a type of numbers"):
        random.binomial((3,), 9, 0.5, dtype="bool")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: random.uniform((2,), dtype="int32"), "uniform: `dtype` is 'int32'.*a float"),
        (lambda: random.randint((2,), 0, 5, dtype="float32"), "randint: `dtype` is 'float32'"),
        (lambda: random.randint((2,), 0.5, 5, seed=1), "randint: `minval` is 0.5"),
        (lambda: random.randint((2,), 5, 5, seed=1), "no integer lies from 5"),
        (lambda: random.dropout([1.0], 1.5), "dropout: `rate` is 1.5"),
        (lambda: random.dropout([1], 0.5), "dropout: type of `inputs` is 'int32'"),
        (lambda: random.categorical([1.0], 2), r"categorical: `logits` has the shape \(1,\)"),
        (lambda: random.SeedGenerator(1, sead=2), "unknown arguments"),
        (lambda: random.randint((2,), 0, 2**31, seed=1), "two numbers that int32 can hold"),
        (lambda: random.randint((2,), -1, 2**63, "int64", seed=1), "that int64 can hold"),
        (lambda: random.gamma((2, 3), [[1.0], [2.0]], seed=1), r"last axes, \(2, 3\)"),
        (lambda: random.binomial((3,), [1.0, 2.0], 0.5, seed=1), r"last axes, \(3,\)"),
    ],
)
def test_bad_arguments(draw: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()


def test_inside_a_trace_the_state_moves_on_with_the_step() -> None:
    generator = random.SeedGenerator(7)
    with Trace(eager=True) as trace:
        x = trace.input("x", Spec((4,), "float32"), np.ones(4, "float32"))
        first, second = (random.dropout(x, 0.5, seed=generator) for _ in range(2))
        values = [trace.values[part.node].tolist() for part in (first, second)]
    assert generator.state.numpy().tolist() == [7, 0]
    trace.commit()
    assert generator.state.numpy().tolist() == [7, 2]
    again = random.SeedGenerator(7)
    ones = np.ones(4, "float32")
    assert values == [random.dropout(ones, 0.5, seed=again).tolist() for _ in range(2)]


def test_the_batch_size_may_be_unknown() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        assert random.dropout(x, 0.5, seed=1).spec == x.spec
        assert random.normal(ops.shape(x), seed=random.SeedGenerator(1)).shape == (BATCH, 3)
        assert random.categorical(x, 2, seed=1).spec == Spec((BATCH, 2), "int32")


def test_symbolic_calls_use_up_nothing() -> None:
    generator = random.SeedGenerator(1)
    x = KerasTensor((None, 3))
    assert random.dropout(x, 0.5, seed=generator).shape == (None, 3)
    assert random.shuffle(x, seed=generator).shape == (None, 3)
    assert generator.state.numpy().tolist() == [1, 0]
