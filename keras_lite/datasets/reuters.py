"""News as numbers of words, and which of 46 topics they are about."""

from __future__ import annotations

from typing import Any

from keras_lite.datasets import words
from keras_lite.datasets.arrays import load_arrays
from keras_lite.datasets.cache import ADDRESS, get_file
from keras_lite.datasets.splitting import shuffled, split

_TOPICS = """
    cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves
    ship cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin
    strategic-metal livestock retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem
    dlr gas silver wpi hog lead
"""


def load_data(
    path: str = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    **kwargs: Any,
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """11,228 messages.

    Args:
        path: The file's name in the cache folder, or a whole path.
        num_words: Keep the words below this number; the more frequent, the lower.
        skip_top: Leave out the words below this number.
        maxlen: Leave out messages of this many words or more.
        test_split: The share of messages to test with.
        seed: For the order of the messages.
        start_char: The number that starts every message.
        oov_char: The number that stands for words left out; None drops them.
        index_from: What is added to the numbers of words.
        **kwargs: `nb_words`, the old name of `num_words`.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``; x is an array of lists, y of topics.
    """
    where = "reuters.load_data"
    num_words = words.old_arguments(kwargs, num_words, where, load_data)
    found = get_file(
        path,
        origin=f"{ADDRESS}reuters.npz",
        file_hash="d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
    )
    texts, labels = shuffled(seed, *load_arrays(found, ["x", "y"]))
    choice = words.Choice(num_words, skip_top, maxlen, start_char, oov_char, index_from)
    kept, labels = words.short_only(choice.numbered(texts), labels, maxlen, where)
    limit = num_words or max(max(text) for text in kept if text)
    return split(choice.cut(kept, limit), labels, test_split, where)


def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """Words to their numbers, to which `load_data` adds `index_from`.

    Args:
        path: The file's name in the cache folder, or a whole path.
    """
    return words.word_index(
        get_file(
            path,
            origin=f"{ADDRESS}reuters_word_index.json",
            file_hash="4d44cc38712099c9e383dc6e5f11a921",
        )
    )


def get_label_names() -> tuple[str, ...]:
    """The 46 topics, in the order of their numbers."""
    return tuple(_TOPICS.split())
