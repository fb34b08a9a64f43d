"""Sequences and texts; the numbers are those that Keras 2.15 returns."""

from __future__ import annotations

import random

import numpy as np
import pytest

from keras_lite.preprocessing import sequence, text


def test_sampling_tables():
    table = sequence.make_sampling_table(5)
    expected = [0.00315225, 0.00315225, 0.00547597, 0.00741556, 0.00912817]
    np.testing.assert_allclose(table, expected, rtol=1e-5)
    assert sequence.make_sampling_table(10, sampling_factor=10.0).max() == 1.0


def test_pairs_of_words():
    couples, labels = sequence.skipgrams([1, 0, 2, 3], 4, 2, negative_samples=0, shuffle=False)
    assert couples == [[1, 2], [2, 1], [2, 3], [3, 2]]
    assert labels == [1, 1, 1, 1]
    couples, labels = sequence.skipgrams(range(1, 9), 9, 1, seed=3)
    assert len(couples) == len(labels) == 28
    assert sum(labels) == 14
    true = [pair for pair, label in zip(couples, labels, strict=True) if label]
    assert all(abs(a - b) == 1 for a, b in true)
    _, labels = sequence.skipgrams([1, 2], 3, categorical=True, shuffle=False)
    assert labels == [[0, 1], [0, 1], [1, 0], [1, 0]]


def test_frequent_words_are_left_out():
    random.seed(0)
    couples, _ = sequence.skipgrams([1, 2, 2, 2], 3, sampling_table=[0, 1.1, -1], shuffle=False)
    assert {word for word, _ in couples} == {1}


def test_windows_of_a_series():
    data = np.arange(10).reshape(-1, 1)
    windows = sequence.TimeseriesGenerator(data, data * 10, length=4, sampling_rate=2, batch_size=3)
    assert len(windows) == 2
    x, y = windows[0]
    assert x[..., 0].tolist() == [[0, 2], [1, 3], [2, 4]]
    assert y[:, 0].tolist() == [40, 50, 60]
    assert len(windows[1][0]) == 3
    turned = sequence.TimeseriesGenerator(data, data, 2, reverse=True, stride=2, start_index=1)
    assert turned[0][0][..., 0].tolist() == [[2, 1], [4, 3], [6, 5], [8, 7]]
    np.random.seed(0)
    drawn = sequence.TimeseriesGenerator(data, data, 2, shuffle=True, batch_size=5)[0]
    assert (drawn[0][:, -1] == drawn[1] - 1).all()


def test_windows_that_do_not_fit():
    with pytest.raises(ValueError, match="as many targets as rows of data"):
        sequence.TimeseriesGenerator([1, 2], [1], 1)
    with pytest.raises(ValueError, match="so that a window fits in"):
        sequence.TimeseriesGenerator([1, 2], [1, 2], 2)


def test_models_learn_from_windows():
    import keras_lite as keras

    data = np.arange(20, dtype="float32").reshape(-1, 1)
    windows = sequence.TimeseriesGenerator(data, data, length=3, batch_size=4)
    model = keras.Sequential([keras.Input((3, 1)), keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    assert len(model.fit_generator(windows, epochs=2, verbose=0).epoch) == 2


def test_words_as_hashes():
    assert text.hashing_trick("the cat and the hat", 50, "md5") == [43, 32, 14, 43, 39]
    assert text.hashing_trick("A b.", 10, len) == [2, 2]
    assert len(text.hashing_trick("a b", 10)) == 2
    assert text.base_filter().startswith("!")
