from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

X = np.arange(12).reshape(3, 4)


def test_common_types() -> None:
    assert ops.concatenate([np.ones(2, "int8"), [1.5]]).dtype == "float32"
    assert ops.stack([np.ones(2, "float16"), np.ones(2, "int64")]).dtype == "float16"


@pytest.mark.parametrize("sections", [1, 2, 3, 5, [1, 3], [0, 9]])
def test_array_split_as_numpy_does(sections: Any) -> None:
    found = ops.array_split(np.arange(7), sections)
    expected = np.array_split(np.arange(7), sections)
    assert [part.tolist() for part in found] == [part.tolist() for part in expected]


@pytest.mark.parametrize("stack", ["hstack", "vstack", "dstack"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
def test_stacks_as_numpy_does(stack: str, shape: tuple[int, ...]) -> None:
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    expected = getattr(np, stack)([x, x + 1])
    assert getattr(ops, stack)([x, x + 1]).tolist() == expected.tolist()


def test_a_tensor_is_a_list_of_its_rows() -> None:
    assert ops.concatenate(ops.convert_to_tensor(X)).tolist() == X.reshape(-1).tolist()


@pytest.mark.parametrize("indexing", ["xy", "ij"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_meshgrid_as_numpy_does(indexing: str, count: int) -> None:
    parts = [np.arange(2), np.arange(3), np.arange(4)][:count]
    expected = np.meshgrid(*parts, indexing=indexing)  # type: ignore[call-overload]
    found = ops.meshgrid(*parts, indexing=indexing)
    assert [g.tolist() for g in found] == [g.tolist() for g in expected]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.split(X, 2), "length 3 along axis 0, but a multiple of 2.*array_split"),
        (lambda: ops.concatenate([]), "concatenate: no tensor arrived"),
        (lambda: ops.concatenate([X, X[:, :2]]), "concatenate"),
        (lambda: ops.meshgrid(X, indexing="yx"), "`indexing` is 'yx'"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
