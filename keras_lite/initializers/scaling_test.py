from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite.engine import rng
from keras_lite.initializers import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from keras_lite.initializers.scaling import compute_fans


# Recorded from Keras 3.15.1.
@pytest.mark.parametrize(
    ("shape", "axes", "fans"),
    [
        ((), {}, (1, 1)),
        ((3,), {}, (3, 3)),
        ((2, 5), {}, (2, 5)),
        ((2, 3, 5), {}, (6, 10)),
        ((2, 3, 5, 7), {}, (30, 42)),
        ((4, 0), {}, (4, 0)),
        ((2, 3, 5), {"input_axes": [0]}, (6, 10)),
        ((2, 3, 5), {"output_axes": [1]}, (6, 10)),
        ((2, 3, 5), {"input_axes": [0], "output_axes": [1, 2]}, (2, 15)),
        ((2, 3, 5), {"input_axes": [-1], "output_axes": [0, 1]}, (5, 6)),
        ((2, 3, 5), {"input_axes": [], "output_axes": [0]}, (1, 2)),
    ],
)
def test_fans(shape: Any, axes: Any, fans: tuple[int, int]) -> None:
    assert compute_fans(shape, **axes) == fans


def test_axes_must_exist() -> None:
    with pytest.raises(ValueError, match=r"axes \(5,\) do not all exist in a weight of shape"):
        GlorotUniform(input_axes=(0,), output_axes=(5,))((2, 3))
    with pytest.raises(ValueError, match="GlorotUniform: `input_axes` is 0"):
        GlorotUniform(input_axes=0)


# 60,000 values of a weight with 200 inputs and 300 outputs; five standard errors of the variance.
@pytest.mark.parametrize(
    ("kind", "variance"),
    [
        (GlorotUniform, 2 / 500),
        (GlorotNormal, 2 / 500),
        (HeUniform, 2 / 200),
        (HeNormal, 2 / 200),
        (LecunUniform, 1 / 200),
        (LecunNormal, 1 / 200),
        (VarianceScaling, 1 / 200),
    ],
)
def test_variance(kind: Any, variance: float) -> None:
    values = kind(seed=1)((200, 300)).astype(np.float64)
    assert abs(values.var() / variance - 1) < 5 * (2 / 60000) ** 0.5
    assert abs(values.mean()) < 5 * (variance / 60000) ** 0.5


def test_the_numbers_are_those_of_the_seed() -> None:
    limit = float(np.float32((6 / 500) ** 0.5))
    found = GlorotUniform(seed=4)((200, 300))
    assert found.tolist() == rng.uniform((4, 0), (200, 300), "float32", -limit, limit).tolist()
    normal = VarianceScaling(2.0, "fan_out", "untruncated_normal", seed=4)((3, 8))
    assert normal.tolist() == rng.normal((4, 0), (3, 8), stddev=0.5).tolist()


def test_spellings_of_the_distribution() -> None:
    for spelling in ("normal", "Normal", "TRUNCATED_NORMAL"):
        assert VarianceScaling(distribution=spelling).distribution == "truncated_normal"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scale": 0}, "`scale` is 0, but a positive number"),
        ({"scale": -1.0}, "`scale` is -1.0"),
        ({"mode": "fanin"}, "`mode` is 'fanin', .*Did you mean 'fan_in'"),
        ({"mode": "FAN_IN"}, "`mode` is 'FAN_IN'"),
        ({"distribution": "unifrom"}, "Did you mean 'uniform'"),
        ({"distribution": 3}, "`distribution` is 3"),
    ],
)
def test_bad_arguments(arguments: Any, message: str) -> None:
    with pytest.raises(
        ValueError, match=f"VarianceScaling: .*{message}|VarianceScaling: {message}"
    ):
        VarianceScaling(**arguments)


def test_named_choices_save_what_they_were_given() -> None:
    assert HeNormal(seed=3).get_config() == {"seed": 3, "input_axes": None, "output_axes": None}
    assert isinstance(HeNormal(), VarianceScaling)
    assert list(VarianceScaling().get_config()) == (
        "seed scale mode distribution input_axes output_axes".split()
    )
