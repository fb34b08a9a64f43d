"""Random numbers against those of TensorFlow 2.21 under Keras 3.15.1, to the last bit."""

from __future__ import annotations

import hashlib
import math
import random
from typing import Any

import numpy as np
import pytest

from compat_tests.recorded_arrays import difference, floats, load
from keras_lite.engine import rng, seeds
from keras_lite.engine.libm import logf, sincosf

GOLDEN = load("random")
GROUPS = sorted({(row["op"], row["out"]["dtype"]) for row in GOLDEN["stateless"]})


def test_blocks() -> None:
    for row in GOLDEN["philox"]:
        key, low, high = (int(row[name], 16) for name in ("key", "counter_lo", "counter_hi"))
        drawn = rng.words(rng.Stream(key, low | high << 64), len(row["words"]))
        assert drawn.tolist() == row["words"], row


def test_scrambling() -> None:
    for row in GOLDEN["scramble"]:
        low, high = (int(half, 16) for half in row["counter"])
        wanted = rng.Stream(int(row["key"], 16), low | high << 64)
        assert rng.stream_of_seed(row["seed"]) == wanted, row


def test_logarithm_sine_and_cosine() -> None:
    recorded = GOLDEN["libm"]["logf"]
    assert logf(floats(recorded["in"])).tolist() == floats(recorded["out"]).tolist()
    recorded = GOLDEN["libm"]["sincosf"]
    sine, cosine = sincosf(floats(recorded["in"]))
    assert sine.tolist() == floats(recorded["sin"]).tolist()
    assert cosine.tolist() == floats(recorded["cos"]).tolist()


def test_logarithm_sine_and_cosine_of_all_arguments_there_are() -> None:
    """Uniform float32 numbers have 2**23 values, so nothing needs to be left out."""
    digests = {name: hashlib.sha256() for name in ("logf", "sin", "cos")}
    for start in range(0, 2**23, 2**16):
        fraction = np.arange(start, start + 2**16, dtype=np.uint32)
        unit = (fraction | np.uint32(0x3F800000)).view(np.float32) - np.float32(1)
        angle = (unit.astype(np.float64) * (2 * math.pi)).astype(np.float32)
        results = (logf(np.maximum(unit, np.float32(1e-7))), *sincosf(angle))
        for digest, result in zip(digests.values(), results, strict=True):
            digest.update(result.tobytes())
    found = {name: digest.hexdigest() for name, digest in digests.items()}
    assert found == GOLDEN["libm"]["all_2_23_mantissas_sha256"]


def _draw(row: dict[str, Any]) -> Any:
    what = (row["seed"], row["out"]["shape"])
    dtype = row["out"]["dtype"]
    if row["op"] == "stateless_uniform_int":
        return rng.random_integers(*what, row["minval"], row["maxval"], dtype)
    if row["op"] == "stateless_uniform[jit_compile]":
        return rng.uniform(*what, dtype, compiled=True)
    return getattr(rng, row["op"].removeprefix("stateless_"))(*what, dtype)


@pytest.mark.parametrize(("op", "dtype"), GROUPS)
def test_stateless_draws(op: str, dtype: str) -> None:
    rows = [row for row in GOLDEN["stateless"] if (row["op"], row["out"]["dtype"]) == (op, dtype)]
    assert len(rows) >= 7
    for row in rows:
        assert not difference(_draw(row), row["out"]), (row["seed"], row["out"]["shape"])


def test_default_seeds() -> None:
    for seed, wanted in GOLDEN["python_draws"].items():
        random.seed(int(seed))
        assert [seeds.make_default_seed() for _ in wanted] == wanted


def test_order_of_fit() -> None:
    for row in GOLDEN["fit_order"]:
        seed, count = row["set_random_seed"], row["n"]
        if row["shuffle"] == "batch":
            order = rng.batch_permutation(count, row["batch_size"], seed)
        else:
            order = rng.permutation(count, seed)
        assert not difference(order, row["order"]), row
