"""Models beside the real Keras: names, tables, JSON, clones, weights from the seed, training."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.model_cases import MODELS, TRAINED, describe, train, train_outputs
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live


@pytest.mark.parametrize("case", MODELS)
def test_models_look_the_same(real_keras: Oracle, case: str) -> None:
    theirs = real_keras.call("compat_tests.model_cases:describe", case)
    ours = plain(describe(keras_lite, case))
    for part in ("clone", "again"):
        same(ours.pop(part), theirs.pop(part), part)
    same(ours, theirs, case)


@pytest.mark.parametrize("case", TRAINED)
def test_models_learn_the_same(real_keras: Oracle, case: str) -> None:
    theirs = real_keras.call("compat_tests.model_cases:train", case)
    ours = plain(train(keras_lite, case))
    assert ours["paths"] == theirs["paths"]
    assert list(ours["history"]) == list(theirs["history"])
    for name, values in theirs["history"].items():
        np.testing.assert_allclose(ours["history"][name], values, rtol=1e-6, err_msg=name)
    np.testing.assert_allclose(ours["evaluation"], theirs["evaluation"], rtol=1e-6)
    for mine, yours in zip(ours["weights"], theirs["weights"], strict=True):
        assert mine.dtype == yours.dtype
        np.testing.assert_allclose(mine, yours, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours["prediction"], theirs["prediction"], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("in_dicts", [False, True])
def test_several_outputs_learn_the_same(real_keras: Oracle, in_dicts: bool) -> None:
    theirs = real_keras.call("compat_tests.model_cases:train_outputs", in_dicts)
    ours = plain(train_outputs(keras_lite, in_dicts))
    assert ours["structure"] == theirs["structure"]
    for part in ("history", "logs"):
        assert list(ours[part]) == list(theirs[part])
        for name, values in theirs[part].items():
            np.testing.assert_allclose(ours[part][name], values, rtol=2e-6, err_msg=name)
    np.testing.assert_allclose(ours["evaluation"], theirs["evaluation"], rtol=2e-6)
    for mine, yours in zip(ours["prediction"], theirs["prediction"], strict=True):
        np.testing.assert_allclose(mine, yours, rtol=1e-5, atol=1e-5)


def same(ours: Any, theirs: Any, where: str) -> None:
    """Equal in everything, and within rounding in results; weights are equal to the bit."""
    assert type(ours) is type(theirs), where
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys(), where
        for key in ours:
            same(ours[key], theirs[key], f"{where}.{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), where
        for i, (mine, yours) in enumerate(zip(ours, theirs, strict=True)):
            same(mine, yours, f"{where}[{i}]")
    elif isinstance(ours, np.ndarray):
        assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype), where
        if "weights" in where:
            np.testing.assert_array_equal(ours, theirs, err_msg=where)
        else:
            np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=2e-6, err_msg=where)
    else:
        assert ours == theirs, where
