"""What Keras rejects is rejected, early, with a message that helps; likely mistakes warn once."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from keras_lite import layers, models
from keras_lite.callbacks import Callback
from keras_lite.errors import KerasLiteWarning

random = np.random.default_rng(0)
X = random.normal(size=(20, 3)).astype("float32")
Y = random.normal(size=(20, 1)).astype("float32")


def _model(loss: Any = "mse", **options: Any) -> models.Sequential:
    model = models.Sequential(
        [layers.Dense(4, activation="relu", input_shape=(3,)), layers.Dense(1)]
    )
    model.compile("adam", loss, **options)
    return model


def _fit(x: Any = X, y: Any = Y, loss: Any = "mse", **options: Any) -> Any:
    return _model(loss).fit(x, y, verbose=0, **options)


def _uncompiled() -> models.Sequential:
    return models.Sequential([layers.Dense(1, input_dim=3)])


ERRORS: dict[str, tuple[Callable[[], Any], type, list[str]]] = {
    "features": (lambda: _fit(np.ones((20, 2))), ValueError, ["dense", "2", "3"]),
    "features to predict": (
        lambda: _model().predict(np.ones((20, 2)), verbose=0),
        ValueError,
        ["dense", "2", "3"],
    ),
    "lengths": (lambda: _fit(X, Y[:5]), ValueError, ["cardinality", "20", "5"]),
    "no rows": (lambda: _fit(X[:0], Y[:0]), ValueError, ["no rows"]),
    "empty lists": (lambda: _fit([], []), ValueError, ["no rows"]),
    "objects": (lambda: _fit(X.astype(object)), ValueError, ["x", "object", "astype"]),
    "strings": (lambda: _fit(X, np.array(["a"] * 20)), ValueError, ["y", "<U1", "numbers"]),
    "optimizer": (
        lambda: _uncompiled().compile("adma", "mse"),
        ValueError,
        ["adma", "Did you mean"],
    ),
    "loss": (
        lambda: _uncompiled().compile("adam", "mean_square_error"),
        ValueError,
        ["mean_square_error", "Did you mean"],
    ),
    "metric": (lambda: _model(metrics=["acuracy"]), ValueError, ["acuracy", "Accuracy"]),
    "activation": (lambda: layers.Dense(3, activation="rleu"), ValueError, ["rleu", "'relu'"]),
    "initializer": (
        lambda: layers.Dense(3, kernel_initializer="glorot_unifrm"),
        ValueError,
        ["glorot_unifrm", "Did you mean"],
    ),
    "negative units": (lambda: layers.Dense(-1), ValueError, ["units", "-1", "positive"]),
    "no units": (lambda: layers.Dense(0), ValueError, ["units", "0", "positive"]),
    "half a unit": (lambda: layers.Dense(2.5), ValueError, ["units", "2.5", "integer"]),
    "negative batch": (lambda: _fit(batch_size=-1), ValueError, ["batch_size", "-1"]),
    "empty batch": (lambda: _fit(batch_size=0), ValueError, ["batch_size", "0"]),
    "epochs": (lambda: _fit(epochs=1.5), TypeError, ["epochs", "1.5", "whole number"]),
    "all for validation": (
        lambda: _fit(validation_split=1.0),
        ValueError,
        ["validation_split", "1.0", "less than 1"],
    ),
    "too much for validation": (lambda: _fit(validation_split=1.5), ValueError, ["1.5"]),
    "no row to train on": (
        lambda: _fit(X[:2], Y[:2], validation_split=0.9),
        ValueError,
        ["leaves 0 for training"],
    ),
    "not compiled": (lambda: _uncompiled().fit(X, Y), ValueError, ["call `compile()`", "fit"]),
    "no layers": (
        lambda: models.Sequential().predict(X, verbose=0),
        ValueError,
        ["no layers", "add"],
    ),
    "count before build": (
        lambda: models.Sequential([layers.Dense(3)]).count_params(),
        ValueError,
        ["isn't built", "build(input_shape)"],
    ),
    "weights, number": (lambda: _model().set_weights([X]), ValueError, ["1", "4", "kernel"]),
    "weights, shape": (
        lambda: _model().layers[0].set_weights([np.ones((3, 3)), np.ones(4)]),
        ValueError,
        ["(3, 3)", "(3, 4)", "kernel"],
    ),
    "misspelled layer argument": (
        lambda: layers.Dense(3, activaton="relu"),
        ValueError,
        ["activaton", "'activation'"],
    ),
    "misspelled fit argument": (lambda: _fit(epoch=3), TypeError, ["'epoch'", "'epochs'"]),
    "misspelled compile argument": (
        lambda: _uncompiled().compile(optimiser="adam"),
        TypeError,
        ["optimiser", "'optimizer'"],
    ),
    "no targets": (lambda: _model().fit(X, verbose=0), ValueError, ["no targets"]),
    "nothing to minimise": (lambda: _fit(loss=None), ValueError, ["nothing to minimise"]),
    "validation data": (lambda: _fit(validation_data=X), ValueError, ["(x, y)"]),
    "a number for data": (
        lambda: _model().predict(3.0, verbose=0),
        ValueError,
        ["single number", "np.array"],
    ),
    "layer name": (lambda: _model().get_layer("dens"), ValueError, ["dens", "Did you mean"]),
    "second input": (
        lambda: _uncompiled().add(layers.InputLayer(shape=(3,))),
        ValueError,
        ["input", "first place only"],
    ),
    "weights of classes in a list": (
        lambda: _fit(class_weight=[1.0, 2.0]),
        TypeError,
        ["class_weight", "list", "dict"],
    ),
    "weights of classes, two outputs": (
        lambda: _two_outputs().fit(X, [Y, Y], class_weight={0: 1.0}, verbose=0),
        ValueError,
        ["class_weight", "one output", "sample_weight"],
    ),
    "weights of classes and of rows": (
        lambda: _model().train_on_batch(X, Y, np.ones(20), class_weight={0: 1.0}),
        ValueError,
        ["sample_weight or class_weight"],
    ),
    "targets beside batches": (
        lambda: _model().evaluate(iter([(X, Y)]), Y, verbose=0),
        ValueError,
        ["iterable of batches", "y must not"],
    ),
    "a loss for no output": (
        lambda: _two_outputs({"on": "mse", "other": "mse"}),
        ValueError,
        ["'on'", "Did you mean 'one'"],
    ),
    "three losses for two outputs": (
        lambda: _two_outputs(["mse"] * 3),
        ValueError,
        ["loss is a list of 3", "2 outputs"],
    ),
    "a text for a share": (
        lambda: _fit(validation_split="all"),
        TypeError,
        ["validation_split", "'all'", "number"],
    ),
    "program of what": (
        lambda: _model().program("training"),
        ValueError,
        ["mode='training'", "'train'"],
    ),
    "program in what": (lambda: _model().program(language="go"), ValueError, ["'go'", "'numpy'"]),
    "program of eager steps": (
        lambda: _model(run_eagerly=True).program(),
        ValueError,
        ["runs eagerly", "no program"],
    ),
    "classes as numbers": (
        lambda: (
            models.Sequential([layers.Dense(3, input_dim=3)]).compile("adam", "mse")
            or _softmax().fit(X, np.arange(20) % 3, verbose=0)
        ),
        ValueError,
        ["sparse_categorical_crossentropy", "to_categorical"],
    ),
}


def _softmax(loss: str = "categorical_crossentropy") -> models.Sequential:
    model = models.Sequential([layers.Dense(3, activation="softmax", input_dim=3)])
    model.compile("adam", loss)
    return model


def _two_outputs(loss: Any = "mse") -> models.Model:
    x = layers.Input((3,))
    model = models.Model(x, [layers.Dense(1, name="one")(x), layers.Dense(1, name="other")(x)])
    model.compile("adam", loss)
    return model


@pytest.mark.parametrize("name", ERRORS)
def test_it_is_refused(name: str) -> None:
    do, kind, fragments = ERRORS[name]
    with pytest.raises(kind) as caught:
        do()
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_a_refused_layer_is_not_kept() -> None:
    model = models.Sequential([layers.Dense(4, input_shape=(3,))])
    wrong = layers.Dense(2, input_shape=(7,))
    wrong.build((None, 7))
    with pytest.raises(ValueError, match="7"):
        model.add(wrong)
    assert len(model.layers) == 1
    assert model.predict(X, verbose=0).shape == (20, 4)


def _warnings(do: Callable[[], Any]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        do()
    assert all(w.category is KerasLiteWarning for w in caught)
    return [str(w.message) for w in caught]


def test_missing_numbers_warn() -> None:
    x = X.copy()
    x[3, 1] = np.nan
    (message,) = _warnings(lambda: _fit(x))
    assert "NaN" in message and "x" in message


def test_a_weight_for_a_class_that_does_not_exist_warns() -> None:
    labels = (Y > 0).astype(int)
    do = lambda: _fit(X, labels, "binary_crossentropy", class_weight={0: 1.0, 7: 2.0})  # noqa: E731
    (message,) = _warnings(do)
    assert "class 7" in message


def test_targets_that_are_broadcast_warn_once() -> None:
    (message,) = _warnings(lambda: _fit(X, np.ones((20, 3)), epochs=3))
    assert "broadcast" in message


def test_targets_without_the_last_axis_mean_the_same() -> None:
    losses = []
    for y in (Y, Y[:, 0]):
        model = _model()
        model.set_weights([np.full(w.shape, 0.1) for w in model.get_weights()])
        assert _warnings(lambda: model.fit(X, y, verbose=0, shuffle=False, epochs=2)) == []
        losses.append(model.history.history["loss"])
    assert losses[0] == losses[1]


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard, also where the tests were started in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class _PressCtrlC(Callback):
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if batch == 4:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_leaves_the_weights_of_the_last_step() -> None:
    rows, targets = np.repeat(X, 10, axis=0), np.repeat(Y, 10, axis=0)
    interrupted, stopped = _model(), _model()
    stopped.set_weights(interrupted.get_weights())
    with pytest.raises(KeyboardInterrupt):
        interrupted.fit(
            rows, targets, batch_size=20, shuffle=False, verbose=0, callbacks=[_PressCtrlC()]
        )
    stopped.fit(rows[:100], targets[:100], batch_size=20, shuffle=False, verbose=0)
    for one, other in zip(interrupted.get_weights(), stopped.get_weights(), strict=True):
        assert np.array_equal(one, other)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    interrupted.fit(rows, targets, verbose=0)  # and it goes on


@pytest.mark.usefixtures("heard")
def test_ctrl_c_is_obeyed_within_a_long_epoch() -> None:
    rows = np.repeat(X, 20_000, axis=0)
    model = _model()
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        model.fit(rows, rows[:, :1], batch_size=4, epochs=1000, verbose=0)
    assert all(np.isfinite(w).all() for w in model.get_weights())
