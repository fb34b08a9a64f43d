"""Reviews of films as numbers of words, and whether they praise (1) or not (0)."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.datasets import words
from keras_lite.datasets.arrays import load_arrays
from keras_lite.datasets.cache import ADDRESS, get_file
from keras_lite.datasets.splitting import split


def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    **kwargs: Any,
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """25,000 reviews to learn from, and as many to test with.

    Args:
        path: The file's name in the cache folder, or a whole path.
        num_words: Keep the words below this number; the more frequent, the lower.
        skip_top: Leave out the words below this number.
        maxlen: Leave out reviews of this many words or more.
        seed: For the order of the reviews.
        start_char: The number that starts every review.
        oov_char: The number that stands for words left out; None drops them.
        index_from: What is added to the numbers of words.
        **kwargs: `nb_words`, the old name of `num_words`; and `test_split`, with which Keras 0
            and 1 had 25,000 reviews in all and kept this share of them for testing.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x is an array of lists, y of 0 and 1.
    """
    where = "imdb.load_data"
    share = kwargs.pop("test_split", None)
    num_words = words.old_arguments(kwargs, num_words, where, load_data)
    found = get_file(
        path,
        origin=f"{ADDRESS}imdb.npz",
        file_hash="69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    )
    x_train, y_train, x_test, y_test = load_arrays(
        found, ["x_train", "y_train", "x_test", "y_test"]
    )
    # One generator orders both halves, as in Keras.
    generator = np.random.RandomState(seed)
    order = np.arange(len(x_train))
    generator.shuffle(order)
    x_train, y_train = x_train[order], y_train[order]
    order = np.arange(len(x_test))
    generator.shuffle(order)
    x_test, y_test = x_test[order], y_test[order]
    if share is not None:
        (x_train, y_train), (x_test, y_test) = split(x_train, y_train, share, where)

    choice = words.Choice(num_words, skip_top, maxlen, start_char, oov_char, index_from)
    train, y_train = words.short_only(choice.numbered(x_train), y_train, maxlen, where)
    test, y_test = words.short_only(choice.numbered(x_test), y_test, maxlen, where)
    limit = num_words or max(max(text) for text in train + test if text)
    return (choice.cut(train, limit), y_train), (choice.cut(test, limit), y_test)


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """Words to their numbers, to which `load_data` adds `index_from`.

    Args:
        path: The file's name in the cache folder, or a whole path.
    """
    return words.word_index(
        get_file(
            path,
            origin=f"{ADDRESS}imdb_word_index.json",
            file_hash="bfafd718b763782e994055a2d397834f",
        )
    )
