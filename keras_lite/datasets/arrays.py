"""Arrays out of ``.npz`` files, without unpickling anything."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.datasets import plain_pickle
from keras_lite.errors import InvalidFile

_MOST_BYTES = 4 << 30


def load_arrays(path: str, names: Sequence[str]) -> list[Any]:
    """The arrays of these names in an ``.npz`` file.

    Args:
        path: The file.
        names: Names of arrays; each is read whole.

    Raises:
        InvalidFile: (a ValueError) when the file is damaged, lacks an array, or holds objects
            other than lists of integers.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [_member(archive, name) for name in names]
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError) as error:
        raise InvalidFile(
            f"{path}: {str(error).rstrip('.')}. Arrays named {', '.join(names)} were expected; "
            "delete the file, so that it is downloaded again."
        ) from error


def _member(archive: zipfile.ZipFile, name: str) -> Any:
    info = archive.getinfo(f"{name}.npy")
    if info.file_size > _MOST_BYTES:
        raise InvalidFile(f"array {name!r} has {info.file_size} bytes, at most 4 GiB are read")
    with archive.open(info) as file:
        version = np.lib.format.read_magic(file)
        read_header: Any = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }.get(version)
        if read_header is None:
            raise InvalidFile(f"array {name!r} is in the unknown form {version}")
        shape, fortran, dtype = read_header(file)
        content = file.read()
    if dtype.hasobject:
        found = plain_pickle.read(content)
        if not isinstance(found, np.ndarray) or found.shape != shape:
            raise InvalidFile(f"array {name!r} is not the array that its header describes")
        return found
    count = int(np.prod(shape, dtype=np.int64))
    if count * dtype.itemsize != len(content):
        raise InvalidFile(f"array {name!r} has {len(content)} bytes, not those of shape {shape}")
    values = np.frombuffer(bytearray(content), dtype)
    return values.reshape(shape, order="F" if fortran else "C")
