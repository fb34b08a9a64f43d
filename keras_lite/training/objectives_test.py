"""Losses and metrics of models whose outputs are not known before the first step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import layers, models
from keras_lite.errors import KerasLiteWarning

_random = np.random.RandomState(0)
X = _random.normal(size=(40, 4)).astype("float32")
Y = X[:, :1] - X[:, 1:2]


class _ScaledModel(models.Model):
    """A weight of its own, there before `compile`, and a layer that is built by the first step."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = self.add_weight(shape=(1,), initializer="ones", name="scale")
        self.dense = layers.Dense(1)

    def call(self, x: Any) -> Any:
        return self.dense(x) * self.scale


def test_weights_made_before_and_after_compile_are_all_trained() -> None:
    model = _ScaledModel()
    model.compile("sgd", "mse")
    model.fit(X, Y[:, :1], epochs=1, verbose=0)
    before = model.get_weights()
    model.fit(X, Y[:, :1], epochs=1, verbose=0)
    assert len(before) == 3
    for old, new in zip(before, model.get_weights(), strict=True):
        assert not np.array_equal(old, new)


class _TwoOutputs(models.Model):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.other = layers.Dense(1), layers.Dense(2)

    def call(self, x: Any) -> Any:
        return {"one": self.one(x), "other": self.other(x)}


def test_a_dict_of_losses_waits_for_the_outputs_of_the_first_call() -> None:
    model = _TwoOutputs()
    model.compile("sgd", {"other": "mse", "one": "mae"}, metrics={"one": ["mse"]})
    y = {"one": X[:, :1], "other": X[:, :2]}
    logs = model.fit(X, y, verbose=0).history
    assert set(logs) == {"loss", "one_loss", "other_loss", "one_mse"}
    assert model.metrics_names[-2:] == ["other_loss", "one_loss"]
    with pytest.raises(ValueError, match="no loss named 'mzz'"):
        model.compile("sgd", {"one": "mzz"})  # the outputs' names are not known yet, the losses are


def test_the_same_metric_plain_and_weighted_has_two_names() -> None:
    inputs = layers.Input((3,))
    outputs = [layers.Dense(1, name=name)(inputs) for name in ("a", "b")]
    model = models.Model(inputs, outputs)
    model.compile("sgd", "mse", metrics=[["mae"], ["mae"]], weighted_metrics=[["mae"], ["mse"]])
    x, y = np.ones((4, 3), "float32"), np.ones((4, 1), "float32")
    history = model.fit(x, [y, y], verbose=0).history
    names = "a_loss a_mae a_weighted_mae b_loss b_mae b_mse loss".split()  # as in Keras 3.15.1
    assert sorted(history) == names


def test_layers_that_are_not_told_that_they_are_trained_are_named():
    class Net(models.Model):
        def __init__(self):
            super().__init__()
            self.dense, self.drop = layers.Dense(1), layers.Dropout(0.5)

        def call(self, x):
            return self.dense(self.drop(x))

    class Told(Net):
        def call(self, x, training=None):
            return self.dense(self.drop(x, training=training))

    x = np.ones((4, 2), "float32")
    model = Net()
    model.compile("sgd", "mse")
    with pytest.warns(KerasLiteWarning, match=r"Dropout 'dropout\w*'.*training=None\)` in Net"):
        model.fit(x, x[:, :1], verbose=0)
    model = Told()
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], verbose=0)  # warnings are errors here


@pytest.mark.parametrize("name", ["crossentropy", "ce"])
@pytest.mark.parametrize("kind", ["binary", "sparse_categorical", "categorical"])
def test_a_crossentropy_is_measured_that_fits_targets_and_outputs(kind: str, name: str) -> None:
    units = 1 if kind == "binary" else 3
    activation = "sigmoid" if kind == "binary" else "softmax"
    classes = np.arange(40) % (2 if kind == "binary" else 3)
    y = np.eye(3)[classes] if kind == "categorical" else classes[:, None]
    model = models.Sequential([layers.Input((4,)), layers.Dense(units, activation)])
    model.compile("sgd", f"{kind}_crossentropy", metrics=[name])
    logs = model.evaluate(X, y, verbose=0, return_dict=True)
    assert sorted(logs) == sorted([name, "loss"])
    assert logs[name] == pytest.approx(logs["loss"], rel=1e-6) and logs["loss"] > 0.1
