from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops
from keras_lite.errors import KerasLiteWarning

LABELS = np.array([[0.0, 1.0], [1.0, 0.0]], "float32")
P = np.array([[0.2, 0.8], [0.5, 0.5]], "float32")


def test_binary_crossentropy() -> None:
    expected = -(LABELS * np.log(P) + (1 - LABELS) * np.log(1 - P))
    np.testing.assert_allclose(ops.binary_crossentropy(LABELS, P), expected, rtol=1e-6)


def test_probabilities_are_kept_away_from_the_ends() -> None:
    # -log(1e-7), the logarithm of the epsilon of the configuration.
    assert ops.binary_crossentropy([1.0], [0.0])[0] == pytest.approx(16.118095)
    assert ops.categorical_crossentropy([[1.0, 0.0]], [[0.0, 1.0]])[0] == pytest.approx(16.118095)


def test_categorical_crossentropy_divides_by_the_sum() -> None:
    found = ops.categorical_crossentropy(LABELS, P * 3)
    np.testing.assert_allclose(found, [-np.log(0.8), -np.log(0.5)], rtol=1e-6)


def test_sparse_classes_with_and_without_a_last_axis() -> None:
    logits = np.log(P)
    expected = [-np.log(0.8), -np.log(0.5)]
    for classes in ([1, 0], [[1], [0]], np.array([1.0, 0.0])):
        found = ops.sparse_categorical_crossentropy(classes, logits, from_logits=True)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_integer_targets_take_the_type_of_the_output() -> None:
    assert ops.binary_crossentropy([1, 0], P[0].astype("float16")).dtype == "float16"


def test_logits_of_an_activation_are_used() -> None:
    x = np.array([[100.0, -100.0]], "float32")
    assert ops.categorical_crossentropy([[0.0, 1.0]], ops.softmax(x)).tolist() == [200.0]
    # Keras 3.15 takes the input of a softmax for that of a sigmoid here.
    assert ops.binary_crossentropy([[0.0, 1.0]], ops.softmax(x)).tolist() == [[100.0, 100.0]]


def test_saying_so_twice_warns() -> None:
    with pytest.warns(KerasLiteWarning, match="from_logits=True.*Leave `from_logits` out"):
        ops.binary_crossentropy([1.0], ops.sigmoid([0.3]), from_logits=True)


def test_classes_that_are_none_are_zero_rows() -> None:
    assert ops.one_hot([-1, 3], 3).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_multi_hot() -> None:
    assert ops.multi_hot([[0, 2], [1, 1]], 3).tolist() == [[1, 0, 1], [0, 1, 0]]
    assert ops.multi_hot(2, 3).tolist() == [0, 0, 1]
    assert ops.multi_hot([0, 2], num_tokens=3).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ops.binary_crossentropy([1.0], [[0.5]]),
            "targets of shape \\(1,\\) and outputs of shape \\(1, 1\\).*same shape",
        ),
        (lambda: ops.categorical_crossentropy(1.0, 0.5), "a number arrived"),
        (
            lambda: ops.sparse_categorical_crossentropy([0], P),
            "targets of shape \\(2,\\) were expected: one class for each row",
        ),
        (lambda: ops.sparse_categorical_crossentropy([0, 1], P, axis=0), "`axis` is 0, but -1"),
        (lambda: ops.multi_hot([1]), "`num_classes` is missing"),
        (lambda: ops.psnr(P, P[:1], 1.0), "psnr: "),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
