from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine import philox, philox_rounds
from keras_lite.engine.philox import (
    Stream,
    blocks_at,
    stream_of_kernel,
    stream_of_seed,
    words,
    words_of_seeds,
)

ONES = (1 << 128) - 1


# The published test vectors of Philox4x32-10 (Random123, kat_vectors).
@pytest.mark.parametrize(
    ("stream", "block"),
    [
        (Stream(0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        (Stream(ONES >> 64, ONES), "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            Stream(0x299F31D0A4093822, 0x0370734413198A2E85A308D3243F6A88),
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_published_vectors(stream: Stream, block: str) -> None:
    assert [f"{word:08x}" for word in words(stream, 4)] == block.split()


@pytest.mark.parametrize("counter", [0, (1 << 32) - 3, (1 << 64) - 2, (1 << 96) - 1, ONES - 1])
def test_blocks_follow_each_other_across_every_carry(counter: int) -> None:
    whole = words(Stream(7, counter), 24)
    for block in range(6):
        one = words(Stream(7, (counter + block) & ONES), 4)
        assert whole[4 * block : 4 * block + 4].tolist() == one.tolist()
        assert words(Stream(7, counter), 4, block).tolist() == one.tolist()


@pytest.mark.parametrize("counter", [0, (1 << 64) - 2, ONES - 1])
def test_chosen_blocks_are_those_of_the_stream(counter: int) -> None:
    stream = Stream(9, counter)
    chosen = blocks_at(stream, np.array([5, 0, 3]))
    assert chosen.tolist() == [words(stream, 4, block).tolist() for block in (5, 0, 3)]


def test_length_and_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = stream_of_seed((1, 2))
    whole = words(stream, 103)
    places = np.arange(26)
    monkeypatch.setattr(philox, "_CHUNK", 4)
    assert words(stream, 103).tolist() == whole.tolist()
    assert words(stream, 50).tolist() == whole[:50].tolist()
    assert blocks_at(stream, places).reshape(-1)[:103].tolist() == whole.tolist()
    assert words(stream, 0).shape == (0,)


def test_seeds_give_streams_of_their_own() -> None:
    streams = {stream_of_seed((a, b)) for a in range(-3, 4) for b in range(-3, 4)}
    assert len(streams) == 49
    assert all(stream.counter % 2**64 == 0 for stream in streams)


def test_a_kernels_stream_is_not_scrambled() -> None:
    assert stream_of_kernel(5, 7) == Stream(5, 7 << 64)
    assert stream_of_kernel(-1, 0) == Stream(2**64 - 1, 0)


@pytest.mark.parametrize("start", [0, 1000, 2147483640, -20])
def test_seeds_that_follow_each_other_have_streams_of_their_own(start: int) -> None:
    for step, count in ((1, 80), (1, 1030), (2, 80), (0, 8), (1, 5), (1, 1), (1, 0)):
        seeds = np.stack([np.full(count, 7), start + step * np.arange(count)], axis=1)
        expected = [words(stream_of_seed((7, int(s))), 6).tolist() for s in seeds[:, 1]]
        assert words_of_seeds(seeds, 6).tolist() == expected


def test_long_streams_are_drawn_in_parts_that_leave_little_memory_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(philox, "_draw", None)
    monkeypatch.setattr(philox, "_CHUNK", 64)
    monkeypatch.setattr(philox_rounds, "_space", philox_rounds._Space())
    seeds = np.array([[3, 5], [4, -7]])
    expected = [words(stream_of_seed((a, b)), 1003).tolist() for a, b in seeds.tolist()]
    assert words_of_seeds(seeds, 1003).tolist() == expected
    many = np.stack([np.arange(300), np.arange(300) ** 2], axis=1)
    one = [words(stream_of_seed((a, b)), 2).tolist() for a, b in many.tolist()]
    assert words_of_seeds(many, 2).tolist() == one
    assert philox_rounds._space._memory.nbytes == 64 * 64
