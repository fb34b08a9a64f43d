"""What the two data sets of texts have in common: lists of word numbers, and how they are cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from keras_lite.errors import InvalidArgument, InvalidFile, InvalidType, explain, suggest


class Choice(NamedTuple):
    """Which words a script wants, as `load_data` of Keras names it.

    Attributes:
        num_words: Words of this number or above are left out.
        skip_top: Words below this number are left out.
        maxlen: Texts of this length or above are left out.
        start_char: The number that starts every text.
        oov_char: The number that stands for words left out; None drops them.
        index_from: What is added to the numbers of words.
    """

    num_words: int | None
    skip_top: int
    maxlen: int | None
    start_char: int | None
    oov_char: int | None
    index_from: int

    def numbered(self, texts: Iterable[Any]) -> list[list[int]]:
        """The texts with their start, and with the numbers of words moved."""
        shift = self.index_from
        if self.start_char is not None:
            return [[self.start_char, *(word + shift for word in text)] for text in texts]
        return [[word + (shift or 0) for word in text] for text in texts]

    def cut(self, texts: list[list[int]], num_words: int) -> Any:
        """The texts without the words that are left out, as an array of lists."""
        kept = np.empty(len(texts), dtype=object)
        low, other = self.skip_top, self.oov_char
        for i, text in enumerate(texts):
            if other is None:
                kept[i] = [word for word in text if low <= word < num_words]
            else:
                kept[i] = [word if low <= word < num_words else other for word in text]
        return kept


def short_only(texts: list[list[int]], labels: Any, maxlen: int | None, where: str) -> Any:
    """The texts shorter than `maxlen`, with their labels.

    Raises:
        InvalidArgument: (a ValueError) when none is left.
    """
    if not maxlen:
        return texts, labels
    kept = [(text, label) for text, label in zip(texts, labels, strict=True) if len(text) < maxlen]
    if not kept:
        fix = "Choose a larger one."
        what = "a length that some text stays below"
        raise InvalidArgument(explain(f"{where}: `maxlen`", maxlen, what, fix))
    texts, labels = (list(part) for part in zip(*kept, strict=True))
    return texts, np.array(labels)


def old_arguments(
    given: dict[str, Any], num_words: int | None, where: str, known: Callable[..., Any]
) -> int | None:
    """`num_words`, which Keras 1 called `nb_words`.

    Raises:
        InvalidType: (a TypeError) for both at once, and for arguments that do not exist.
    """
    import inspect

    given = dict(given)
    old = given.pop("nb_words", None)
    if old is not None and num_words is not None:
        raise InvalidType(
            f"{where}: got both nb_words={old!r} and num_words={num_words!r}, but `nb_words` is "
            "the old name of `num_words`. Keep `num_words`."
        )
    for name in given:
        names = [n for n in inspect.signature(known).parameters if n != "kwargs"]
        raise InvalidType(f"{where}: there is no argument {name!r}.{suggest(name, names)}")
    return num_words if old is None else old


def word_index(path: str) -> dict[str, int]:
    """The dict of a JSON file: words to their numbers.

    Raises:
        InvalidFile: (a ValueError) for anything else.
    """
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except ValueError as error:
        raise InvalidFile(f"{path}: {error}. Delete it, so that it is downloaded again.") from error
    if not isinstance(found, dict):
        raise InvalidFile(f"{path}: a dict from words to numbers was expected.")
    return found
