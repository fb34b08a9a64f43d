"""Pictures of clothes, in the form of the handwritten digits."""

from __future__ import annotations

import gzip
import os
import zlib
from typing import Any

import numpy as np

from keras_lite.datasets.cache import ADDRESS, get_file
from keras_lite.errors import InvalidFile

# The makers publish these (zalandoresearch/fashion-mnist); Keras checks none.
_FILES = {
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
}
_MOST_BYTES = 1 << 28


def load_data() -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Pictures as uint8 of 0 to 255, and their classes: 0 is a T-shirt, 9 an ankle boot.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x has shape (rows, 28, 28), y (rows,).
    """
    folder = os.path.join("datasets", "fashion-mnist")
    paths = [
        get_file(name, origin=ADDRESS + name, file_hash=known, cache_subdir=folder)
        for name, known in _FILES.items()
    ]
    y_train, y_test = _bytes(paths[0], 8), _bytes(paths[2], 8)
    x_train = _pictures(paths[1], len(y_train))
    return (x_train, y_train), (_pictures(paths[3], len(y_test)), y_test)


def _pictures(path: str, rows: int) -> Any:
    values = _bytes(path, 16)
    if values.size != rows * 28 * 28:
        raise InvalidFile(f"{path}: {values.size} bytes are not {rows} pictures of 28 x 28.")
    return values.reshape(rows, 28, 28)


def _bytes(path: str, header: int) -> Any:
    try:
        with gzip.open(path) as file:
            content = file.read(_MOST_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidFile(f"{path}: {error}. Delete it, so that it is downloaded again.") from error
    return np.frombuffer(bytearray(content), np.uint8, offset=header)
