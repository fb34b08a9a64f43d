"""The order in which epochs visit the rows."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice

import numpy as np
import pytest

from keras_lite.engine import permutation, seeds
from keras_lite.training import order as orders
from keras_lite.training.order import epoch_orders


@pytest.fixture(autouse=True)
def without_a_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "_global_seed", None)
    monkeypatch.setattr(permutation, "_shuffle", None)


@pytest.mark.parametrize("rows", [2, 7, 1000])
def test_every_epoch_visits_every_row(rows: int) -> None:
    for order in islice(epoch_orders(rows, 3, True), 4):
        assert order is not None
        assert order.dtype == np.int64
        assert sorted(order.tolist()) == list(range(rows))


def test_first_orders_of_few_rows_do_without_numpys_generators() -> None:
    code = (
        "import sys; from itertools import islice; from keras_lite.training import order\n"
        "first = [next(order.epoch_orders(rows, 32, True)) for rows in (2000, 1000)]\n"
        "assert [sorted(o) for o in first] == [list(range(2000)), list(range(1000))]\n"
        "assert 'numpy.random' not in sys.modules\n"
        "next(order.epoch_orders(100_000, 32, True))\n"
        "assert 'numpy.random' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_epochs_and_calls_differ() -> None:
    found = [order for _ in range(2) for order in islice(epoch_orders(1000, 32, True), 3)]
    assert len({order.tobytes() for order in found if order is not None}) == 6


def test_orders_of_later_epochs_are_equally_likely() -> None:
    """Of three rows, in the third epoch: each of the six orders a sixth of the time."""
    counts: dict[bytes, int] = {}
    for _ in range(1200):
        *_, order = islice(epoch_orders(3, 1, True), 3)
        assert order is not None
        counts[order.tobytes()] = counts.get(order.tobytes(), 0) + 1
    assert len(counts) == 6
    assert sum((count - 200) ** 2 / 200 for count in counts.values()) < 40  # chi square, 5 degrees


def test_nobodys_random_state_moves() -> None:
    before = np.random.get_state()[1].tobytes()  # type: ignore[index,union-attr]
    list(islice(epoch_orders(10, 3, True), 3))
    assert np.random.get_state()[1].tobytes() == before  # type: ignore[index,union-attr]
    assert next(epoch_orders(10, 3, False)) is None
    assert next(epoch_orders(1, 3, True)) is None


def test_only_a_few_short_orders_are_kept() -> None:
    """So that many `fit`s leave memory flat; and each of them has an order of its own."""
    for rows in (*range(2, 20), orders._KEPT_ROWS + 1):
        first, again = (next(epoch_orders(rows, 3, True)) for _ in range(2))
        assert first is not None and again is not None
        assert first is not again and sorted(again.tolist()) == list(range(rows))
    assert list(orders._kept) == list(range(20 - orders._KEPT_ORDERS, 20))
