"""fit, evaluate and predict: shapes, orders, logs, and how replayed steps can go wrong."""

from __future__ import annotations

import random as pythons
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite import callbacks, layers, losses, metrics, models, ops, optimizers
from keras_lite.errors import KerasLiteWarning
from keras_lite.utils import clear_session

random = np.random.default_rng(0)
X = random.normal(size=(50, 3)).astype("float32")
Y = (X.sum(-1, keepdims=True) > 0).astype("float32")


@pytest.fixture(autouse=True)
def _names_from_the_start() -> None:
    clear_session()


def _model(*hidden: Any, **options: Any) -> models.Sequential:
    made = [layers.Input((3,)), *(hidden or [layers.Dense(4, activation="relu")])]
    model = models.Sequential([*made, layers.Dense(1, activation="sigmoid")])
    model.compile(**{"optimizer": "adam", "loss": "binary_crossentropy", **options})
    return model


def _twins(make: Any) -> tuple[Any, Any]:
    one, other = make(), make()
    other.set_weights(one.get_weights())
    return one, other


def _assert_same_weights(one: Any, other: Any) -> None:
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b)


# What comes back ------------------------------------------------------------------------------


def test_history() -> None:
    model = _model(metrics=["accuracy"])
    history = model.fit(X, Y, batch_size=16, epochs=3, validation_split=0.2, verbose=0)
    assert list(history.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert history.epoch == [0, 1, 2]
    assert history.params == {"verbose": 0, "epochs": 3, "steps": 3}
    assert history.model is model
    assert all(type(v) is float for values in history.history.values() for v in values)


def test_order_of_results() -> None:
    model = _model(metrics=["accuracy", "mae"])
    model.fit(X, Y, verbose=0)
    values = model.evaluate(X, Y, verbose=0)
    named = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert model.metrics_names == ["loss", "accuracy", "mae"]
    assert values == [named[n] for n in model.metrics_names]
    assert list(named) == sorted(named)
    only_loss = _model()
    assert isinstance(only_loss.evaluate(X, Y, verbose=0), float)


def test_predict_gives_numpy_arrays_that_later_calls_leave_alone() -> None:
    model = _model()
    first = model.predict(X, verbose=0)
    kept = first.copy()
    model.predict(-X, verbose=0)
    model.fit(X, Y, verbose=0)
    assert type(first) is np.ndarray and first.dtype == np.float32 and first.shape == (50, 1)
    assert np.array_equal(first, kept)


@pytest.mark.parametrize("batch_size", [1, 7, 32, 50, 64])
def test_batch_size_hardly_changes_predictions(batch_size: int) -> None:
    model = _model()
    expected = np.asarray(model(X))
    assert np.allclose(model.predict(X, batch_size=batch_size, verbose=0), expected, atol=1e-6)


def test_each_train_on_batch_is_measured_by_itself() -> None:
    model, other = _twins(lambda: _model(metrics=["accuracy"]))
    model.train_on_batch(X, Y)
    other.fit(X, Y, batch_size=len(X), shuffle=False, verbose=0)
    results = model.train_on_batch(X[:10], Y[:10], return_dict=True)
    assert float(model.metrics[0].count) == 10
    assert results == pytest.approx(other.evaluate(X[:10], Y[:10], verbose=0, return_dict=True))
    model.reset_metrics()
    assert float(model.metrics[0].count) == 0


# Footguns -------------------------------------------------------------------------------------


def test_hooks_and_slices_change_no_bit() -> None:
    one, other = _twins(lambda: _model(layers.Dense(8, "tanh"), metrics=["accuracy"]))
    watched = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    a = one.fit(X, Y, batch_size=7, epochs=4, shuffle=False, verbose=0)
    b = other.fit(X, Y, batch_size=7, epochs=4, shuffle=False, verbose=0, callbacks=[watched])
    assert a.history == b.history
    _assert_same_weights(one, other)


def test_one_long_fit_is_many_short_ones() -> None:
    one, other = _twins(_model)
    one.fit(X, Y, epochs=4, shuffle=False, verbose=0)
    for _ in range(4):
        other.fit(X, Y, epochs=1, shuffle=False, verbose=0)
    _assert_same_weights(one, other)


def test_a_changed_learning_rate_is_seen() -> None:
    model = _model(optimizer=optimizers.SGD(0.1))
    model.train_on_batch(X, Y)
    model.optimizer.learning_rate = 0.0
    before = model.get_weights()
    model.train_on_batch(X, Y)
    for a, b in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(a, b)


def test_changed_weights_are_seen() -> None:
    model = _model()
    model.fit(X, Y, verbose=0)
    model.set_weights([np.zeros_like(w) for w in model.get_weights()])
    assert np.all(model.predict(X, verbose=0) == 0.5)
    model.layers[-1].bias.assign([100.0])
    assert np.all(model.predict(X, verbose=0) == 1.0)


def test_a_frozen_layer_stays_and_the_rest_trains() -> None:
    model = _model()
    model.fit(X, Y, verbose=0)
    model.layers[0].trainable = False
    model.compile("adam", "binary_crossentropy")
    before = model.get_weights()
    model.fit(X, Y, verbose=0)
    after = model.get_weights()
    assert np.array_equal(before[0], after[0]) and np.array_equal(before[1], after[1])
    assert not np.array_equal(before[2], after[2])


def test_other_shapes_and_dtypes_get_their_own_program() -> None:
    model = models.Sequential([layers.Flatten(), layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(random.normal(size=(8, 2, 3)), np.zeros((8, 2)), verbose=0)
    model.fit(np.ones((8, 6), "int64"), np.zeros((8, 2), "int32"), verbose=0)
    assert model.predict(np.ones((3, 6)), verbose=0).shape == (3, 2)


def test_adversaries_that_are_frozen_in_turns() -> None:
    judge = models.Sequential([layers.Dense(8, "relu", input_dim=2), layers.Dense(1, "sigmoid")])
    judge.compile("adam", "binary_crossentropy")
    maker = models.Sequential([layers.Dense(8, "relu", input_dim=3), layers.Dense(2)])
    judge.trainable = False
    noise = layers.Input((3,))
    game = models.Model(noise, judge(maker(noise)))
    game.compile("adam", "binary_crossentropy")
    ones = np.ones((50, 1), "float32")
    for _ in range(3):
        before = [*judge.get_weights(), *maker.get_weights()]
        judge.trainable = True
        judge.train_on_batch(X[:, :2], ones)
        middle = [*judge.get_weights(), *maker.get_weights()]
        judge.trainable = False
        game.train_on_batch(X, ones)
        after = [*judge.get_weights(), *maker.get_weights()]
        moved = [not np.array_equal(a, b) for a, b in zip(before, middle, strict=True)]
        assert moved == [True] * 4 + [False] * 4
        moved = [not np.array_equal(a, b) for a, b in zip(middle, after, strict=True)]
        assert moved == [False] * 4 + [True] * 4


def test_nothing_to_train_and_freed_after_compile_warn() -> None:
    model = _model()
    model.layers[0].trainable = False
    model.compile("adam", "binary_crossentropy")
    model.layers[0].trainable = True
    with pytest.warns(KerasLiteWarning, match="became trainable after `compile`"):
        model.fit(X, Y, verbose=0)
    model.trainable = False
    with pytest.warns(KerasLiteWarning, match="no trainable weights"):
        model.fit(X, Y, verbose=0)


def test_two_models_that_share_weights_train_in_turns() -> None:
    """Each has an optimizer, which lays the weights out in a vector of its own."""

    def pair() -> tuple[Any, Any]:
        clear_session()
        inputs = layers.Input((3,))
        shared = layers.Dense(4, activation="tanh")(inputs)
        whole = models.Model(inputs, layers.Dense(1)(shared))
        part = models.Model(inputs, shared)
        whole.compile(optimizers.Adam(0.01), "mse")
        part.compile(optimizers.SGD(0.1, momentum=0.9), "mse")
        whole.set_weights([np.full(w.shape, 0.1 + i) for i, w in enumerate(whole.get_weights())])
        return whole, part

    ends = []
    for eager in (False, True):
        whole, part = pair()
        whole.run_eagerly = part.run_eagerly = eager
        target = np.ones((50, 4), "float32")
        for _ in range(3):
            whole.fit(X, Y, shuffle=False, verbose=0)
            part.fit(X, target, shuffle=False, verbose=0)
        ends.append([*whole.get_weights(), np.asarray(part(X)), whole.predict(X, verbose=0)])
    for one, other in zip(*ends, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.filterwarnings("ignore:.*no trainable weights")  # it has none, for once
def test_dropout_differs_from_step_to_step_and_is_off_in_inference() -> None:
    model = models.Sequential([layers.Input((100,)), layers.Dropout(0.5)])
    seen = []

    def loss(y_true: Any, y_pred: Any) -> Any:
        return ops.mean(ops.square(y_pred), axis=-1)

    model.compile("sgd", loss)
    row = random.normal(size=(1, 100)).astype("float32")
    for _ in range(3):
        model.reset_metrics()
        seen.append(model.train_on_batch(row, row))
    assert len(set(seen)) == 3
    assert np.array_equal(model.predict(row, verbose=0), row)


# Custom code ----------------------------------------------------------------------------------


class _Scaled(layers.Layer):
    def build(self, input_shape: Any) -> None:
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="scale")

    def call(self, x: Any) -> Any:
        return np.tanh(x * self.scale) + ops.sin(x)


def _custom_loss(y_true: Any, y_pred: Any) -> Any:
    return np.mean(np.abs(y_true - y_pred) ** 1.5, axis=-1)


def _custom_metric(y_true: Any, y_pred: Any) -> Any:
    return ops.max(ops.abs(y_true - y_pred))


def test_custom_layer_loss_metric_become_part_of_the_program() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = _model(_Scaled(), loss=_custom_loss, metrics=[_custom_metric])
        history = model.fit(X, Y, epochs=30, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert "_custom_metric" in history
    source = model.program("train").source
    assert "np.tanh(" in source and "np.sin(" in source


def test_eager_steps_are_the_program_s_steps() -> None:
    one, other = _twins(lambda: _model(layers.Dense(4, "relu"), metrics=["accuracy"]))
    other.run_eagerly = True
    a = one.fit(X, Y, epochs=3, shuffle=False, verbose=0, validation_split=0.2).history
    b = other.fit(X, Y, epochs=3, shuffle=False, verbose=0, validation_split=0.2).history
    for name in a:
        np.testing.assert_allclose(a[name], b[name], rtol=1e-6)
    np.testing.assert_allclose(
        one.predict(X, verbose=0), other.predict(X, verbose=0), rtol=1e-5, atol=1e-7
    )


def test_regularization_and_added_losses_count() -> None:
    plain, heavy = _twins(lambda: _model(layers.Dense(4, "relu", name="h")))
    heavy.layers[0].kernel_regularizer = None
    regularized = models.Sequential(
        [layers.Input((3,)), layers.Dense(4, "relu", kernel_regularizer="l2"), layers.Dense(1)]
    )
    regularized.compile("sgd", "mse")
    value = regularized.evaluate(X, Y, verbose=0)
    error = float(np.mean((regularized.predict(X, verbose=0) - Y) ** 2))
    penalty = 0.01 * float(np.sum(regularized.layers[0].kernel.numpy() ** 2))
    assert value == pytest.approx(error + penalty, rel=1e-5)
    assert plain.evaluate(X, Y, verbose=0) == heavy.evaluate(X, Y, verbose=0)


# Weights of samples, several outputs, iterables -----------------------------------------------


def test_sample_and_class_weights_agree() -> None:
    one, other = _twins(_model)
    weights = np.where(Y[:, 0] > 0, 3.0, 0.5)
    a = one.fit(X, Y, sample_weight=weights, shuffle=False, verbose=0).history
    b = other.fit(X, Y, class_weight={0: 0.5, 1: 3.0}, shuffle=False, verbose=0).history
    assert a == b


def test_classes_are_not_weighted_in_validation() -> None:
    one, other = _twins(_model)
    options: dict[str, Any] = {"validation_split": 0.5, "shuffle": False, "verbose": 0}
    for model in (one, other):
        model.optimizer.learning_rate = 0.0
    plain = one.fit(X, Y, **options).history
    weighted = other.fit(X, Y, class_weight={0: 0.5, 1: 3.0}, **options).history
    assert weighted["loss"] != plain["loss"]
    assert weighted["val_loss"] == plain["val_loss"]


def test_several_inputs_and_outputs() -> None:
    a, b = layers.Input((3,), name="a"), layers.Input((2,), name="b")
    joined = layers.Concatenate()([a, b])
    first = layers.Dense(2, activation="softmax", name="first")(joined)
    second = layers.Dense(1, name="second")(joined)
    model = models.Model([a, b], [first, second])
    model.compile(
        "adam",
        {"first": "sparse_categorical_crossentropy", "second": "mse"},
        loss_weights={"second": 0.5},
        metrics={"first": ["accuracy"], "second": "mae"},
    )
    x = {"a": X, "b": X[:, :2]}
    y = {"first": Y[:, 0].astype(int), "second": Y}
    history = model.fit(x, y, verbose=0, validation_split=0.2).history
    names = ["first_accuracy", "first_loss", "loss", "second_loss", "second_mae"]
    assert list(history) == [*names, *(f"val_{n}" for n in names)]
    logs = model.evaluate(
        [X, X[:, :2]],
        [Y[:, 0].astype(int), Y],
        batch_size=len(X),
        verbose=0,
        return_dict=True,
    )
    assert logs["loss"] == pytest.approx(logs["first_loss"] + 0.5 * logs["second_loss"], rel=1e-5)
    predicted = model.predict(x, verbose=0)
    assert [p.shape for p in predicted] == [(50, 2), (50, 1)]


def test_generator_and_steps_per_epoch() -> None:
    def batches() -> Any:
        while True:
            for start in range(0, 50, 10):
                yield X[start : start + 10], Y[start : start + 10]

    one, other = _twins(_model)
    one.fit(batches(), steps_per_epoch=5, epochs=3, verbose=0)
    other.fit(X, Y, batch_size=10, epochs=3, shuffle=False, verbose=0)
    _assert_same_weights(one, other)


def test_steps_per_epoch_goes_on_where_the_last_epoch_stopped() -> None:
    one, other = _twins(_model)
    with pytest.warns(KerasLiteWarning, match="ended after 1 steps of 2"):
        one.fit(X, Y, batch_size=10, steps_per_epoch=2, epochs=3, shuffle=False, verbose=0)
    other.fit(X, Y, batch_size=10, epochs=1, shuffle=False, verbose=0)
    _assert_same_weights(one, other)


def test_validation_frequency_and_initial_epoch() -> None:
    model = _model()
    history = model.fit(
        X, Y, initial_epoch=2, epochs=6, validation_data=(X, Y), validation_freq=2, verbose=0
    )
    assert history.epoch == [2, 3, 4, 5]
    assert len(history.history["val_loss"]) == 2


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas comes with the extra `examples`")
    frame = pandas.DataFrame({"a": X[:, 0], "b": (X[:, 1] * 9).astype(int), "c": X[:, 2] > 0})
    series = pandas.Series(Y[:, 0], name="y")
    one, other = _twins(_model)
    one.fit(frame, series, shuffle=False, verbose=0)
    other.fit(frame.to_numpy().astype("float32"), Y, shuffle=False, verbose=0)
    _assert_same_weights(one, other)


def test_stop_training_ends_after_the_epoch() -> None:
    class Stop(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = epoch == 1

    assert len(_model().fit(X, Y, epochs=9, verbose=0, callbacks=[Stop()]).epoch) == 2


def test_objects_work_like_their_names() -> None:
    named = _model(metrics=["accuracy"], optimizer="adam", loss="binary_crossentropy")
    objects = _model(
        metrics=[metrics.BinaryAccuracy(name="accuracy")],
        optimizer=optimizers.Adam(),
        loss=losses.BinaryCrossentropy(),
    )
    objects.set_weights(named.get_weights())
    a = named.fit(X, Y, epochs=2, shuffle=False, verbose=0).history
    b = objects.fit(X, Y, epochs=2, shuffle=False, verbose=0).history
    assert a == b


# The program ----------------------------------------------------------------------------------


def test_the_program_is_shown_before_and_after_fit() -> None:
    model = _model(metrics=["accuracy"])
    for mode in ("train", "test", "predict"):
        for level in ("plain", "fast"):
            text = model.program(mode, batch_size=8, level=level)
            assert "# dense: forward" in text.source
            assert str(text) == text.source and level in repr(text)
    assert "backward" not in model.program("predict").source


def test_plain_steps_equal_fit(tmp_path: Path) -> None:
    one, other = _twins(lambda: _model(metrics=["accuracy"]))
    one.fit(X, Y, batch_size=10, shuffle=False, verbose=0)
    other.program("train", batch_size=10).save(tmp_path / "step.py")
    scope: dict[str, Any] = {"__file__": str(tmp_path / "step.py"), "__name__": "step"}
    exec((tmp_path / "step.py").read_text(), scope)
    step, state = scope["load"]()
    for start in range(0, 50, 10):
        step(X[start : start + 10], Y[start : start + 10], np.float32(0.001))
    flat = np.concatenate([w.ravel() for w in one.get_weights()])
    np.testing.assert_allclose(state["weights"], flat, 1e-6, 1e-7)  # sums in another order


@pytest.mark.parametrize("level", ["plain", "fast"])
def test_the_saved_program_runs_as_a_script(tmp_path: Path, level: str) -> None:
    model = _model(metrics=["accuracy"])
    model.fit(X, Y, batch_size=10, verbose=0)
    model.program("train", level=level).save(tmp_path / "step.py")
    run = [sys.executable, "-I", str(tmp_path / "step.py")]
    printed = subprocess.run(run, check=True, capture_output=True, text=True, timeout=60).stdout
    assert "One step of 10 rows." in printed
    assert "adam_iteration (): largest change 1\n" in printed


def test_ten_thousand_predictions_retrace_nothing() -> None:
    model = _model()
    model.predict(X[:1], verbose=0)
    program = next(iter(model._programs._programs.values()))
    for rows in range(1, 40):
        model.predict(X[:rows], batch_size=64, verbose=0)
    assert list(model._programs._programs.values()) == [program]


def test_a_step_of_ones_own_is_refused_as_it_would_never_be_called() -> None:
    class Own(models.Sequential):
        def train_step(self, data: Any) -> Any:
            return {}

    model = Own([layers.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(NotImplementedError, match="compute_loss"):
        model.fit(X, Y, verbose=0)
    assert model.predict(X, verbose=0).shape == (50, 1)


class _Batches:
    """Batches by number, which also note how they are asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.ended = 0

    def __len__(self) -> int:
        return 4

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        self.asked.append(i)
        return np.full((2, 3), i, "float32"), np.ones((2, 1), "float32")

    def on_epoch_end(self) -> None:
        self.ended += 1


def test_batches_by_number_are_gone_through_in_every_epoch() -> None:
    model = _model()
    model.compile("sgd", "mse")
    batches, held = _Batches(), _Batches()
    model.fit(batches, epochs=3, shuffle=False, validation_data=held, verbose=0)
    assert batches.asked == held.asked == [0, 1, 2, 3] * 3
    assert batches.ended == held.ended == 3
    pythons.seed(3)
    batches = _Batches()
    model.fit(batches, epochs=2, verbose=0)
    pythons.seed(3)
    expected = []
    for _ in range(2):
        order = [0, 1, 2, 3]
        pythons.shuffle(order)
        expected += order
    assert batches.asked == expected
    batches = _Batches()
    model.fit(batches, epochs=2, steps_per_epoch=2, shuffle=False, verbose=0)
    assert batches.asked == [0, 1, 2, 3]
