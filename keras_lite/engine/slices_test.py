from __future__ import annotations

import numpy as np

from keras_lite.engine.slices import numbers, running_sum


def test_numbers_become_arrays_that_are_used_again() -> None:
    held: list[np.ndarray] = []
    for steps in (1, 5, 3, 5, 9):
        values = np.arange(steps, dtype="float32") + steps
        found = numbers(values, held)
        assert [a.shape for a in found] == [()] * steps
        assert [a.dtype for a in found] == [np.float32] * steps
        assert [float(a) for a in found] == values.tolist()
    before = numbers(values, held)
    assert all(a is b for a, b in zip(numbers(values[:4], held), before, strict=False))


def test_a_running_sum_has_the_bits_of_adding_one_by_one() -> None:
    terms = np.random.default_rng(0).normal(size=1000).astype("float32")
    expected = np.float32(3)
    for term in terms:
        expected += term
    for cuts in ([], [1], [7, 500]):
        total = np.asarray(3, "float32")
        for part in np.split(terms, cuts):
            running_sum(total, part, len(part))
        assert total == expected
