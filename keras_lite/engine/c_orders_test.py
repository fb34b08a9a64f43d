"""Orders made in C are those that Python makes, row for row."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from keras_lite.engine import c_orders, compiler, permutation
from keras_lite.engine.library_folder import CannotCompile
from keras_lite.engine.philox import Stream

needs_compiler = pytest.mark.skipif(compiler.find() is None, reason="needs a C compiler")
ONES = (1 << 128) - 1


@pytest.fixture(autouse=True)
def by_python() -> Iterator[None]:
    """Whoever shuffles when the test begins shuffles again when it is over."""
    before = permutation._shuffle
    permutation.shuffle_by(None)
    permutation.permutation.cache_clear()
    permutation.batch_permutation.cache_clear()
    yield
    permutation.shuffle_by(before)


def _in_c(make: Callable[[], permutation.Order]) -> list[int]:
    c_orders.install()
    assert permutation.is_quick(7)
    found = make()
    permutation.shuffle_by(None)
    permutation.permutation.cache_clear()
    permutation.batch_permutation.cache_clear()
    assert found.dtype == np.int64
    return found.tolist()


@needs_compiler
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 1000, 1024, 1025, 1026, 5003])
def test_counts(count: int) -> None:
    def make() -> permutation.Order:
        return permutation.permutation(count, 11, turn=3)

    assert _in_c(make) == make().tolist()


@needs_compiler
def test_batches_that_keep_their_places() -> None:
    def make() -> permutation.Order:
        return permutation.batch_permutation(1003, 10, 5)

    assert _in_c(make) == make().tolist()


@needs_compiler
@pytest.mark.parametrize("counter", [(1 << 64) - 3, (1 << 64) - 300, ONES - 3, 7 << 64])
def test_counters_that_wrap(counter: int) -> None:
    def make() -> permutation.Order:
        return permutation._shuffled(3000, Stream((1 << 64) - 1, counter), 2)

    assert _in_c(make) == make().tolist()


@needs_compiler
def test_unforeseen_orders_are_equally_likely() -> None:
    """Of three rows: each of the six orders a sixth of the time."""
    c_orders.install()
    counts: dict[bytes, int] = {}
    for _ in range(1200):
        order = permutation.unforeseen(3).tobytes()
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6
    assert sum((count - 200) ** 2 / 200 for count in counts.values()) < 40  # chi square, 5 degrees


@needs_compiler
def test_more_rows_than_words_can_number_are_left_to_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(permutation, "_MOST_ROWS", 10)
    permutation.shuffle_by(lambda *_: np.zeros(0, np.int64))
    assert [permutation.is_quick(count) for count in (9, 10)] == [True, False]
    assert sorted(permutation.unforeseen(10).tolist()) == list(range(10))


def test_without_a_compiler_python_shuffles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "find", lambda: None)
    with pytest.raises(CannotCompile, match="no C compiler"):
        c_orders.install()
    assert not permutation.is_quick(7)
    assert sorted(permutation.unforeseen(50).tolist()) == list(range(50))
