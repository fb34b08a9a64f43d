from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

COLOURS = np.array([[[1.0, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 1, 0], [0, 0, 0], [0.2, 0.2, 0.2]]])


def test_pure_colours() -> None:
    hsv = ops.image.rgb_to_hsv(COLOURS)
    np.testing.assert_allclose(hsv[0, :, 0], [0, 1 / 3, 2 / 3], atol=1e-12)
    assert hsv[1, :, 1].tolist() == [1, 0, 0] and hsv[1, 2, 2] == 0.2
    np.testing.assert_allclose(ops.image.hsv_to_rgb(hsv), COLOURS, atol=1e-12)


def test_channels_first() -> None:
    first = COLOURS.transpose(2, 0, 1)
    found = ops.image.rgb_to_hsv(first, data_format="channels_first")
    expected = np.asarray(ops.image.rgb_to_hsv(COLOURS)).transpose(2, 0, 1)
    assert found.tolist() == expected.tolist()


def test_grey_integers_stay_integers() -> None:
    found = ops.image.rgb_to_grayscale(np.full((1, 1, 3), 200, "uint8"))
    assert found.dtype == "uint8" and found.tolist() == [[[199]]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ops.image.rgb_to_hsv(COLOURS[..., :2]),
            "rgb_to_hsv: images of shape \\(2, 3, 2\\).*3 channels",
        ),
        (lambda: ops.image.hsv_to_rgb(COLOURS.astype(int)), "type of `images` is 'int64'"),
        (lambda: ops.image.rgb_to_grayscale(COLOURS[0]), "one image or a batch"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
