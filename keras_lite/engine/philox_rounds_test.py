"""Every way to encrypt a block gives the same four words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from keras_lite.engine.philox_rounds import Lanes, Words, encrypt, encrypt_one

_RANDOM = np.random.default_rng(5)


def _lanes(*shapes: tuple[int, int]) -> list[Lanes]:
    return [_RANDOM.integers(0, 1 << 32, shape, dtype=np.uint64) for shape in shapes]


def _one_by_one(lanes: list[Lanes], key: list[Lanes], shape: tuple[int, int]) -> list[list[int]]:
    whole = [np.broadcast_to(lane, shape).reshape(-1).tolist() for lane in (*lanes, *key)]
    return [
        encrypt_one(c0 | c1 << 32 | c2 << 64 | c3 << 96, k0 | k1 << 32)
        for c0, c1, c2, c3, k0, k1 in zip(*whole, strict=True)
    ]


def _together(lanes: list[Lanes], key: list[Lanes], shape: tuple[int, int]) -> Words:
    out = np.empty((*shape, 4), np.uint32)
    encrypt(lanes, key, out)
    return out.reshape(-1, 4)


def test_published_vector() -> None:
    words = encrypt_one(0x0370734413198A2E85A308D3243F6A88, 0x299F31D0A4093822)
    assert words == [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]


@pytest.mark.parametrize(
    "lanes",
    [
        [(3, 5)] * 4,
        [(1, 5), (1, 1), (3, 1), (3, 1)],
        [(1, 5), (1, 1), (1, 1), (1, 1)],
        [(3, 1), (3, 5), (1, 5), (1, 1)],
    ],
)
@pytest.mark.parametrize("keys", [(3, 1), (1, 1)])
def test_lanes_may_be_short(lanes: list[tuple[int, int]], keys: tuple[int, int]) -> None:
    words, key = _lanes(*lanes), _lanes(keys, keys)
    assert _together(words, key, (3, 5)).tolist() == _one_by_one(words, key, (3, 5))


def test_shapes_may_change_from_call_to_call() -> None:
    for shape in [(2, 7), (1, 1), (7, 2), (1, 14), (9, 9), (2, 7)]:
        lanes, key = _lanes(*[shape] * 4), _lanes(*[(shape[0], 1)] * 2)
        assert _together(lanes, key, shape).tolist() == _one_by_one(lanes, key, shape)


@pytest.mark.slow
def test_threads_have_arrays_of_their_own() -> None:
    shape = (20, 300)
    tasks = [(_lanes(*[shape] * 4), _lanes((20, 1), (20, 1))) for _ in range(8)]
    expected = [_together(*task, shape).tolist() for task in tasks]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda task: _together(*task, shape).tolist(), tasks * 3)
        assert list(found) == expected * 3
