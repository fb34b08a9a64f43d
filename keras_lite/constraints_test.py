from __future__ import annotations

import doctest
from typing import Any

import numpy as np
import pytest

from keras_lite import constraints
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable

WEIGHT = np.array([[3.0, -0.5], [4.0, 0.0]], "float32")


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (constraints.Constraint(), WEIGHT),
        (constraints.MaxNorm(2.5), [[1.5, -0.5], [2.0, 0.0]]),
        (constraints.MaxNorm(1.0, axis=1), [[0.986394, -0.164399], [1.0, 0.0]]),
        (constraints.NonNeg(), [[3.0, 0.0], [4.0, 0.0]]),
        (constraints.UnitNorm(), [[0.6, -1.0], [0.8, 0.0]]),
        (constraints.MinMaxNorm(1.0, 2.5), [[1.5, -1.0], [2.0, 0.0]]),
        (constraints.MinMaxNorm(1.0, 2.5, rate=0.5), [[2.25, -0.75], [3.0, 0.0]]),
        (constraints.MinMaxNorm(0.0, 1.0, axis=[0, 1]), WEIGHT / np.linalg.norm(WEIGHT)),
    ],
)
def test_weights_are_put_back(constraint: Any, expected: Any) -> None:
    np.testing.assert_allclose(constraint(WEIGHT), expected, atol=1e-6)
    # The same in a program, on a variable.
    variable = Variable(WEIGHT)
    with Trace(eager=True) as trace:
        variable.assign(constraint(variable))
    trace.commit()
    np.testing.assert_allclose(variable.numpy(), expected, atol=1e-6)
    again = constraints.deserialize(constraints.serialize(constraint))
    assert type(again) is type(constraint) and again.get_config() == constraint.get_config()


def test_a_weight_of_zeros_stays_finite() -> None:
    for name in ("max_norm", "MaxNorm", "unit_norm", "min_max_norm"):
        assert not constraints.get(name)(np.zeros((2, 2), "float32")).any()


def test_names() -> None:
    assert isinstance(constraints.get("non_neg"), constraints.NonNeg)
    assert constraints.get(None) is None
    assert constraints.get(abs) is abs
    with pytest.raises(ValueError, match="no constraint named 'unitnrm'. Did you mean"):
        constraints.get("unitnrm")


def test_the_examples_in_docstrings_run() -> None:
    found = doctest.testmod(constraints)
    assert found.failed == 0 and found.attempted > 4
