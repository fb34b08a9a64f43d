"""Functions on sequences and texts that Keras had until version 3."""

from __future__ import annotations

import hashlib
import random as python_random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from keras_lite.errors import InvalidArgument, explain


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> np.ndarray:
    """For each word, by its rank of frequency, the probability with which it is kept.

    p = min(1, sqrt(f) / f) with f = sampling_factor * rank * (log(rank) + 0.577) + 1/2 -
    1 / (12 * rank); the frequency of words is taken to follow Zipf's law. Source: Mikolov et al.
    2013, "Distributed representations of words and phrases", section 2.3.

    Args:
        size: The number of words; word 0 stands for none and gets the rank of word 1.
        sampling_factor: The frequency above which words are thinned out.

    Example:
        >>> make_sampling_table(3).round(6).tolist()
        [0.003152, 0.003152, 0.005476]
    """
    rank = np.arange(size)
    rank[0] = 1
    # Keras: 2.15 takes this for Euler's constant.
    expected = rank * (np.log(rank) + 0.577) + 0.5 - 1.0 / (12.0 * rank)
    f = sampling_factor * expected
    return np.minimum(1.0, f / np.sqrt(f))


def skipgrams(
    sequence: Sequence[int],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Any = None,
    seed: int | None = None,
) -> tuple[list[list[int]], list[Any]]:
    """Pairs of words that stand near each other, and pairs that were made up.

    Args:
        sequence: Numbers of words; 0 stands for no word.
        vocabulary_size: The largest number, plus 1.
        window_size: How many words to each side count as near.
        negative_samples: How many pairs are made up for each true one.
        shuffle: Whether the pairs come in random order.
        categorical: Whether labels are [0, 1] and [1, 0] in place of 1 and 0.
        sampling_table: For each word the probability with which it is used.
        seed: For the random order.

    Returns:
        The pairs, and their labels: 1 for a true pair, 0 for one that was made up.
    """
    couples: list[list[int]] = []
    for i, word in enumerate(sequence):
        if not word or (
            sampling_table is not None and sampling_table[word] < python_random.random()
        ):
            continue
        first, last = max(0, i - window_size), min(len(sequence), i + window_size + 1)
        near = (sequence[j] for j in range(first, last) if j != i)
        couples += [[word, other] for other in near if other]
    labels: list[Any] = [[0, 1] if categorical else 1] * len(couples)
    if negative_samples > 0:
        words = [couple[0] for couple in couples]
        python_random.shuffle(words)
        count = int(len(labels) * negative_samples)
        couples += [
            [words[i % len(words)], python_random.randint(1, vocabulary_size - 1)]
            for i in range(count)
        ]
        labels += [[1, 0] if categorical else 0] * count
    if shuffle:
        seed = python_random.randint(0, 10_000_000) if seed is None else seed
        for part in (couples, labels):
            python_random.seed(seed)
            python_random.shuffle(part)
    return couples, labels


class TimeseriesGenerator:
    """Batches of windows of a series, each with the value that it is to predict.

    Args:
        data: The series, one row for each moment.
        targets: What belongs to each moment.
        length: The number of moments in a window.
        sampling_rate: Moments within a window lie so far apart.
        stride: Windows begin so far apart.
        start_index, end_index: Moments outside are left out.
        shuffle: Whether windows are drawn at random.
        reverse: Whether windows are turned around.
        batch_size: The number of windows in a batch.

    Raises:
        InvalidArgument: (a ValueError) for series of different lengths, or too short ones.

    Example:
        >>> windows = TimeseriesGenerator(np.arange(6), np.arange(6), length=2, batch_size=2)
        >>> x, y = windows[0]
        >>> len(windows), x.tolist(), y.tolist()
        (2, [[0, 1], [1, 2]], [2, 3])
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
    ) -> None:
        if len(data) != len(targets):
            what = f"as many targets as rows of data ({len(data)})"
            raise InvalidArgument(explain("TimeseriesGenerator: `targets`", len(targets), what))
        self.data, self.targets, self.length = data, targets, length
        self.sampling_rate, self.stride = sampling_rate, stride
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle, self.reverse, self.batch_size = shuffle, reverse, batch_size
        if self.start_index > self.end_index:
            what = f"at most {self.end_index - start_index}, so that a window fits in"
            raise InvalidArgument(explain("TimeseriesGenerator: `length`", length, what))

    def __len__(self) -> int:
        moments = self.batch_size * self.stride
        return (self.end_index - self.start_index + moments) // moments

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        if self.shuffle:
            low, high = self.start_index, self.end_index + 1
            rows = np.random.randint(low, high, size=self.batch_size)
        else:
            first = self.start_index + self.batch_size * self.stride * index
            last = min(first + self.batch_size * self.stride, self.end_index + 1)
            rows = np.arange(first, last, self.stride)
        x = np.array([self.data[i - self.length : i : self.sampling_rate] for i in rows])
        y = np.array([self.targets[i] for i in rows])
        return (x[:, ::-1, ...], y) if self.reverse else (x, y)

    def on_epoch_end(self) -> None:
        """Nothing changes from epoch to epoch."""


def hashing_trick(
    text: str,
    n: int,
    hash_function: str | Callable[[str], int] | None = None,
    filters: str = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n',
    lower: bool = True,
    split: str = " ",
) -> list[int]:
    """Numbers from 1 to n - 1 for the words of a text; different words may share one.

    Args:
        text: The text.
        n: How many numbers there are, 0 among them, which is never used.
        hash_function: ``"md5"``, or a function of a word; Python's `hash` by default, which
            differs from run to run.
        filters, lower, split: As for `text_to_word_sequence`.

    Example:
        >>> hashing_trick("the cat and the hat", 50, "md5")
        [43, 32, 14, 43, 39]
    """
    from keras_lite.preprocessing.text import text_to_word_sequence

    def md5(word: str) -> int:
        return int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest(), 16)

    number: Any = hash if hash_function is None else hash_function
    number = md5 if number == "md5" else number
    words = text_to_word_sequence(text, filters=filters, lower=lower, split=split)
    return [number(word) % (n - 1) + 1 for word in words]


def base_filter() -> str:
    """The characters that are taken out of texts. Source: Keras 0 and 1."""
    return '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
