"""Orders that TensorFlow 2.21 gave for these seeds."""

from __future__ import annotations

import itertools

import pytest

from keras_lite.compat.tensorflow_shuffle import Orders, seed_pair, shuffled
from keras_lite.engine import seeds


@pytest.fixture(autouse=True)
def seed():
    before = seeds.global_seed()
    seeds.set_global_seed(None)
    yield
    seeds.set_global_seed(before)


def passes(size, again, count=2):
    orders = Orders(3, again)
    return [list(shuffled(iter(range(10)), size, orders.next_pass())) for _ in range(count)]


def test_each_pass_has_an_order_of_its_own():
    first, second = passes(10, True)
    assert first == [4, 7, 2, 6, 8, 0, 3, 1, 5, 9]
    assert second == [8, 6, 4, 1, 7, 9, 3, 0, 5, 2]
    assert passes(4, True) == [[0, 3, 2, 1, 4, 7, 6, 5, 8, 9], [0, 4, 1, 2, 5, 3, 6, 8, 9, 7]]


def test_the_same_order_again():
    assert passes(4, False) == [[3, 4, 2, 0, 7, 5, 6, 8, 9, 1]] * 2


def test_the_seed_of_the_program_counts_too():
    seeds.set_global_seed(0)
    assert passes(10, True, 1) == [[1, 5, 9, 0, 2, 7, 6, 4, 3, 8]]
    assert seed_pair(0) == (0, 2**31 - 1)
    assert seed_pair(2**31) == (0, 1)
    seeds.set_global_seed(7)
    unnamed = [seed_pair(None) for _ in range(3)]
    assert len(set(unnamed)) == 3
    seeds.set_global_seed(7)
    assert [seed_pair(None) for _ in range(3)] == unnamed


def test_many_elements_use_many_words():
    orders = Orders(1, True)
    found = list(shuffled(iter(range(1000)), 1000, orders.next_pass()))
    assert sorted(found) == list(range(1000))
    assert len(set(itertools.islice(orders.next_pass(), 1000))) == 1000
