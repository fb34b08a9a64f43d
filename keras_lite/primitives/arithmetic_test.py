"""Dtypes made equal, and operators on traced values and variables."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest

from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import call
from keras_lite.engine.trace import Trace
from keras_lite.engine.variable import Variable
from keras_lite.primitives import arithmetic, compare
from keras_lite.primitives.arithmetic import add, cast, divide, mod, multiply, power, sqrt


@pytest.mark.parametrize(
    ("a", "b", "dtype"),
    [
        (np.float32(1), 2, "float32"),
        (np.float16([1]), 2.5, "float16"),
        (np.int32([1]), 2.5, "float32"),
        (np.int64([1]), np.float16([1]), "float16"),
        (np.bool_([True]), 1, "int32"),
        (1, 2, "int32"),
        (1, 2.0, "float32"),
    ],
)
def test_numbers_give_way_to_arrays(a: Any, b: Any, dtype: str) -> None:
    assert multiply(a, b).dtype == dtype


def test_division_of_integers_gives_floats() -> None:
    assert divide(np.int32([7]), 2).tolist() == [3.5]
    assert sqrt(9).dtype == "float32"


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow"])
def test_operators_in_both_orders(name: str, eager: Any) -> None:
    function = getattr(operator, name)
    x = np.array([1.5, -2.0, 3.0])
    variable = Variable(x, dtype="float64")
    for calculation in (lambda v: function(v, 2.0), lambda v: function(2.0, v)):
        expected = calculation(x)
        np.testing.assert_array_equal(eager(calculation, x), expected)
        np.testing.assert_array_equal(calculation(variable), expected)
    np.testing.assert_array_equal(
        eager(lambda v: function(variable, abs(v)), x), function(x, abs(x))
    )


def test_unary_operators(eager: Any) -> None:
    x = np.array([1.0, -2.0])
    np.testing.assert_array_equal(eager(lambda v: -abs(v) + +v, x), -abs(x) + x)


def test_comparisons_are_elementwise(eager: Any) -> None:
    x = np.array([1.0, 2.0, 3.0])
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        function = getattr(operator, name)
        np.testing.assert_array_equal(eager(lambda v: function(v, 2.0), x), function(x, 2.0))
        np.testing.assert_array_equal(function(Variable(x), 2.0), function(x, 2.0))


def test_values_can_still_be_kept_in_sets() -> None:
    variable = Variable(1.0)
    assert variable in {variable}


def test_the_square_is_not_a_power() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        assert [y.node.op.name for y in (x**2, x**2.0, x**3)] == ["square", "square", "power"]
    assert power(np.int32([3]), 2).dtype == "int32"
    assert power(np.int32([3]), 2.0).dtype == "float32"


def test_a_batch_size_is_a_number() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        assert (x / x.shape[0]).spec == x.spec


def test_rest_of_division_has_the_sign_of_the_divisor() -> None:
    assert mod(np.array([-7, 7]), np.array([3, -3])).tolist() == [2, -2]
    assert arithmetic.floor_divide(np.array([-7, 7]), 2).tolist() == [-4, 3]


def test_mixed_dtypes_are_an_error_of_the_operation() -> None:
    with pytest.raises(TypeError, match="add: inputs of the dtypes .*float32.*float64.*ops.cast"):
        call("add", np.ones(2, "float32"), np.ones(2, "float64"))


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"add: the shapes \(2,\), \(3,\) do not fit.*axis -1"):
        add(np.ones(2), np.ones(3))


def test_cast_of_the_same_dtype_is_nothing() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float32"))
        assert cast(x, "float32") is x
    assert cast([1.7, -1.7], "int32").tolist() == [1, -1]


def test_logic_counts_numbers_as_true() -> None:
    assert compare.logical_and([1.0, 0.0, 2.0], [1, 1, 0]).tolist() == [True, False, False]
    assert compare.logical_not([0, 3]).tolist() == [True, False]
    assert compare.bitwise_and(np.int32([6]), 3).tolist() == [2]
    assert compare.bitwise_not(np.array([True])).tolist() == [False]


def test_where_takes_numbers(eager: Any) -> None:
    x = np.array([1.0, -1.0], "float32")
    chosen = eager(lambda v: compare.where(v > 0, v, 0), x)
    assert (chosen.tolist(), chosen.dtype) == ([1.0, 0.0], "float32")
    with pytest.raises(TypeError, match="where: a condition of dtype float64"):
        call("where", np.ones(2), np.ones(2), np.ones(2))
