"""Small colour pictures of a hundred things, in twenty groups."""

from __future__ import annotations

import os
from typing import Any

from keras_lite.datasets import cache, cifar
from keras_lite.datasets.cache import get_file
from keras_lite.errors import InvalidArgument, explain

_FOLDER = "cifar-100-python"


def load_data(label_mode: str = "fine") -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Pictures as uint8 of 0 to 255, and their classes.

    Args:
        label_mode: ``"fine"`` for the hundred things, ``"coarse"`` for the twenty groups.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x has shape (rows, 32, 32, 3), y (rows, 1).

    Raises:
        InvalidArgument: (a ValueError) for another `label_mode`.
    """
    if label_mode not in ("fine", "coarse"):
        where = "cifar100.load_data: `label_mode`"
        raise InvalidArgument(explain(where, label_mode, '"fine" or "coarse"'))
    path = cache.unpacked(f"{_FOLDER}-target", _FOLDER) or get_file(
        f"{_FOLDER}-target",
        origin="https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",
        file_hash="85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
        extract=True,
    )
    folder = cifar.folder_with(path, _FOLDER)
    key = f"{label_mode}_labels"
    x_train, y_train = cifar.load_batch(os.path.join(folder, "train"), key)
    x_test, y_test = cifar.load_batch(os.path.join(folder, "test"), key)
    train = cifar.in_image_format(x_train), y_train.reshape(-1, 1)
    return train, (cifar.in_image_format(x_test), y_test.reshape(-1, 1))
