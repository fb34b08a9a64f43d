"""Python code that looks at values: the model runs step by step, and one warning says where."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from keras_lite import layers, models, ops, optimizers
from keras_lite.errors import KerasLiteWarning, NotReady

random = np.random.default_rng(0)
X = random.normal(size=(50, 3)).astype("float32")
Y = (X.sum(-1, keepdims=True) > 0).astype("float32")


class Branching(layers.Layer):
    def call(self, x: Any) -> Any:
        if ops.sum(x) > 0:
            return x * 2.0
        return x * 3.0


def loss_with_a_branch(y_true: Any, y_pred: Any) -> Any:
    error = ops.mean(ops.square(y_true - y_pred))
    return error * 10.0 if float(error) > 1 else error


def _fit(layer: Any, loss: Any) -> tuple[models.Sequential, list[str], list[float]]:
    model = models.Sequential([layers.Input((3,)), layer, layers.Dense(1)])
    model.compile(optimizers.Adam(0.02), loss)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        # In one order: which way a batch takes depends on its rows.
        history = model.fit(X, Y, epochs=20, shuffle=False, verbose=0).history["loss"]
        model.predict(X, verbose=0)
    assert all(w.category is KerasLiteWarning for w in caught)
    return model, [str(w.message) for w in caught], history


@pytest.mark.parametrize(
    ("layer", "loss", "line"),
    [
        (Branching(), "mse", "if ops.sum(x) > 0"),
        (layers.Dense(2), loss_with_a_branch, "if float(error) > 1"),
    ],
    ids=["layer", "loss"],
)
def test_one_warning_names_the_line_and_training_works(layer: Any, loss: Any, line: str) -> None:
    model, messages, history = _fit(layer, loss)
    (message,) = messages
    assert line in message
    assert "eager_fallback_test.py" in message
    assert history[-1] < history[0]
    with pytest.raises(NotReady, match="no program"):
        model.program("train")


def test_the_branch_follows_the_data() -> None:
    model = models.Sequential([layers.Input((3,)), Branching()])
    with pytest.warns(KerasLiteWarning, match="ops.where"):
        positive = model.predict(np.ones((2, 3), "float32"), verbose=0)
    assert np.all(positive == 2)
    assert np.all(model.predict(-np.ones((2, 3), "float32"), verbose=0) == -3)
