"""fit, evaluate and predict: what they take, and the shapes, orders and logs that come back."""

from __future__ import annotations

import random as pythons
from typing import Any

import numpy as np
import pytest

from keras_lite import callbacks, layers, losses, metrics, models, optimizers
from keras_lite.errors import KerasLiteWarning
from keras_lite.utils import clear_session

random = np.random.default_rng(0)
X = random.normal(size=(50, 3)).astype("float32")
Y = (X.sum(-1, keepdims=True) > 0).astype("float32")


@pytest.fixture(autouse=True)
def _names_from_the_start() -> None:
    clear_session()


def small_model(*hidden: Any, **options: Any) -> models.Sequential:
    made = [layers.Input((3,)), *(hidden or [layers.Dense(4, activation="relu")])]
    model = models.Sequential([*made, layers.Dense(1, activation="sigmoid")])
    model.compile(**{"optimizer": "adam", "loss": "binary_crossentropy", **options})
    return model


def twins(make: Any) -> tuple[Any, Any]:
    one, other = make(), make()
    other.set_weights(one.get_weights())
    return one, other


def assert_same_weights(one: Any, other: Any) -> None:
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b)


def test_history() -> None:
    model = small_model(metrics=["accuracy"])
    history = model.fit(X, Y, batch_size=16, epochs=3, validation_split=0.2, verbose=0)
    assert list(history.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert history.epoch == [0, 1, 2]
    assert history.params == {"verbose": 0, "epochs": 3, "steps": 3}
    assert history.model is model
    assert all(type(v) is float for values in history.history.values() for v in values)


def test_order_of_results() -> None:
    model = small_model(metrics=["accuracy", "mae"])
    model.fit(X, Y, verbose=0)
    values = model.evaluate(X, Y, verbose=0)
    named = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert model.metrics_names == ["loss", "accuracy", "mae"]
    assert values == [named[n] for n in model.metrics_names]
    assert list(named) == sorted(named)
    only_loss = small_model()
    assert isinstance(only_loss.evaluate(X, Y, verbose=0), float)


def test_predict_gives_numpy_arrays_that_later_calls_leave_alone() -> None:
    model = small_model()
    first = model.predict(X, verbose=0)
    kept = first.copy()
    model.predict(-X, verbose=0)
    model.fit(X, Y, verbose=0)
    assert type(first) is np.ndarray and first.dtype == np.float32 and first.shape == (50, 1)
    assert np.array_equal(first, kept)


@pytest.mark.parametrize("batch_size", [1, 7, 32, 50, 64])
def test_batch_size_hardly_changes_predictions(batch_size: int) -> None:
    model = small_model()
    expected = np.asarray(model(X))
    assert np.allclose(model.predict(X, batch_size=batch_size, verbose=0), expected, atol=1e-6)


def test_each_train_on_batch_is_measured_by_itself() -> None:
    model, other = twins(lambda: small_model(metrics=["accuracy"]))
    model.train_on_batch(X, Y)
    other.fit(X, Y, batch_size=len(X), shuffle=False, verbose=0)
    results = model.train_on_batch(X[:10], Y[:10], return_dict=True)
    assert float(model.metrics[0].count) == 10
    assert results == pytest.approx(other.evaluate(X[:10], Y[:10], verbose=0, return_dict=True))
    model.reset_metrics()
    assert float(model.metrics[0].count) == 0


def test_sample_and_class_weights_agree() -> None:
    one, other = twins(small_model)
    weights = np.where(Y[:, 0] > 0, 3.0, 0.5)
    a = one.fit(X, Y, sample_weight=weights, shuffle=False, verbose=0).history
    b = other.fit(X, Y, class_weight={0: 0.5, 1: 3.0}, shuffle=False, verbose=0).history
    assert a == b


def test_classes_are_not_weighted_in_validation() -> None:
    one, other = twins(small_model)
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

    one, other = twins(small_model)
    one.fit(batches(), steps_per_epoch=5, epochs=3, verbose=0)
    other.fit(X, Y, batch_size=10, epochs=3, shuffle=False, verbose=0)
    assert_same_weights(one, other)


def test_steps_per_epoch_goes_on_where_the_last_epoch_stopped() -> None:
    one, other = twins(small_model)
    with pytest.warns(KerasLiteWarning, match="ended after 1 steps of 2"):
        one.fit(X, Y, batch_size=10, steps_per_epoch=2, epochs=3, shuffle=False, verbose=0)
    other.fit(X, Y, batch_size=10, epochs=1, shuffle=False, verbose=0)
    assert_same_weights(one, other)


def test_validation_frequency_and_initial_epoch() -> None:
    model = small_model()
    history = model.fit(
        X, Y, initial_epoch=2, epochs=6, validation_data=(X, Y), validation_freq=2, verbose=0
    )
    assert history.epoch == [2, 3, 4, 5]
    assert len(history.history["val_loss"]) == 2


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas comes with the extra `examples`")
    frame = pandas.DataFrame({"a": X[:, 0], "b": (X[:, 1] * 9).astype(int), "c": X[:, 2] > 0})
    series = pandas.Series(Y[:, 0], name="y")
    one, other = twins(small_model)
    one.fit(frame, series, shuffle=False, verbose=0)
    other.fit(frame.to_numpy().astype("float32"), Y, shuffle=False, verbose=0)
    assert_same_weights(one, other)


def test_stop_training_ends_after_the_epoch() -> None:
    class Stop(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = epoch == 1

    assert len(small_model().fit(X, Y, epochs=9, verbose=0, callbacks=[Stop()]).epoch) == 2


def test_objects_work_like_their_names() -> None:
    named = small_model(metrics=["accuracy"], optimizer="adam", loss="binary_crossentropy")
    objects = small_model(
        metrics=[metrics.BinaryAccuracy(name="accuracy")],
        optimizer=optimizers.Adam(),
        loss=losses.BinaryCrossentropy(),
    )
    objects.set_weights(named.get_weights())
    a = named.fit(X, Y, epochs=2, shuffle=False, verbose=0).history
    b = objects.fit(X, Y, epochs=2, shuffle=False, verbose=0).history
    assert a == b


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
    model = small_model()
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
