from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.trace import Trace

X = np.random.RandomState(5).rand(2, 3, 4)
REDUCTIONS = "sum prod mean var std max min amax amin any all ptp".split()


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), [1]])
def test_as_numpy_has_them(name: str, axis: Any) -> None:
    expected = getattr(np, name)(X, axis=tuple(axis) if isinstance(axis, list) else axis)
    np.testing.assert_allclose(getattr(ops, name)(X, axis=axis), expected, rtol=1e-12)


@pytest.mark.parametrize("name", [n for n in REDUCTIONS if n != "ptp"])
def test_kept_axes(name: str) -> None:
    assert getattr(ops, name)(X, axis=(0, 2), keepdims=True).shape == (1, 3, 1)


@pytest.mark.parametrize("name", ["sum", "mean", "var", "max", "argmax", "any", "logsumexp"])
def test_axes_that_do_not_exist(name: str) -> None:
    with pytest.raises(ValueError, match="axis"):
        getattr(ops, name)(X, axis=3)


def test_narrow_floats_are_averaged_wide() -> None:
    x = np.full(70000, 3.0, "float16")
    assert ops.mean(x).tolist() == 3.0 and ops.mean(x).dtype == "float16"
    assert ops.var(x).tolist() == 0.0


def test_an_initial_value_stands_for_nothing() -> None:
    assert ops.max(np.zeros((0, 2)), axis=0, initial=-1.0).tolist() == [-1, -1]
    assert ops.min([3.0, 5.0], initial=4.0).tolist() == 3.0


def test_the_mean_over_the_batch_divides_by_its_size() -> None:
    with Trace() as trace:
        x = trace.input("x", Spec((BATCH, 3), "float32"))
        assert ops.mean(x, axis=0).spec == Spec((3,), "float32")
        assert ops.mean(x).spec == Spec((), "float32")


def test_weights_along_one_axis() -> None:
    weights = [1.0, 2.0, 3.0]
    expected = np.average(X, axis=1, weights=weights)
    np.testing.assert_allclose(ops.average(X, axis=1, weights=weights), expected, rtol=1e-6)


def test_the_first_of_equals_is_the_place() -> None:
    assert ops.argmax([1, 3, 3]).tolist() == 1 and ops.argmin([2, 0, 0]).tolist() == 1
    assert ops.argmax([[False, True]], axis=1).tolist() == [1]
