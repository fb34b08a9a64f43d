"""Batches as callbacks, validation and prediction see them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import callbacks, layers, models

_random = np.random.RandomState(0)
X = _random.normal(size=(40, 4)).astype("float32")
Y = X[:, :1] - X[:, 1:2]


def _model(rate: float = 0.01, **arguments: Any) -> Any:
    model = models.Sequential([layers.Input((4,)), layers.Dense(1)])
    model.compile("sgd", "mse", **arguments)
    model.optimizer.learning_rate = rate
    return model


def test_batch_hooks_see_executions_of_several_steps() -> None:
    seen: list[Any] = []
    watcher = callbacks.LambdaCallback(
        on_train_batch_begin=lambda batch, logs: seen.append(batch),
        on_train_batch_end=lambda batch, logs: seen.append(-batch),
    )
    model = _model(steps_per_execution=3)
    model.fit(X, Y, batch_size=8, verbose=0, callbacks=[watcher])
    assert seen == [0, -2, 3, -5]  # five steps; the last end is numbered as if there were six


def test_predict_takes_the_inputs_of_a_generator_of_pairs() -> None:
    model = _model()
    pairs = ((X[i : i + 10], Y[i : i + 10]) for i in range(0, 40, 10))
    assert np.array_equal(model.predict(pairs, verbose=0), model.predict(X, verbose=0))


@pytest.mark.parametrize("together", [1, 2])
def test_callbacks_see_the_outputs_of_each_batch(together: int) -> None:
    seen: list[np.ndarray] = []

    class Watcher(callbacks.Callback):
        def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(logs["outputs"])

    model = _model(steps_per_execution=together)
    whole = model.predict(X, batch_size=16, verbose=0, callbacks=[Watcher()])
    assert [len(rows) for rows in seen] == ([16, 16, 8] if together == 1 else [32, 8])
    assert np.array_equal(np.concatenate(seen), whole)


def test_every_validation_begins_with_the_first_rows() -> None:
    model = _model(rate=0.0)
    first = model.evaluate(X[:8], Y[:8], verbose=0)
    history = model.fit(
        X, Y, epochs=3, verbose=0, validation_data=(X, Y), validation_batch_size=4,
        validation_steps=2,
    ).history["val_loss"]  # fmt: skip
    assert history == pytest.approx([first] * 3)
