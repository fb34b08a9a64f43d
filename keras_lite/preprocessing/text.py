"""Texts as numbers of words, as Keras 1 and 2 made them."""

from __future__ import annotations

import json
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from keras_lite.errors import InvalidArgument, KerasLiteWarning, NotReady, explain
from keras_lite.lazy import unknown_names

__all__ = ["Tokenizer", "one_hot", "text_to_word_sequence", "tokenizer_from_json"]

__getattr__ = unknown_names(__name__)

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def text_to_word_sequence(
    text: str, filters: str = FILTERS, lower: bool = True, split: str = " "
) -> list[str]:
    """The words of a text.

    Args:
        text: The text.
        filters: Letters that stand between words, besides `split`.
        lower: Whether capitals become small letters.
        split: What stands between words.

    Example:
        >>> text_to_word_sequence("Hello, you!")
        ['hello', 'you']
    """
    text = text.lower() if lower else text
    text = text.translate(dict.fromkeys(map(ord, filters), split))
    return [word for word in text.split(split) if word]


def one_hot(text: str, n: int, filters: str = FILTERS, lower: bool = True, split: str = " ") -> Any:
    """The words of a text as numbers from 1 to n - 1, by a hash that is the same in every run.

    Keras took Python's `hash`, which differs from run to run.
    """
    import hashlib

    words = text_to_word_sequence(text, filters, lower, split)
    hashes = (int(hashlib.md5(word.encode()).hexdigest(), 16) for word in words)
    return [value % (n - 1) + 1 for value in hashes]


class Tokenizer:
    """Numbers the words of texts: 1 is the most frequent.

    Args:
        num_words: `texts_to_sequences` keeps the words below this number.
        filters, lower, split: As for `text_to_word_sequence`.
        char_level: Whether letters are numbered in place of words.
        oov_token: Stands for unknown words, and gets the number 1; without it they are left out.
        analyzer: Makes a list of words of a text, in place of `text_to_word_sequence`.
        **kwargs: `nb_words`, the old name of `num_words`; `document_count`.

    Example:
        >>> tokenizer = Tokenizer()
        >>> tokenizer.fit_on_texts(["a b", "a c"])
        >>> tokenizer.texts_to_sequences(["c a"])
        [[3, 1]]
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: Callable[[str], list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        if "nb_words" in kwargs:
            warnings.warn("Tokenizer: write `num_words` for `nb_words`.", KerasLiteWarning)
            num_words = kwargs.pop("nb_words")
        self.document_count = kwargs.pop("document_count", 0)
        if kwargs:
            raise InvalidArgument(f"Tokenizer: there is no argument {next(iter(kwargs))!r}.")
        self.num_words, self.filters, self.lower, self.split = num_words, filters, lower, split
        self.char_level, self.oov_token, self.analyzer = char_level, oov_token, analyzer
        self.word_counts: Counter[str] = Counter()
        self.word_docs: defaultdict[str, int] = defaultdict(int)
        self.index_docs: defaultdict[int, int] = defaultdict(int)
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def _words(self, text: Any) -> list[str]:
        if self.char_level or isinstance(text, list):
            return [part.lower() for part in text] if self.lower else list(text)
        if self.analyzer is not None:
            return self.analyzer(text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Counts and numbers the words of texts."""
        for text in texts:
            self.document_count += 1
            words = self._words(text)
            self.word_counts.update(words)
            for word in set(words):
                self.word_docs[word] += 1
        # Words that are equally frequent stay in the order of their first appearance.
        ranked = sorted(self.word_counts, key=lambda word: -self.word_counts[word])
        front = [] if self.oov_token is None else [self.oov_token]
        self.word_index = {word: i for i, word in enumerate([*front, *ranked], 1)}
        self.index_word = {i: word for word, i in self.word_index.items()}
        for word, count in self.word_docs.items():
            self.index_docs[self.word_index[word]] = count

    def fit_on_sequences(self, sequences: Iterable[Any]) -> None:
        """Counts numbers of words, for `sequences_to_matrix` with "tfidf"."""
        for sequence in sequences:
            self.document_count += 1
            for index in set(sequence):
                self.index_docs[index] += 1

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """The numbers of the words of texts."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """One list of numbers after the other."""
        limit = self.num_words or len(self.word_index) + 1
        unknown = self.word_index.get(self.oov_token or "")
        for text in texts:
            numbers = (self.word_index.get(word) for word in self._words(text))
            known = (unknown if n is None or n >= limit else n for n in numbers)
            yield [n for n in known if n is not None]

    def sequences_to_texts(self, sequences: Iterable[Any]) -> list[str]:
        """The words of numbers, with blanks between them."""
        limit = self.num_words or len(self.word_index) + 1
        texts = []
        for sequence in sequences:
            words = (self.index_word.get(n) if n < limit else None for n in sequence)
            named = (self.oov_token if word is None else word for word in words)
            texts.append(" ".join(word for word in named if word is not None))
        return texts

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> Any:
        """`sequences_to_matrix` of `texts_to_sequences`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode=mode)

    def sequences_to_matrix(self, sequences: Any, mode: str = "binary") -> Any:
        """A row per text and a column per word.

        Args:
            sequences: Lists of numbers of words.
            mode: What stands there: ``"binary"`` whether the word is in the text, ``"count"`` how
                often, ``"freq"`` its share of the words, ``"tfidf"`` weighted by its rareness.

        Raises:
            InvalidArgument: (a ValueError) for another mode.
            NotReady: (a ValueError) when the number of columns, or of texts, is not known.
        """
        if mode not in ("binary", "count", "freq", "tfidf"):
            what = '"binary", "count", "freq" or "tfidf"'
            raise InvalidArgument(explain("Tokenizer: `mode`", mode, what))
        width = self.num_words or (len(self.word_index) + 1 if self.word_index else 0)
        if not width or (mode == "tfidf" and not self.document_count):
            raise NotReady("Tokenizer: give `num_words`, or call fit_on_texts first.")
        found = np.zeros((len(sequences), width))
        for row, sequence in zip(found, sequences, strict=True):
            for index, count in Counter(sequence).items():
                if index < width:
                    row[index] = self._weight(mode, index, count, len(sequence))
        return found

    def _weight(self, mode: str, index: int, count: int, length: int) -> float:
        if mode == "binary":
            return 1.0
        if mode == "count":
            return float(count)
        if mode == "freq":
            return count / length
        rareness = np.log(1 + self.document_count / (1 + self.index_docs.get(index, 0)))
        return float((1 + np.log(count)) * rareness)

    def get_config(self) -> dict[str, Any]:
        """All that there is to know, as plain data; tables as JSON, as Keras has them."""
        names = "num_words filters lower split char_level oov_token document_count".split()
        tables = "word_counts word_docs index_docs index_word word_index".split()
        return {
            **{name: getattr(self, name) for name in names},
            **{name: json.dumps(dict(getattr(self, name))) for name in tables},
        }

    def to_json(self, **kwargs: Any) -> str:
        """The configuration as JSON."""
        return json.dumps({"class_name": "Tokenizer", "config": self.get_config()}, **kwargs)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """The tokenizer that `to_json` wrote down."""
    config = dict(json.loads(json_string)["config"])
    tables = "word_counts word_docs index_docs index_word word_index".split()
    found = {name: json.loads(config.pop(name)) for name in tables}
    tokenizer = Tokenizer(**config)
    tokenizer.word_counts = Counter(found["word_counts"])
    tokenizer.word_docs.update(found["word_docs"])
    tokenizer.index_docs.update({int(k): v for k, v in found["index_docs"].items()})
    tokenizer.index_word = {int(k): v for k, v in found["index_word"].items()}
    tokenizer.word_index = found["word_index"]
    return tokenizer
