from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace
from keras_lite.engine.values import array_functions
from keras_lite.ops.dispatch import _OTHER, _SAME
from keras_lite.ops.keras_tensor import KerasTensor

X = np.array([[0.3, -0.2, 0.9], [0.1, 0.5, -0.7]], "float32")


def test_names_exist_on_both_sides() -> None:
    for name in _SAME.split():
        assert callable(getattr(np, name)) and name in ops.__all__, name
    for name, ours in _OTHER.items():
        assert not ours or ours in ops.__all__, name


CALLS = """
np.exp(x) | np.mean(x, axis=1) | np.sum(x, axis=0, keepdims=True) | np.clip(x, 0, 1) | np.abs(x)
np.clip(x, a_min=-0.1, a_max=0.4) | np.maximum(x, 0) | np.concatenate([x, x], axis=1)
x + np.ones(3) | np.stack([x, x]) | np.where(x > 0, x, 0) | np.reshape(x, (3, 2))
np.reshape(x, shape=(3, 2)) | np.transpose(x) | np.dot(x, np.ones((3, 2)))
np.matmul(x, np.ones((3, 2))) | np.einsum("ij->j", x) | np.square(x) | np.sqrt(np.abs(x))
np.arcsin(x) | np.log1p(x) | np.argmax(x, axis=1) | np.std(x) | np.var(x, axis=0)
np.squeeze(x[:, :1], axis=1) | np.expand_dims(x, 0) | np.tile(x, 2) | np.pow(x, 2)
np.repeat(x, 2, axis=0) | np.pad(x, 1) | np.sort(x, axis=0) | np.cumsum(x, axis=1)
np.remainder(x, 2) | np.outer(x[0], x[1]) | np.prod(x) | np.max(x, axis=1) | np.amin(x)
np.power(x, 2) | np.negative(x) | np.true_divide(x, 2) | np.ones_like(x) | np.zeros_like(x)
np.full_like(x, 3.0) | np.sign(x) | np.round(x) | np.take(x, [1], axis=0) | np.flip(x, axis=1)
np.linalg.norm(np.ones(2)) | np.vstack([x, x]) | np.invert(x > 0) | np.mean(x, dtype="float64")
np.median(x, axis=0) | np.tanh(x) | np.logical_and(x > 0, x < 0.4) | np.split(x, 3, axis=1)[1]
np.swapaxes(x, 0, 1) | np.moveaxis(x, 0, 1) | np.isnan(x) | np.diff(x)
"""
CASES = [case.strip() for line in CALLS.strip().splitlines() for case in line.split(" | ") if case]


@pytest.mark.parametrize("case", CASES)
def test_numpy_functions_become_part_of_the_program(case: str) -> None:
    with Trace(eager=True) as trace:
        x: Any = trace.input("x", Spec(X.shape, "float32"), X)
        found = trace.traced(eval(case, {"np": np, "x": x}))
        value = trace.values[found.node]
    expected = np.asarray(eval(case, {"np": np, "x": X}))
    assert value.shape == expected.shape
    np.testing.assert_allclose(value, expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("case", CASES)
def test_and_of_symbolic_models(case: str) -> None:
    symbolic = eval(case, {"np": np, "x": KerasTensor((2, 3))})
    expected = np.asarray(eval(case, {"np": np, "x": X}))
    assert tuple(symbolic.shape) == expected.shape


def test_arguments_that_are_not_known_are_named() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        with pytest.raises(TypeError, match=r"np.sum.*with where=.*keras_lite.ops.sum"):
            np.sum(x, where=np.ones(3, bool))
        with pytest.raises(TypeError, match="np.frexp"):
            np.frexp(x)


def test_what_numpy_calls_otherwise_is_known() -> None:
    assert {"pow", "acos", "concat", "permute_dims", "around"} <= set(array_functions)
