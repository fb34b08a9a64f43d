"""The files of the data sets: as they lie in the cache folder, or else downloaded and checked."""

from __future__ import annotations

import os
from typing import Any

from keras_lite.utils.download import cache_folder
from keras_lite.utils.download import get_file as download

ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

# What Keras 0 and 1 called the files, pickles then; those of today take their places.
PICKLES = """
    mnist.pkl.gz imdb.pkl imdb_full.pkl imdb_word_index.pkl reuters.pkl reuters_word_index.pkl
""".split()


def get_file(
    fname: str, origin: str, file_hash: str, cache_subdir: str = "datasets", extract: bool = False
) -> str:
    """The path of a file of a data set.

    A file that lies in the cache folder is used as it is, whoever put it there: the readers of
    this package run nothing, whatever is in it. Only a download must have the checksum.

    Args:
        fname: Its name in the cache folder.
        origin: The address to download it from.
        file_hash: The checksum of a download.
        cache_subdir: The folder inside the cache folder.
        extract: Whether it is an archive; the path is then that of the folder with its content.
    """
    if fname in PICKLES:
        fname = origin.rpartition("/")[2]
    place = cache_folder() / cache_subdir / fname
    if place.exists() and not extract:
        return str(place)
    return download(fname, origin, file_hash=file_hash, cache_subdir=cache_subdir, extract=extract)


def unpacked(*places: str) -> str | None:
    """The first of these folders in the cache folder that is there; older Keras had other names."""
    root: Any = cache_folder() / "datasets"
    found = (os.path.join(root, place) for place in places)
    return next((place for place in found if os.path.isdir(place)), None)
