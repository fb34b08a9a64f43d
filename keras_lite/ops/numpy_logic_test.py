from __future__ import annotations

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.variable import Variable

N = np.array([0.0, -0.0, 1.5, -2.0, np.inf, -np.inf, np.nan])


@pytest.mark.parametrize(
    "name", "isnan isinf isfinite isposinf isneginf signbit isreal logical_not".split()
)
def test_questions_as_numpy_answers_them(name: str) -> None:
    assert getattr(ops, name)(N).tolist() == getattr(np, name)(N).tolist()


@pytest.mark.parametrize(
    "name", "equal not_equal less less_equal greater greater_equal logical_and logical_xor".split()
)
def test_comparisons_as_numpy_answers_them(name: str) -> None:
    expected = getattr(np, name)(N[:, None], N)
    assert getattr(ops, name)(N[:, None], N).tolist() == expected.tolist()


def test_where_needs_both_or_none() -> None:
    with pytest.raises(ValueError, match="only one of `x1` and `x2`"):
        ops.where([True], 1.0)
    assert [p.tolist() for p in ops.where([[0, 1], [1, 0]])] == [[0, 1], [1, 0]]


def test_where_of_variables_and_numbers() -> None:
    variable = Variable(np.array([1.0, 2.0], "float32"), name="v")
    found = ops.where(variable > 1, variable, 0)
    assert found.dtype == "float32" and found.tolist() == [0, 2]


def test_the_first_condition_wins() -> None:
    found = ops.select([[True, False], [True, True]], [[1, 2], [3.5, 4.5]], 0)
    assert found.dtype == "float32" and found.tolist() == [1, 4.5]


def test_closeness_is_relative_to_the_second() -> None:
    assert ops.isclose(1.0, 1.1, rtol=0.1).tolist() is True
    assert ops.isclose(1.1, 1.0, rtol=0.09).tolist() is False
    assert ops.allclose([np.nan], [np.nan], equal_nan=True).tolist() is True
