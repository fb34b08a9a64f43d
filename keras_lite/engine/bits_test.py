from __future__ import annotations

import math

import numpy as np
import pytest

from keras_lite.engine import bits
from keras_lite.engine.philox_rounds import Words
from keras_lite.initializers import RandomNormal, TruncatedNormal

EDGES = [0, 1, 0xFFFFFFFF, 0x80000000, 0x007FFFFF, 0x00800000]


def edges() -> Words:
    return np.array(EDGES, np.uint32)


@pytest.mark.parametrize(("dtype", "size"), [("float16", 10), ("float32", 23)])
def test_low_bits_are_the_fraction(dtype: str, size: int) -> None:
    found = bits.unit_low(edges(), np.dtype(dtype))
    assert found.tolist() == [(word % 2**size) / 2**size for word in EDGES]


def test_doubles_take_the_first_word_for_the_high_half() -> None:
    found = bits.unit_double(edges()).tolist()
    halves = zip(EDGES[0::2], EDGES[1::2], strict=True)
    assert found == [(first % 2**20 * 2**32 + second) / 2**52 for first, second in halves]


def test_high_bits() -> None:
    assert bits.unit_high(edges(), np.dtype("float32")).tolist() == [
        w // 512 / 2**23 for w in EDGES
    ]
    halves = zip(EDGES[0::2], EDGES[1::2], strict=True)
    wanted = [(second * 2**32 + first) // 2**12 / 2**52 for first, second in halves]
    assert bits.unit_high(edges(), np.dtype("float64")).tolist() == wanted


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-6), ("float64", 1e-15)])
def test_two_normals_from_a_radius_and_an_angle(dtype: str, tolerance: float) -> None:
    words = np.array([0x100001, 0x22222, 0x200003, 0x444444], np.uint32)
    u, v = bits.unit_low(words.copy(), np.dtype(dtype))[:2].tolist()
    radius = math.sqrt(-2 * math.log(u))
    wanted = [radius * math.sin(2 * math.pi * v), radius * math.cos(2 * math.pi * v)]
    before = words.copy()
    assert np.abs(bits.box_muller(words, np.dtype(dtype))[:2] - wanted).max() < tolerance
    assert words.tolist() == before.tolist()


def test_the_smallest_word_gives_a_finite_normal() -> None:
    zeros = np.zeros(4, np.uint32)
    for dtype in ("float32", "float64"):
        found = bits.box_muller(zeros, np.dtype(dtype))
        assert found[0] == 0 and abs(found[1] - math.sqrt(-2 * math.log(1e-7))) < 1e-6


def test_bfloat16_where_numpy_has_it() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    # Recorded from Keras 3.15.1; these two draws agree because no value was cut off.
    wanted = [[0.00634766, -0.0246582], [0.0317383, -0.0395508]]
    for kind in (RandomNormal, TruncatedNormal):
        found = kind(seed=1)((2, 2), "bfloat16")
        assert found.dtype == ml_dtypes.bfloat16
        assert np.abs(found.astype(np.float64) - wanted).max() < 1e-7
