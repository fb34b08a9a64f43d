"""Slopes where pieces meet, as TensorFlow 2.21 takes them, and tails that keep their digits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from keras_lite import activations
from keras_lite.primitives.bends import elu, relu6, softsign
from keras_lite.primitives.erf import erfc

# name -> arguments, places, slopes there; recorded from Keras 3.15.1
AT_BENDS: list[tuple[str, dict[str, Any], list[float], list[float]]] = [
    ("celu", {}, [-0.0, 0.0], [2, 2]),
    ("elu", {}, [-0.0, 0.0], [1, 1]),
    ("elu", {"alpha": 0.3}, [-0.0, 0.0], [0.3, 0.3]),
    ("selu", {}, [-0.0, 0.0], [1.050701, 1.050701]),
    ("relu6", {}, [0.0, 6.0], [0, 0]),
    ("hard_sigmoid", {}, [-3.0, 3.0], [0, 0]),
    ("hard_silu", {}, [-3.0, 3.0], [0, 1]),
    ("hard_tanh", {}, [-1.0, 1.0], [1, 1]),
    ("leaky_relu", {}, [-0.0, 0.0], [0.2, 0.2]),
    ("relu", {"negative_slope": 0.1}, [-0.0, 0.0], [0.1, 0.1]),
    ("relu", {"max_value": 6.0}, [0.0, 6.0], [0, 0]),
    ("relu", {"max_value": 1.0}, [0.0, 1.0], [0, 1]),
]


@pytest.mark.parametrize(("name", "arguments", "x", "wanted"), AT_BENDS)
def test_slopes_at_bends(slopes: Any, name: str, arguments: Any, x: Any, wanted: Any) -> None:
    (found,) = slopes(lambda v: getattr(activations, name)(v, **arguments), np.float32(x))
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


def test_elu_is_rounded_before_one_is_taken_away() -> None:
    x = np.float32([-1e-3, -1e-10, -20.0, 2.0])
    assert elu(x).tolist() == [float(np.exp(x[0]) - np.float32(1)), 0.0, -1.0, 2.0]


def test_values(slopes: Any) -> None:
    x = np.float32([-9.0, -1.5, 0.0, 1.5, 9.0])
    assert relu6(x).tolist() == [0, 0, 0, 1.5, 6]
    assert relu6(np.int32([-1, 3, 8])).tolist() == [0, 3, 6]
    np.testing.assert_allclose(softsign(x), x / (1 + np.abs(x)), rtol=1e-7)
    np.testing.assert_allclose(slopes(softsign, x)[0], 1 / (1 + np.abs(x)) ** 2, rtol=2e-7)


def test_one_minus_the_error_function() -> None:
    x = np.concatenate([np.linspace(-7, 26, 20001), [0.0, 0.5, 4.0, -0.5, -4.0]])
    np.testing.assert_allclose(erfc(x), [math.erfc(v) for v in x], rtol=1.5e-15)
    single = x[x < 9].astype("float32")
    np.testing.assert_allclose(erfc(single), [math.erfc(v) for v in single], rtol=6e-7)
    assert erfc(np.float32([np.inf, -np.inf])).tolist() == [0, 2]
    assert np.isnan(erfc(np.float32(np.nan)))


def test_gelu_keeps_its_digits(slopes: Any) -> None:
    x = np.float32([-12, -8, -5])
    exact = [0.5 * v * math.erfc(-v / math.sqrt(2)) for v in x.tolist()]
    np.testing.assert_allclose(activations.gelu(x), exact, rtol=3e-5)
    np.testing.assert_allclose(  # recorded
        slopes(activations.gelu, x)[0], [-2.5579152e-31, -3.9796149e-14, -7.1469467e-06], rtol=1e-4
    )
