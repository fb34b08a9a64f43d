from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

X = np.random.RandomState(3).rand(2, 3, 6, 4)


def test_depth_and_space_are_inverse() -> None:
    for form in ("channels_last", "channels_first"):
        x = X if form == "channels_first" else X.transpose(0, 2, 3, 1)
        there = ops.space_to_depth(x, 2, form)
        assert ops.depth_to_space(there, 2, form).tolist() == x.tolist()


def test_folding_counts_overlaps() -> None:
    ones = ops.unfold(np.ones((1, 1, 3, 3)), 2)
    assert ones.shape == (1, 4, 4)
    found = ops.fold(ones, (3, 3), 2)
    assert found[0, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


def test_folding_with_padding_and_distance() -> None:
    columns = ops.unfold(X, (3, 2), dilation=(1, 2), padding=(1, 0), stride=(3, 2))
    weights = ops.fold(ops.ones_like(columns), (6, 4), (3, 2), (1, 2), (1, 0), (3, 2))
    found = ops.fold(columns, (6, 4), (3, 2), (1, 2), (1, 0), (3, 2))
    np.testing.assert_allclose(found, X * np.asarray(weights))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ops.depth_to_space(X, 2, "channels_first"),
            "3 channels arrived, but a multiple of 4",
        ),
        (lambda: ops.space_to_depth(X, 4, "channels_first"), "images of 6 by 4 arrived"),
        (lambda: ops.fold(np.ones((1, 4, 3)), (3, 3), 2), "3 patches arrived, but 4"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
