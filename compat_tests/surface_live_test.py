"""The surface beside the real Keras: what is returned, under which names, in which order."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests import surface_cases, surface_training_cases
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live


@pytest.mark.parametrize("case", [*surface_cases.CASES, *surface_training_cases.CASES])
def test_the_answers_agree(real_keras: Oracle, case: str) -> None:
    theirs = real_keras.call("compat_tests.surface_cases:run", case)
    with warnings.catch_warnings():
        # What is nearly always a mistake runs, and is warned of here alone.
        warnings.simplefilter("ignore", keras_lite.errors.KerasLiteWarning)
        ours = plain(surface_cases.run(keras_lite, case))
    same(ours, theirs, case)


def same(ours: Any, theirs: Any, where: str) -> None:
    """Equal in type and value, numbers up to rounding; an error is of their error's class."""
    assert type(ours) is type(theirs), f"{where}: {ours!r} for {theirs!r}"
    if isinstance(ours, dict):
        if "raised" in theirs:
            assert theirs["raised"][0] in ours["raised"], where
            return
        assert ours.keys() == theirs.keys(), where
        for key in theirs:
            same(ours[key], theirs[key], f"{where}.{key}")
    elif isinstance(ours, (list, tuple)):
        assert len(ours) == len(theirs), f"{where}: {ours} for {theirs}"
        for i, (mine, yours) in enumerate(zip(ours, theirs, strict=True)):
            same(mine, yours, f"{where}[{i}]")
    elif isinstance(ours, (np.ndarray, np.generic)):
        assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype), where
        largest = float(np.max(np.abs(theirs), initial=0.0)) if ours.dtype.kind == "f" else 0.0
        np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=1e-6 * largest, err_msg=where)
    elif isinstance(ours, float):
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-7, nan_ok=True), where
    else:
        assert ours == theirs, where
