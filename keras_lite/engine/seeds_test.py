from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from keras_lite.engine import seeds


@pytest.fixture(autouse=True)
def state() -> Iterator[None]:
    hooks, seed = list(seeds._hooks), seeds.global_seed()
    yield
    seeds._hooks[:] = hooks
    seeds._global_seed = seed


def test_the_seed_is_remembered_and_hooks_are_called() -> None:
    calls = []
    seeds.on_new_seed(lambda: calls.append(seeds.global_seed()))
    seeds.set_global_seed(5)
    assert seeds.global_seed() == 5 and seeds.order_seed() == 5
    seeds.set_global_seed(None)
    assert calls == [5, None]


def test_without_a_seed_orders_differ_and_no_ones_generator_moves() -> None:
    seeds.set_global_seed(None)
    before = random.getstate(), np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    drawn = {seeds.order_seed() for _ in range(5)}
    assert len(drawn) > 1 and all(0 < seed < 2**31 - 1 for seed in drawn)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # type: ignore[index, union-attr]


def test_default_seeds_are_pythons_draws() -> None:
    random.seed(0)
    assert [seeds.make_default_seed() for _ in range(2)] == [906691060, 413654000]
