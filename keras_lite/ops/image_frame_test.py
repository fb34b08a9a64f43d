from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

IMAGE = np.arange(24.0).reshape(4, 6, 1)


def test_cropping_undoes_padding() -> None:
    padded = ops.image.pad_images(IMAGE, 1, 2, target_height=8, target_width=9)
    assert padded.shape == (8, 9, 1) and padded[0].tolist() == np.zeros((9, 1)).tolist()
    cropped = ops.image.crop_images(padded, 1, 2, target_height=4, target_width=6)
    assert cropped.tolist() == IMAGE.tolist()


def test_patches_are_read_row_by_row() -> None:
    found = ops.image.extract_patches(IMAGE, 2)
    assert found.shape == (2, 3, 4) and found[0, 1].tolist() == [2, 3, 8, 9]


def test_a_patch_for_each_stride_begun() -> None:
    found = ops.image.extract_patches(IMAGE, 3, strides=2, padding="same")
    assert found.shape == (2, 3, 9)
    assert found[1, 2].tolist() == [16, 17, 0, 22, 23, 0, 0, 0, 0]


def test_volumes() -> None:
    found = ops.image.extract_patches_3d(np.arange(16.0).reshape(2, 2, 4, 1), 2)
    assert found.tolist() == [[[[0, 1, 4, 5, 8, 9, 12, 13], [2, 3, 6, 7, 10, 11, 14, 15]]]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.image.pad_images(IMAGE, 1, 1), "exactly two of the three"),
        (lambda: ops.image.pad_images(IMAGE, 1, 1, 1, 1, 9, 9), "exactly two of the three"),
        (
            lambda: ops.image.crop_images(IMAGE, 3, 0, target_height=4, target_width=6),
            "`bottom_cropping` is -3, but 0 or more",
        ),
        (lambda: ops.image.crop_images(IMAGE[0], 0, 0, 0, 0), "images of shape \\(6, 1\\)"),
        (lambda: ops.image.extract_patches(IMAGE, 2, padding="full"), "`padding` is 'full'"),
        (lambda: ops.image.extract_patches(IMAGE, 0), "`size` is 0"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
