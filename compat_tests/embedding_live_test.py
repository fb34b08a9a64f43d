"""Embeddings under every optimizer beside the real Keras: words that come twice in a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.oracle import Oracle, plain

pytestmark = pytest.mark.live

CASES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"clipvalue": 0.5}),
    ("SGD", {"clipnorm": 0.5, "momentum": 0.9}),
    ("SGD", {"global_clipnorm": 0.5, "weight_decay": 0.1}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"clipvalue": 0.5}),
    ("Adam", {"clipnorm": 0.5}),
    ("Adam", {"global_clipnorm": 0.5}),
    ("Adam", {"gradient_accumulation_steps": 2}),
    ("AdamW", {"use_ema": True}),
    ("RMSprop", {}),
    ("RMSprop", {"centered": True}),
    ("Adagrad", {}),
    ("Adadelta", {}),
    ("Adafactor", {}),
    ("Adamax", {}),
    ("Nadam", {}),
    ("Ftrl", {"l2_shrinkage_regularization_strength": 0.1}),
    ("Lion", {}),
    ("Lamb", {}),
]


def read_words(keras: Any, name: str, arguments: Any, twice: bool, regularizer: Any) -> Any:
    """The embeddings before three steps, and after each."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    words = keras.Input((4,), dtype="int32")
    embedding = keras.layers.Embedding(5, 3, embeddings_regularizer=regularizer)
    y = keras.layers.Flatten()(embedding(words))
    if twice:
        y = keras.layers.Add()([y, keras.layers.Flatten()(embedding(words + 1))])
    model = keras.Model(words, keras.layers.Dense(2)(y))
    model.compile(getattr(keras.optimizers, name)(**{"learning_rate": 0.01, **arguments}), "mse")
    x = np.array([[0, 0, 1, 2], [0, 3, 3, 3], [1, 1, 1, 1]])
    y_true = np.array([[3, 1], [2, -5], [1, 0.3]], "float32")
    found = [embedding.get_weights()[0]]
    for _ in range(3):
        model.train_on_batch(x, y_true)
        found.append(embedding.get_weights()[0])
    return found


@pytest.mark.parametrize(
    ("name", "arguments", "twice", "regularizer"),
    [(name, arguments, False, None) for name, arguments in CASES]
    + [(name, arguments, True, None) for name, arguments in CASES[3:6]]
    + [("Adam", {}, False, "l2")],
    ids=lambda v: str(v) if v else "",
)
def test_steps_agree(
    real_keras: Oracle, name: str, arguments: dict[str, Any], twice: bool, regularizer: Any
) -> None:
    call = (name, arguments, twice, regularizer)
    theirs = real_keras.call(read_words, *call)
    ours = plain(read_words(keras_lite, *call))
    np.testing.assert_array_equal(ours[0], theirs[0])
    for mine, yours in zip(ours[1:], theirs[1:], strict=True):
        np.testing.assert_allclose(mine, yours, rtol=1e-6, atol=2e-8)
