from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

X = np.arange(6).reshape(2, 3)


def test_padding_with_a_tensor() -> None:
    found = ops.pad([1.0], (1, 2), constant_values=np.float32(7))
    assert found.tolist() == [7, 1, 7, 7]


@pytest.mark.parametrize("mode", ["reflect", "symmetric", "edge", "wrap"])
def test_padding_beyond_one_mirror(mode: str) -> None:
    expected = np.pad(X, ((3, 2), (4, 5)), mode)  # type: ignore[call-overload]
    assert ops.pad(X, ((3, 2), (4, 5)), mode).tolist() == expected.tolist()


@pytest.mark.parametrize("k", [-1, 0, 1, 2, 3, 4])
@pytest.mark.parametrize("axes", [(0, 1), (1, 0), (1, 2)])
def test_rot90(k: int, axes: tuple[int, int]) -> None:
    x = np.arange(24).reshape(2, 3, 4)
    assert ops.rot90(x, k, axes).tolist() == np.rot90(x, k, axes).tolist()


@pytest.mark.parametrize(
    ("shift", "axis"), [(1, None), (-7, None), (2, 1), ((1, -1), (0, 1)), (3, 1)]
)
def test_roll(shift: Any, axis: Any) -> None:
    assert ops.roll(X, shift, axis).tolist() == np.roll(X, shift, axis).tolist()


def test_tile_and_repeat_with_fewer_counts_than_axes() -> None:
    assert ops.tile(X, (2,)).tolist() == np.tile(X, 2).tolist()
    assert ops.repeat(X, [2, 1], axis=0).tolist() == np.repeat(X, [2, 1], 0).tolist()


def test_transpose_of_nothing() -> None:
    assert ops.transpose(np.float32(3)).shape == ()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.reshape(X, (4, 2)), "reshape"),
        (
            lambda: ops.transpose(X, (0, 0)),
            "transpose: `axes` is \\(0, 0\\), but each of the 2 axes",
        ),
        (lambda: ops.squeeze(X, 0), "squeeze: `axis` 0 has length 2"),
        (lambda: ops.expand_dims(X, 5), "expand_dims: `axis` is 5"),
        (lambda: ops.rot90(X, 1, (1, -1)), "rot90: `axes`.*two different axes"),
        (lambda: ops.pad(X, 1, mode="reflct"), "`mode` is 'reflct'.*Did you mean 'reflect'"),
        (
            lambda: ops.pad(X, 1, mode="reflect", constant_values=1),
            "`constant_values` was given with the mode",
        ),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
