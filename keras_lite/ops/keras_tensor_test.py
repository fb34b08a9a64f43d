from __future__ import annotations

import numpy as np
import pytest

from keras_lite import naming
from keras_lite.errors import InvalidArgument
from keras_lite.ops.keras_tensor import KerasTensor, standardize_shape


@pytest.fixture
def x() -> KerasTensor:
    return KerasTensor((None, 4), name="x")


def test_attributes_and_repr(x: KerasTensor) -> None:
    assert (x.shape, x.dtype, x.ndim, x.rank) == ((None, 4), "float32", 2, 2)
    assert (x.sparse, x.ragged) == (False, False)
    assert repr(x) == (
        "<KerasTensor shape=(None, 4), dtype=float32, sparse=False, ragged=False, name=x>"
    )


def test_names_are_counted() -> None:
    naming.reset_names()
    assert [KerasTensor(()).name for _ in range(2)] == ["keras_tensor", "keras_tensor_1"]


def test_shape_cannot_be_set(x: KerasTensor) -> None:
    with pytest.raises(AttributeError):
        x.shape = (3,)  # type: ignore[misc]


@pytest.mark.parametrize("shape", [None, 4, (-1, 2), (2.5,), "ab"])
def test_shapes_that_are_none(shape: object) -> None:
    with pytest.raises(ValueError, match="was expected"):
        KerasTensor(shape)  # type: ignore[arg-type]


def test_standardize_shape() -> None:
    assert standardize_shape([None, np.int64(3)]) == (None, 3)
    assert standardize_shape(np.array([2, 5])) == (2, 5)


@pytest.mark.parametrize("argument", ["sparse", "ragged"])
def test_what_is_not_supported_is_refused(argument: str) -> None:
    with pytest.raises(InvalidArgument, match=f"{argument} tensors are not supported"):
        KerasTensor((2,), **{argument: True})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("use", "error"),
    [
        (bool, TypeError),
        (int, ValueError),
        (float, ValueError),
        (np.asarray, ValueError),
        (list, NotImplementedError),
        (len, TypeError),
        (np.linalg.svd, TypeError),
        (np.frexp, TypeError),
        (np.add.reduce, TypeError),
    ],
)
def test_values_are_refused_with_advice(x: KerasTensor, use: object, error: type) -> None:
    with pytest.raises(error, match="symbolic and has no values.*keras_lite.ops"):
        use(x)  # type: ignore[operator]


def test_len_of_a_known_axis() -> None:
    assert len(KerasTensor((3, None))) == 3


def test_equality_is_identity(x: KerasTensor) -> None:
    # As in Keras, so that tensors can be keys of a dict.
    assert x == x and {x: 1}[x] == 1
    assert (x == KerasTensor((None, 4))) is False


@pytest.mark.parametrize(
    ("expression", "name", "shape", "dtype"),
    [
        ("x + 1", "Add", (None, 4), "float32"),
        ("1 - x", "Subtract", (None, 4), "float32"),
        ("x * x", "Multiply", (None, 4), "float32"),
        ("2 / x", "TrueDivide", (None, 4), "float32"),
        ("x // 2", "FloorDivide", (None, 4), "float32"),
        ("x % 2", "Mod", (None, 4), "float32"),
        ("x ** 2", "Power", (None, 4), "float32"),
        ("x @ x.T", "Matmul", (None, None), "float32"),
        ("-x", "Negative", (None, 4), "float32"),
        ("abs(x)", "Absolute", (None, 4), "float32"),
        ("round(x, 1)", "Round", (None, 4), "float32"),
        ("x < 0", "Less", (None, 4), "bool"),
        ("x != 0", "NotEqual", (None, 4), "bool"),
        ("(x > 0) & (x < 1)", "LogicalAnd", (None, 4), "bool"),
        ("~(x > 0)", "LogicalNot", (None, 4), "bool"),
        ("x[:, 1:3]", "GetItem", (None, 2), "float32"),
        ("x[..., None]", "GetItem", (None, 4, 1), "float32"),
        ("x.reshape((-1, 2, 2))", "Reshape", (None, 2, 2), "float32"),
        ("x[:, :1].squeeze(-1)", "Squeeze", (None,), "float32"),
    ],
)
def test_operators_are_noted(
    x: KerasTensor, expression: str, name: str, shape: tuple[int | None, ...], dtype: str
) -> None:
    y = eval(expression)
    assert (y.shape, y.dtype) == (shape, dtype)
    assert type(y._keras_history.operation).__name__ == name


def test_operands_keep_their_order(x: KerasTensor) -> None:
    operation = (1 - x)._keras_history.operation
    assert operation(np.float32(3), np.float32(5)) == -2
    assert operation._inbound_nodes[0].args == (1, x)
