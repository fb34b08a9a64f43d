"""What callbacks of Keras 0 to 2 could ask for."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat.old_callbacks import Params

X = np.arange(20, dtype="float32").reshape(10, 2)
Y = (X[:, :1] > 8).astype("float32")


def small_model(**compiled):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", **compiled)
    return model


class Watch(keras.callbacks.Callback):
    def __init__(self, *names):
        super().__init__()
        self.names, self.batches = names, []

    def on_train_begin(self, logs=None):
        self.seen = {name: self.params[name] for name in self.names}
        self.data = getattr(self, "validation_data", None)

    def on_batch_end(self, batch, logs=None):
        self.batches.append((logs["batch"], logs["size"]))
        assert "size" not in logs
        assert set(dict(logs)) == {"loss"}


PARAMS = {
    "nb_epoch": 2,
    "epochs": 2,
    "samples": 8,
    "nb_sample": 8,
    "batch_size": 3,
    "do_validation": True,
    "metrics": ["loss", "val_loss"],
    "verbose": 0,
    "steps": 3,
}


def test_parameters_of_the_run():
    watch = Watch(*PARAMS)
    record = small_model().fit(
        X, Y, batch_size=3, nb_epoch=2, validation_split=0.2, verbose=0, callbacks=[watch]
    )
    assert watch.seen == PARAMS
    assert watch.batches == [(0, 3), (1, 3), (2, 2)] * 2
    assert record.params == {"verbose": 0, "epochs": 2, "steps": 3}
    assert record.params.get("samples") is None, "the run is over"
    assert type(pickle.loads(pickle.dumps(record.params))) is dict
    assert copy.copy(record.params) == record.params


def test_parameters_that_nobody_knows():
    assert Params({"epochs": 3}, None)["nb_epoch"] == 3
    with pytest.raises(KeyError):
        Params({}, None)["samples"]
    with pytest.raises(KeyError):
        Params({}, small_model())["batch_size"]


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({"validation_split": 0.2}, X[8:]),
        ({"validation_data": (X[:3], Y[:3])}, X[:3]),
        ({"validation_data": (X[:3], Y[:3], np.full(3, 2.0))}, X[:3]),
    ],
)
def test_validation_data(given, first):
    watch = Watch()
    small_model().fit(X, Y, verbose=0, callbacks=[watch], **given)
    x, y, weights = watch.data
    np.testing.assert_array_equal(x, first)
    assert len(y) == len(weights) == len(first)
    assert weights[0] == (2.0 if len(given.get("validation_data", ())) == 3 else 1.0)


def test_no_validation_data():
    watch = Watch()
    small_model().fit(X, Y, 4, verbose=0, callbacks=[watch])
    assert watch.data is None
    watch = Watch()
    model = small_model()
    model.fit(x={model.input.name: X}, y=Y, verbose=0, callbacks=[watch], batch_size=10)
    assert watch.batches == [(0, 10)]


def test_generators_tell_no_sizes():
    class Count(keras.callbacks.Callback):
        def on_batch_end(self, batch, logs=None):
            assert logs["batch"] == batch and "size" not in logs
            with pytest.raises(KeyError):
                logs["size"]

    small_model().fit(((X, Y) for _ in range(3)), verbose=0, callbacks=[Count()])


def test_totals():
    record = small_model(metrics=["accuracy"]).fit(X, Y, epochs=2, verbose=0)
    assert record.totals == {name: values[-1] for name, values in record.history.items()}
    assert list(record.totals) == ["accuracy", "loss"]


@pytest.mark.parametrize("given", [{"validation_data": (X, None)}, {"validation_split": 0.5}])
def test_models_that_learn_without_targets(given):
    punished = keras.layers.Dense(2, activity_regularizer="l2")
    model = keras.Sequential([keras.Input((2,)), punished])
    model.compile("sgd")
    watch = Watch("samples")
    record = model.fit(X, None, callbacks=[watch], verbose=0, **given)
    assert "val_loss" in record.history and watch.validation_data is not None
