"""A word that comes twice in a batch: what is clipped and squared is each of its rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import layers, models, ops, optimizers

WORDS = np.array([[0, 0, 1]])
SLOPES = np.array([[3.0, 4.0, 1.0]], "float32")


def _moved(
    optimizer: Any, twice: bool = False, regularizer: Any = None, eagerly: bool = False
) -> np.ndarray:
    """How far one step moves the words 0, 1 and 2, whose rows have the slopes 3 and 4, 1, none."""
    words = layers.Input((3,), dtype="int32")
    embedding = layers.Embedding(
        3, 1, embeddings_initializer="zeros", embeddings_regularizer=regularizer
    )
    y = embedding(words)
    y = layers.Flatten()(layers.Add()([y, embedding(words)]) if twice else y)
    # A dense weight beside the rows; it has no slope, for all it sees is 0.
    model = models.Model(words, layers.Dense(3, use_bias=False, kernel_initializer="identity")(y))
    model.compile(optimizer, _weighted, run_eagerly=eagerly)
    model.train_on_batch(WORDS, SLOPES)
    return -embedding.get_weights()[0][:, 0]


def _weighted(y_true: Any, y_pred: Any) -> Any:
    return ops.sum(y_true * y_pred, axis=-1)


RATE = {"learning_rate": 1.0}
CASES: list[tuple[Any, list[float]]] = [
    (optimizers.SGD(**RATE), [7, 1]),
    (optimizers.SGD(**RATE, clipvalue=2.0), [2 + 2, 1]),
    (optimizers.SGD(**RATE, clipnorm=2.0), [7 * 2 / 26**0.5, 2 / 26**0.5]),
    (optimizers.SGD(**RATE, global_clipnorm=2.0), [7 * 2 / 26**0.5, 2 / 26**0.5]),
    (optimizers.Adam(**RATE), [7 / 5, 1]),
    (optimizers.AdamW(**RATE, clipvalue=2.0), [4 / 8**0.5, 1]),
    (optimizers.Adam(**RATE, global_clipnorm=2.0), [1, 1]),  # dense by then
    (optimizers.Lamb(**RATE), [7 / 5, 1]),
    (optimizers.Nadam(**RATE), [7 / 5, 1]),
    (optimizers.Adamax(**RATE), [7 / (3 + 4), 1]),
    (optimizers.RMSprop(**RATE, rho=0.0, epsilon=1e-12), [7 / 5, 1]),
    (optimizers.Adagrad(**RATE, initial_accumulator_value=0.0, epsilon=1e-12), [7 / 5, 1]),
    (optimizers.Ftrl(**RATE, initial_accumulator_value=1e-9), [7 / 5, 1]),
    (optimizers.Lion(**RATE), [1, 1]),
]


@pytest.mark.parametrize(("optimizer", "wanted"), CASES, ids=lambda v: getattr(v, "name", ""))
def test_one_step(optimizer: Any, wanted: list[float]) -> None:
    moved = _moved(optimizer)
    np.testing.assert_allclose(moved[:2] / moved[1], np.array(wanted) / wanted[1], rtol=1e-5)
    assert moved[2] == 0


def test_adadelta_squares_its_steps_by_rows() -> None:
    optimizer = optimizers.Adadelta(learning_rate=1.0, rho=0.0, epsilon=1.0)
    np.testing.assert_allclose(_moved(optimizer), [7 / 26**0.5, 1 / 2**0.5, 0], rtol=1e-6)
    squares = next(v for v in optimizer.variables if v.path.endswith("accumulated_delta_var"))
    np.testing.assert_allclose(squares.numpy()[:, 0], [25 / 26, 1 / 2, 0], rtol=1e-6)


def test_an_embedding_used_twice_has_twice_the_rows() -> None:
    moved = _moved(optimizers.Adam(**RATE), twice=True)
    np.testing.assert_allclose(moved, [14 / 50**0.5, 2 / 2**0.5, 0], rtol=1e-5)


def test_what_is_added_to_rows_makes_them_dense() -> None:
    moved = _moved(optimizers.Adam(**RATE), regularizer="l2")
    np.testing.assert_allclose(moved, [1, 1, 0], rtol=1e-5)


def test_eager_steps_agree() -> None:
    once, again = (
        _moved(optimizers.Adam(**RATE, clipnorm=2.0), eagerly=eagerly) for eagerly in (False, True)
    )
    np.testing.assert_array_equal(once, again)
