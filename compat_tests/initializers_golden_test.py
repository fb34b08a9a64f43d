"""Initial weights against those of Keras 3.15.1 on TensorFlow 2.21, to the last bit."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from compat_tests.recorded_arrays import difference, load
from keras_lite import initializers
from keras_lite.registry import deserialize_keras_object

ROWS = load("initializers")["initializers"]
NAMES = sorted({row["initializer"] for row in ROWS})

WITH_ARGUMENTS: dict[str, Callable[[int], Any]] = {
    "RandomNormal(1.0,0.5)": lambda seed: initializers.RandomNormal(1.0, 0.5, seed),
    "RandomUniform(-2,3)": lambda seed: initializers.RandomUniform(-2, 3, seed),
    "TruncatedNormal(0.1,0.2)": lambda seed: initializers.TruncatedNormal(0.1, 0.2, seed),
    "VarianceScaling(2,fan_out,untruncated_normal)": lambda seed: initializers.VarianceScaling(
        2, "fan_out", "untruncated_normal", seed
    ),
    "VarianceScaling(0.5,fan_in,uniform)": lambda seed: initializers.VarianceScaling(
        0.5, "fan_in", "uniform", seed
    ),
}
# The QR decomposition of Orthogonal is another library's in TensorFlow and rounds otherwise.
ORTHOGONAL_TOLERANCE = 1e-5


def _values(row: dict[str, Any]) -> Any:
    name, out = row["initializer"], row["out"]
    if name in WITH_ARGUMENTS:
        initializer = WITH_ARGUMENTS[name](row["seed"])
    else:
        random.seed(row["set_random_seed"])
        initializer = initializers.get(name)
    return initializer(out["shape"], out["dtype"])


@pytest.mark.parametrize("name", [name for name in NAMES if name != "orthogonal"])
def test_values(name: str) -> None:
    rows = [row for row in ROWS if row["initializer"] == name]
    assert rows
    for row in rows:
        assert not difference(_values(row), row["out"]), row["out"]["shape"]


def test_orthogonal_values() -> None:
    rows = [row for row in ROWS if row["initializer"] == "orthogonal"]
    assert len(rows) == 10
    for row in rows:
        first = row["out"]["approx_first"]
        found = _values(row)
        assert list(found.shape) == row["out"]["shape"]
        assert np.abs(found.reshape(-1)[: len(first)] - first).max() < ORTHOGONAL_TOLERANCE


# What Keras 3.15.1 writes into files.
SERIALIZED = [
    ("Zeros", {}),
    ("Ones", {}),
    ("Constant", {"value": 0.0}),
    ("Identity", {}),
    ("RandomNormal", {"seed": None, "mean": 0.0, "stddev": 0.05}),
    ("RandomUniform", {"seed": None, "minval": -0.05, "maxval": 0.05}),
    ("TruncatedNormal", {"seed": None, "mean": 0.0, "stddev": 0.05}),
    (
        "VarianceScaling",
        {
            "seed": None,
            "scale": 1.0,
            "mode": "fan_in",
            "distribution": "truncated_normal",
            "input_axes": None,
            "output_axes": None,
        },
    ),
    *(
        (name, {"seed": None, "input_axes": None, "output_axes": None})
        for name in (
            "GlorotUniform GlorotNormal HeUniform HeNormal LecunUniform LecunNormal".split()
        )
    ),
    ("Orthogonal", {"seed": None, "gain": 1.0}),
    ("STFT", {"side": "real", "window": "hann", "periodic": False, "scaling": "density"}),
]


@pytest.mark.parametrize(("name", "config"), SERIALIZED)
def test_serialized_form(name: str, config: dict[str, Any]) -> None:
    wanted = {
        "module": "keras.initializers",
        "class_name": name,
        "config": config,
        "registered_name": None,
    }
    found = initializers.serialize(initializers.get(name))
    assert found == wanted and list(found["config"]) == list(config)
    assert type(deserialize_keras_object(wanted)) is getattr(initializers, name)
