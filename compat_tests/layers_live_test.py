"""Layers beside the real Keras: results, weights from the seed, names, configurations, shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.layer_cases import CASES, run
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live

# Units in the last place of the largest result, where sums are taken in another order or a function
# of the C library is rounded in another way. All others: none but the last bit.
LIMITS = {"dense_float16": 2, "layer_norm_axes": 6, "softmax_axes": 6, "batch_norm_axis": 4}
NOISE = ("first", "second", "weights", "losses")


@pytest.mark.parametrize("case", CASES)
def test_layers_agree(real_keras: Oracle, case: str) -> None:
    theirs = real_keras.call("compat_tests.layer_cases:run", case)
    ours = plain(run(keras_lite, case))
    for what in theirs:
        if what not in NOISE:
            assert ours[what] == theirs[what], what
    assert [v.dtype for v in ours["weights"]] == [v.dtype for v in theirs["weights"]]
    limit = LIMITS.get(case, 3)
    for what in NOISE:
        for mine, yours in _pairs(ours[what], theirs[what]):
            assert (mine.shape, mine.dtype) == (yours.shape, yours.dtype)
            assert ulps(mine, yours) <= limit, what


def _pairs(ours: Any, theirs: Any) -> Any:
    if isinstance(ours, list):
        return zip(ours, theirs, strict=True)
    return [(ours, theirs)]


def ulps(a: Any, b: Any) -> float:
    """The largest difference in units in the last place of the array's largest values."""
    if not a.size or a.dtype.kind != "f":
        return float(not np.array_equal(a, b))
    return float(np.max(np.abs(a - b)) / np.spacing(np.max(np.abs(b))))


def test_what_adapts_agrees(real_keras: Oracle) -> None:
    data = np.random.RandomState(1).normal(3, 2, size=(50, 3, 4)).astype("float32")
    for arguments in ({}, {"axis": 1}, {"axis": None}, {"axis": (1, 2)}):
        theirs = real_keras.call(adapt, arguments, data)
        ours = plain(adapt(keras_lite, arguments, data))
        for mine, yours in zip(ours, theirs, strict=True):
            assert (mine.shape, mine.dtype) == (yours.shape, yours.dtype)
            np.testing.assert_allclose(mine, yours, rtol=2e-6, atol=2e-6)


def adapt(keras: Any, arguments: Any, data: Any) -> Any:
    """What `Normalization` learns from data, and what it makes of them."""
    layer = keras.layers.Normalization(**arguments)
    layer.adapt(data)
    return [*layer.get_weights(), layer(data)]
