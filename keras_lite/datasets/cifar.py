"""The files in which the CIFAR pictures come: pickled dicts, read by `plain_pickle`."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from keras_lite.config import image_data_format
from keras_lite.datasets import plain_pickle
from keras_lite.errors import InvalidFile, MissingFile


def load_batch(path: str, label_key: str = "labels") -> tuple[Any, Any]:
    """Pictures (rows, 3, 32, 32) and labels (rows,) of one file, as uint8.

    Args:
        path: The file.
        label_key: Under which name its labels stand.
    """
    try:
        with open(path, "rb") as file:
            found = plain_pickle.read(file.read())
        named = {k.decode() if isinstance(k, bytes) else k: v for k, v in found.items()}
        pictures = np.asarray(named["data"]).reshape(-1, 3, 32, 32)
        labels = np.asarray(named[label_key], dtype="uint8")
    except FileNotFoundError as error:
        raise MissingFile(f"{path}: the file of the data set is not there.") from error
    except (InvalidFile, KeyError, ValueError, AttributeError) as error:
        raise InvalidFile(
            f"{path}: {error}. Delete the folder, so that it is made anew."
        ) from error
    return pictures, labels


def folder_with(path: str, name: str) -> str:
    """The folder in which the files lie: older Keras unpacked one level higher."""
    inner = os.path.join(path, name)
    return inner if os.path.isdir(inner) else path


def in_image_format(pictures: Any) -> Any:
    """Colours go to the last axis, unless `image_data_format` says they come first."""
    if image_data_format() == "channels_last":
        return pictures.transpose(0, 2, 3, 1)
    return pictures
