"""Sequences filled up, and texts as numbers. The numbers are those of tf_keras 2.21."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lite.preprocessing import sequence, text

PAD = sequence.pad_sequences
ROWS = [[1], [2, 3, 4], []]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, [[0, 0, 1], [2, 3, 4], [0, 0, 0]]),
        ({"padding": "post"}, [[1, 0, 0], [2, 3, 4], [0, 0, 0]]),
        ({"maxlen": 2}, [[0, 1], [3, 4], [0, 0]]),
        ({"maxlen": 2, "truncating": "post"}, [[0, 1], [2, 3], [0, 0]]),
        ({"maxlen": 4, "value": 9}, [[9, 9, 9, 1], [9, 2, 3, 4], [9, 9, 9, 9]]),
    ],
)
def test_sequences(arguments, expected):
    found = PAD(ROWS, **arguments)
    assert found.tolist() == expected and found.dtype == "int32"


def test_sequences_of_rows():
    found = PAD([[[1, 2]], [[3, 4], [5, 6]]], dtype="float32")
    assert found.tolist() == [[[0, 0], [1, 2]], [[3, 4], [5, 6]]]
    with pytest.raises(ValueError, match="the shape of an element"):
        PAD([[[1, 2]], [[3]]])
    with pytest.raises(ValueError, match="`padding` is \"?'?left"):
        PAD(ROWS, padding="left")
    with pytest.raises(ValueError, match="a list of lists was expected"):
        PAD([1, 2])


TEXTS = ["The cat sat.", "The dog, the DOG!", "A cat"]


def test_tokenizer():
    tokenizer = text.Tokenizer()
    tokenizer.fit_on_texts(TEXTS)
    assert tokenizer.word_index == {"the": 1, "cat": 2, "dog": 3, "sat": 4, "a": 5}
    assert tokenizer.texts_to_sequences(["a dog flew"]) == [[5, 3]]
    assert tokenizer.sequences_to_texts([[5, 3, 99]]) == ["a dog"]
    assert dict(tokenizer.word_docs) == {"the": 2, "cat": 2, "sat": 1, "dog": 1, "a": 1}
    again = text.tokenizer_from_json(tokenizer.to_json())
    assert again.get_config() == tokenizer.get_config()
    limited = text.Tokenizer(num_words=3, oov_token="?")
    limited.fit_on_texts(TEXTS)
    assert limited.texts_to_sequences(["the dog flew"]) == [[2, 1, 1]]
    letters = text.Tokenizer(char_level=True)
    letters.fit_on_texts(["aab"])
    assert letters.word_index == {"a": 1, "b": 2}


def test_matrices():
    tokenizer = text.Tokenizer()
    tokenizer.fit_on_texts(TEXTS)
    row = ["the dog the"]
    expected = {
        "binary": [0, 1, 0, 1, 0, 0],
        "count": [0, 2, 0, 1, 0, 0],
        "freq": [0, 2 / 3, 0, 1 / 3, 0, 0],
        "tfidf": [0, (1 + np.log(2)) * np.log(2), 0, np.log(2.5), 0, 0],
    }
    for mode, values in expected.items():
        assert tokenizer.texts_to_matrix(row, mode=mode)[0] == pytest.approx(values)
    assert text.Tokenizer(5).sequences_to_matrix([[1, 3, 9]]).tolist() == [[0, 1, 0, 1, 0]]
    with pytest.raises(ValueError, match="`mode` is .sum."):
        tokenizer.texts_to_matrix(row, mode="sum")
    with pytest.raises(ValueError, match="give `num_words`, or call fit_on_texts first"):
        text.Tokenizer().sequences_to_matrix([[1]])


def test_old_arguments_and_hashes():
    with pytest.warns(UserWarning, match="write `num_words`"):
        assert text.Tokenizer(nb_words=7).num_words == 7
    with pytest.raises(ValueError, match="no argument 'words'"):
        text.Tokenizer(words=7)
    numbers = text.one_hot("the cat the", 50)
    assert numbers[0] == numbers[2] and all(1 <= n < 50 for n in numbers)
