"""One step on one batch: what it returns, and what it leaves behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import keras_lite as keras
from keras_lite import ops
from keras_lite.engine.program import Program

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((24, 3)).astype("float32")
Y = np.eye(2, dtype="float32")[RANDOM.integers(0, 2, 24)]


def _model(metrics: Any = ("accuracy",), **arguments: Any) -> Any:
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(2, "softmax")]
    )
    model.compile("adam", "categorical_crossentropy", metrics=list(metrics), **arguments)
    return model


class Largest(keras.metrics.Metric):
    """A user's metric; how it is reset is its own affair."""

    def __init__(self) -> None:
        super().__init__(name="largest")
        self.seen = self.add_weight(name="seen")
        self.resets = 0

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        self.seen.assign(ops.maximum(self.seen, ops.max(y_pred)))

    def result(self) -> Any:
        return self.seen

    def reset_state(self) -> None:
        self.resets += 1
        self.seen.assign(0.0)


def test_it_is_the_step_that_fit_takes() -> None:
    one, other = _model(), _model()
    history = one.fit(X, Y, batch_size=24, epochs=3, shuffle=False, verbose=0).history
    for epoch in range(3):
        logs = other.train_on_batch(X, Y, return_dict=True)
        assert logs == {name: values[epoch] for name, values in history.items()}
        assert list(logs) == ["accuracy", "loss"]
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert int(other.optimizer.iterations) == 3


def test_metrics_hold_the_batch_afterwards() -> None:
    model = _model()
    model.fit(X, Y, verbose=0)
    loss, accuracy = model.train_on_batch(X[:10], Y[:10])
    assert model.get_metrics_result() == {"accuracy": accuracy, "loss": loss}
    assert [float(m.result()) for m in model.metrics] == [loss, accuracy]
    assert float(model.metrics[0].count) == 10
    tested = model.test_on_batch(X[:7], Y[:7], return_dict=True)
    assert model.get_metrics_result() == tested
    assert float(model.metrics[0].count) == 7
    model.reset_metrics()
    assert model.get_metrics_result() == {"accuracy": 0.0, "loss": 0.0}


def test_weights_of_samples_and_of_classes() -> None:
    classes = Y.argmax(axis=1)
    by_class = _model().train_on_batch(X, Y, class_weight={0: 0.5, 1: 2.0})
    weights = np.where(classes == 0, 0.5, 2.0).astype("float32")
    assert _model().train_on_batch(X, Y, sample_weight=weights) == by_class
    assert _model().train_on_batch(X, Y) != by_class


@pytest.mark.parametrize("eagerly", [False, True])
def test_a_metric_with_its_own_way_to_be_reset(eagerly: bool) -> None:
    metric = Largest()
    model = _model([metric], run_eagerly=eagerly)
    for rows in (24, 4, 8):
        expected = model.predict(X[:rows], verbose=0).max()
        found = model.train_on_batch(X[:rows], Y[:rows], return_dict=True)
        assert found["largest"] == pytest.approx(expected, rel=1e-6)
    assert metric.resets == 3


def test_a_model_that_measures_by_itself() -> None:
    class Renaming(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = keras.layers.Dense(2, "softmax")

        def call(self, x: Any) -> Any:
            return self.dense(x)

        def get_metrics_result(self) -> dict[str, float]:
            return {f"my_{k}": v for k, v in super().get_metrics_result().items()}

    model = Renaming()
    model.compile("sgd", "categorical_crossentropy")
    assert list(model.train_on_batch(X, Y, return_dict=True)) == ["my_loss"]


def test_an_error_changes_nothing() -> None:
    model = _model()
    before = model.train_on_batch(X, Y, return_dict=True)
    weights = model.get_weights()
    for x, y in ((X[:3], Y[:4]), (X[:0], Y[:0]), (X[:, :2], Y)):
        with pytest.raises(ValueError):
            model.train_on_batch(x, y)
    assert model.get_metrics_result() == before
    for a, b in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_growing_buffers_record_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model()
    model.train_on_batch(X, Y)
    model.test_on_batch(X, Y)
    model.predict(X[:1], verbose=0)
    made: list[Program] = []
    first = Program.__init__
    monkeypatch.setattr(
        Program, "__init__", lambda self, *a, **k: (made.append(self), first(self, *a, **k))[1]
    )
    for rows in range(1, 24):
        model.predict(X[:rows], verbose=0)
        model.train_on_batch(X[:rows], Y[:rows])
        model.test_on_batch(X[:rows], Y[:rows])
    assert made == []


def test_turning_layers_off_and_on_makes_two_programs() -> None:
    model = _model()
    for _ in range(3):
        for trainable in (False, True):
            model.layers[0].trainable = trainable
            model.train_on_batch(X, Y)
    assert len(model._programs._programs) == 2
