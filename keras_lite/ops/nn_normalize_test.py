from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

X = np.random.RandomState(2).rand(3, 4).astype("float32") * 3


def test_moments_of_narrow_floats_are_computed_wide() -> None:
    x = np.full((70000,), 2.0, "float16")
    mean, variance = ops.moments(x, [0])
    assert (mean.dtype, mean.tolist(), variance.tolist()) == ("float16", 2.0, 0.0)


def test_normalized_rows_have_mean_0_and_variance_1() -> None:
    found = np.asarray(ops.layer_normalization(X, epsilon=1e-12))
    np.testing.assert_allclose(found.mean(1), 0, atol=1e-6)
    np.testing.assert_allclose(found.var(1), 1, rtol=1e-5)


def test_scale_and_offset_along_another_axis() -> None:
    gamma, beta = np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0])
    plain = np.asarray(ops.layer_normalization(X, axis=0))
    found = ops.layer_normalization(X, gamma, beta, axis=0)
    np.testing.assert_allclose(found, plain * gamma[:, None] + beta[:, None], rtol=1e-5, atol=1e-6)


def test_rms_of_a_number() -> None:
    assert ops.rms_normalization(3.0).shape == (1,)


def test_batch_normalization_is_the_formula() -> None:
    found = ops.batch_normalization(X, X.mean(0), X.var(0), -1, [1.0] * 4, [2.0] * 4, 1e-3)
    expected = (X - X.mean(0)) / np.sqrt(X.var(0) + 1e-3) * 2 + 1
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_nothing_has_no_direction() -> None:
    assert ops.normalize([0.0, 0.0]).tolist() == [0, 0]
    assert ops.normalize([0.0, 0.0], order=1).tolist() == [0, 0]


def test_the_old_scaling_warns() -> None:
    with pytest.warns(UserWarning, match="Use rms_normalization"):
        ops.layer_normalization(X, rms_scaling=True)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.normalize(X, order=0), "normalize: `order` is 0"),
        (lambda: ops.normalize(X, order=1.5), "normalize: `order` is 1.5"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
