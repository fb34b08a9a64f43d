"""Small colour pictures of ten things: 50,000 to learn from, 10,000 to test with."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from keras_lite.datasets import cache, cifar
from keras_lite.datasets.cache import get_file

_FOLDER = "cifar-10-batches-py"


def load_data() -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Pictures as uint8 of 0 to 255, and their classes 0 to 9.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x has shape (rows, 32, 32, 3), y (rows, 1).
    """
    path = cache.unpacked(f"{_FOLDER}-target", _FOLDER) or get_file(
        f"{_FOLDER}-target",
        origin="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        file_hash="6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        extract=True,
    )
    folder = cifar.folder_with(path, _FOLDER)
    batches = [cifar.load_batch(os.path.join(folder, f"data_batch_{i}")) for i in range(1, 6)]
    x_train = np.concatenate([pictures for pictures, _ in batches])
    y_train = np.concatenate([labels for _, labels in batches])
    x_test, y_test = cifar.load_batch(os.path.join(folder, "test_batch"))
    train = cifar.in_image_format(x_train), y_train.reshape(-1, 1)
    return train, (cifar.in_image_format(x_test), y_test.reshape(-1, 1))
