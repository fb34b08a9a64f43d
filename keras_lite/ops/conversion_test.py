from __future__ import annotations

import numpy as np
import pytest

from keras_lite import config, ops
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import Tensor, Traced
from keras_lite.engine.variable import Variable
from keras_lite.ops.conversion import as_tensor, standard, unmarked


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1, "int32"),
        (2**40, "int64"),
        (True, "bool"),
        (1.5, "float32"),
        ([1, 2], "int32"),
        ([1, 2.5], "float32"),
        ([], "float32"),
        ([2**40], "int64"),
        ([np.int64(1)], "int32"),
        ([np.float64(1)], "float64"),
        ([np.float16(1), 2.0], "float16"),
        (np.float64(1), "float64"),
        (np.arange(2), "int64"),
        ([[True]], "bool"),
    ],
)
def test_types_of_what_users_write(value: object, dtype: str) -> None:
    found = as_tensor(value)
    assert isinstance(found, Tensor) and found.dtype == dtype


def test_python_floats_are_float32_whatever_the_default_is() -> None:
    config.set_floatx("float64")
    try:
        assert as_tensor(1.0).dtype == as_tensor([1.0]).dtype == "float32"
        assert ops.exp(1).dtype == "float64"
    finally:
        config.set_floatx("float32")


def test_a_dtype_wins() -> None:
    assert as_tensor([1.7, 2], "int8").tolist() == [1, 2]
    assert as_tensor(3, "float16").dtype == "float16"
    assert as_tensor(0.1, "float64") == 0.1


@pytest.mark.parametrize("value", ["text", None, {"a": 1}, [[1], [2, 3]], ["a"]])
def test_what_is_no_tensor(value: object) -> None:
    with pytest.raises(ValueError, match="No tensor can be made of"):
        as_tensor(value)


def test_variables_are_read_and_tensors_stay() -> None:
    variable = Variable(np.array([1.0, 2.0], "float32"), name="v")
    assert as_tensor(variable).tolist() == [1.0, 2.0]
    x = as_tensor([1.0])
    assert as_tensor(x) is x


def test_lists_of_traced_values_are_stacked() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH,), "float16"))
        found = as_tensor([x, x * 2])
        assert isinstance(found, Traced) and found.spec == Spec((2, BATCH), "float16")
        sizes = as_tensor([x.shape[0], 3])
        assert sizes.spec == Spec((2,), "int32")


@pytest.mark.parametrize(
    ("dtype", "name"), [(None, "float32"), (float, "float32"), (int, "int32"), ("int8", "int8")]
)
def test_names_of_types(dtype: object, name: str) -> None:
    assert standard(dtype) == name


def test_a_type_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="`dtype` is 'float23'"):
        ops.zeros(2, dtype="float23")


def test_a_tensor_forgets_its_logits_when_it_is_reshaped() -> None:
    y = ops.sigmoid([0.5])
    assert hasattr(y, "_keras_logits") and ops.convert_to_tensor(y) is y
    for other in (ops.reshape(y, (1,)), ops.transpose(y), ops.squeeze(ops.expand_dims(y, 0), 0)):
        assert not hasattr(other, "_keras_logits")
    assert unmarked(y) is not y and unmarked(y).tolist() == y.tolist()
