from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from keras_lite.engine.libm import logf, sincosf


def units_off(
    found: NDArray[np.float32], exact: Callable[[float], float], x: NDArray[np.float32]
) -> float:
    """The largest error, in units of the last place of the exact result."""
    wanted = np.array([exact(v) for v in x.tolist()])
    return float((np.abs(found - wanted) / np.spacing(np.abs(wanted).astype(np.float32))).max())


# The bounds are those that ARM states for these routines.
def test_logarithm_is_as_close_as_stated() -> None:
    x = np.concatenate([np.geomspace(1.2e-38, 3e38, 9999), np.linspace(0.9, 1.1, 9999)])
    x = x.astype(np.float32)
    assert units_off(logf(x), math.log, x) < 0.819
    assert logf(np.ones(1, np.float32))[0] == 0.0


def test_sine_and_cosine_are_as_close_as_stated() -> None:
    y = np.linspace(0, 119.9, 50000).astype(np.float32)
    sine, cosine = sincosf(y)
    assert units_off(sine, math.sin, y) < 0.57
    assert units_off(cosine, math.cos, y) < 0.57


def test_tiny_angles_are_their_own_sine() -> None:
    y = np.array([0.0, 1e-30, 2.0**-13], np.float32)
    sine, cosine = sincosf(y)
    assert sine.tolist() == y.tolist() and cosine.tolist() == [1.0, 1.0, 1.0]
