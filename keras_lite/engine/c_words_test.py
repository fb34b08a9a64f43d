"""Words drawn in C are those that NumPy draws, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from keras_lite.engine import c_words, compiler, philox
from keras_lite.engine.library_folder import CannotCompile
from keras_lite.engine.philox import Stream, stream_of_seed, words, words_of_seeds

needs_compiler = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")
ONES = (1 << 128) - 1


@pytest.fixture(autouse=True)
def by_numpy() -> Iterator[None]:
    """Whoever draws when the test begins draws again when it is over."""
    before = philox._draw
    philox.draw_by(None)
    yield
    philox.draw_by(before)


def _in_c(*arguments: object, draw: object = words) -> list[object]:
    c_words.install()
    assert philox.is_drawn_elsewhere()
    found = draw(*arguments)  # type: ignore[operator]
    philox.draw_by(None)
    assert found.dtype == np.uint32
    return found.tolist()  # type: ignore[no-any-return]


@needs_compiler
@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 31, 32, 33, 127, 1000, 40_001])
def test_counts(count: int) -> None:
    stream = stream_of_seed((11, -2))
    assert _in_c(stream, count) == words(stream, count).tolist()


@needs_compiler
@pytest.mark.parametrize("key", [0, 1, 0xFFFFFFFF, 1 << 32, 0x299F31D0A4093822, (1 << 64) - 1])
@pytest.mark.parametrize(
    "counter", [0, (1 << 32) - 5, (1 << 64) - 5, (1 << 96) - 5, ONES - 5, ONES, 7 << 64]
)
def test_keys_and_counters_that_wrap(key: int, counter: int) -> None:
    stream = Stream(key, counter)
    for block in (0, 3, 1 << 40):
        assert _in_c(stream, 70, block) == words(stream, 70, block).tolist()


@needs_compiler
@pytest.mark.parametrize("shape", [(0, 5), (1, 1), (3, 0), (7, 6), (100, 41)])
def test_many_seeds(shape: tuple[int, int]) -> None:
    rows, count = shape
    seeds = np.random.default_rng(0).integers(-(2**63), 2**63 - 1, (rows, 2))
    expected = words_of_seeds(seeds, count)
    assert expected.shape == shape
    assert _in_c(seeds, count, draw=words_of_seeds) == expected.tolist()


def test_without_a_compiler_numpy_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "find", lambda: None)
    with pytest.raises(CannotCompile, match="no C compiler"):
        c_words.install()
    assert not philox.is_drawn_elsewhere()
    assert len(words(Stream(1, 2), 5)) == 5
