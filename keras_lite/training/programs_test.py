"""Programs that are recorded once and replayed: what they must not miss, and what they may hold."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from keras_lite import callbacks, layers, models, ops, optimizers
from keras_lite.errors import KerasLiteWarning
from keras_lite.training.trainer_test import X, Y, assert_same_weights, small_model, twins
from keras_lite.utils import clear_session

random = np.random.default_rng(1)


def test_predictions_of_many_sizes_retrace_nothing() -> None:
    model = small_model()
    model.predict(X[:1], verbose=0)
    program = next(iter(model._programs._programs.values()))
    for rows in range(1, 40):
        model.predict(X[:rows], batch_size=64, verbose=0)
    assert list(model._programs._programs.values()) == [program]


def test_hooks_and_slices_change_no_bit() -> None:
    one, other = twins(lambda: small_model(layers.Dense(8, "tanh"), metrics=["accuracy"]))
    watched = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    a = one.fit(X, Y, batch_size=7, epochs=4, shuffle=False, verbose=0)
    b = other.fit(X, Y, batch_size=7, epochs=4, shuffle=False, verbose=0, callbacks=[watched])
    assert a.history == b.history
    assert_same_weights(one, other)


def test_one_long_fit_is_many_short_ones() -> None:
    one, other = twins(small_model)
    one.fit(X, Y, epochs=4, shuffle=False, verbose=0)
    for _ in range(4):
        other.fit(X, Y, epochs=1, shuffle=False, verbose=0)
    assert_same_weights(one, other)


def test_a_changed_learning_rate_is_seen() -> None:
    model = small_model(optimizer=optimizers.SGD(0.1))
    model.train_on_batch(X, Y)
    model.optimizer.learning_rate = 0.0
    before = model.get_weights()
    model.train_on_batch(X, Y)
    for a, b in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(a, b)


def test_changed_weights_are_seen() -> None:
    model = small_model()
    model.fit(X, Y, verbose=0)
    model.set_weights([np.zeros_like(w) for w in model.get_weights()])
    assert np.all(model.predict(X, verbose=0) == 0.5)
    model.layers[-1].bias.assign([100.0])
    assert np.all(model.predict(X, verbose=0) == 1.0)


def test_a_frozen_layer_stays_and_the_rest_trains() -> None:
    model = small_model()
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
    model = small_model()
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


# Code of a user -------------------------------------------------------------------------------


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
        model = small_model(_Scaled(), loss=_custom_loss, metrics=[_custom_metric])
        history = model.fit(X, Y, epochs=30, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert "_custom_metric" in history
    source = model.program("train").source
    assert "np.tanh(" in source and "np.sin(" in source


def test_eager_steps_are_the_program_s_steps() -> None:
    one, other = twins(lambda: small_model(layers.Dense(4, "relu"), metrics=["accuracy"]))
    other.run_eagerly = True
    a = one.fit(X, Y, epochs=3, shuffle=False, verbose=0, validation_split=0.2).history
    b = other.fit(X, Y, epochs=3, shuffle=False, verbose=0, validation_split=0.2).history
    for name in a:
        np.testing.assert_allclose(a[name], b[name], rtol=1e-6)
    np.testing.assert_allclose(
        one.predict(X, verbose=0), other.predict(X, verbose=0), rtol=1e-5, atol=1e-7
    )


def test_regularization_and_added_losses_count() -> None:
    plain, heavy = twins(lambda: small_model(layers.Dense(4, "relu", name="h")))
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
