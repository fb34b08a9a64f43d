from __future__ import annotations

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.ops.keras_tensor import KerasTensor

X = np.arange(24).reshape(2, 3, 4)


def test_order_and_groups() -> None:
    assert ops.rearrange(X, "a b c -> c a b").tolist() == X.transpose(2, 0, 1).tolist()
    assert ops.rearrange(X, "a b c -> (b a) c").tolist() == (
        X.transpose(1, 0, 2).reshape(6, 4).tolist()
    )
    found = ops.rearrange(X, "a b (c d) -> d a b c", d=2)
    assert found.tolist() == X.reshape(2, 3, 2, 2).transpose(3, 0, 1, 2).tolist()


def test_the_batch_may_be_unknown() -> None:
    found = ops.rearrange(KerasTensor((None, 6, 4)), "b (h k) c -> b h (k c)", k=2)
    assert found.shape == (None, 3, 8)


@pytest.mark.parametrize(
    ("pattern", "lengths", "message"),
    [
        ("a b c", {}, "has no '->'"),
        ("a b -> b a", {}, "2 axes on the left, but the tensor has the shape"),
        ("a b c -> a b", {}, "each name was expected once"),
        ("a b b -> a b b", {}, "each name was expected once"),
        ("a b (c d) -> a b c d", {}, "lengths of .'c', 'd'. .* Give all but one"),
        ("a b (c d) -> a b c d", {"c": 3}, "has the length 4, but a multiple of 3"),
        ("a b [c] -> a b c", {}, "more than names, spaces and simple parentheses"),
    ],
)
def test_patterns_that_do_not_fit(pattern: str, lengths: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ops.rearrange(X, pattern, **lengths)
