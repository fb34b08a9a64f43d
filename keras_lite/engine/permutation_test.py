from __future__ import annotations

import numpy as np
import pytest

from keras_lite.engine.permutation import batch_permutation, permutation


@pytest.mark.parametrize("count", [0, 1, 2, 3, 1000])
def test_every_row_comes_once(count: int) -> None:
    assert sorted(permutation(count, 3).tolist()) == list(range(count))
    assert sorted(batch_permutation(count, 7, 3).tolist()) == list(range(count))


def test_recorded_order() -> None:
    # TensorFlow 2.21 after set_random_seed(0).
    assert permutation(10, 0).tolist() == [2, 0, 5, 8, 7, 1, 9, 6, 3, 4]


def test_seeds_matter_and_repeat() -> None:
    assert permutation(50, 1).tolist() != permutation(50, 2).tolist()
    assert permutation(50, 1) is permutation(50, 1)
    # The seed is taken modulo 2**31 - 1, and zero does not stay zero.
    assert permutation(50, 2**31).tolist() == permutation(50, 1).tolist()
    assert permutation(50, 2**31 - 1).tolist() == permutation(50, 0).tolist()


def test_rows_stay_in_their_batches() -> None:
    order = batch_permutation(103, 10, 5)
    assert (order // 10 == np.arange(103) // 10).all()
    assert (order != np.arange(103)).any()
    assert order[:10].tolist() != (order[10:20] - 10).tolist()


def test_one_batch_is_an_ordinary_permutation() -> None:
    assert batch_permutation(40, 100, 6).tolist() == permutation(40, 6).tolist()


def test_an_order_cannot_be_changed_by_who_was_given_it() -> None:
    for order in (permutation(5, 1), batch_permutation(5, 2, 1)):
        with pytest.raises(ValueError, match="read-only"):
            order[0] = 3
