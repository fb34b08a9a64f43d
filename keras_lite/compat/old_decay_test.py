"""`decay`: the old update rules to the last step, and what else may change the rate."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import keras_lite as keras
from keras_lite import backend as K
from keras_lite import optimizers
from keras_lite.callbacks import LearningRateScheduler, ReduceLROnPlateau
from keras_lite.compat.eras import era
from keras_lite.engine.variable import Variable

X, Y = np.ones((8, 1), "float32"), np.zeros((8, 1), "float32")


def trained(optimizer, callbacks=(), epochs=3):
    """The weight of y = w x after each step, from w = 1; the slope of w ** 2 is 2 w."""
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(optimizer, "mse")
    weights = []

    class Note(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            weights.append(float(layer.kernel.numpy()[0, 0]))

    record = model.fit(X, Y, batch_size=8, epochs=epochs, verbose=0, callbacks=[*callbacks, Note()])
    return weights, record


def by_hand(rates):
    w, weights = 1.0, []
    for rate in rates:
        w -= rate * 2 * w
        weights.append(w)
    return weights


def test_each_step_is_smaller():
    weights, _ = trained(keras.optimizers.SGD(lr=0.1, decay=0.5))
    np.testing.assert_allclose(weights, by_hand([0.1, 0.1 / 1.5, 0.1 / 2]), rtol=1e-6)


def test_a_scheduler_sets_the_rate_before_the_decay():
    seen = []

    def halve(epoch, rate):
        seen.append(rate)
        return rate / 2 if epoch else rate

    weights, record = trained(keras.optimizers.SGD(0.1, decay=0.5), [LearningRateScheduler(halve)])
    np.testing.assert_allclose(seen, [0.1, 0.1, 0.05], rtol=1e-6)
    np.testing.assert_allclose(weights, by_hand([0.1, 0.05 / 1.5, 0.025 / 2]), rtol=1e-6)
    np.testing.assert_allclose(record.history["lr"], [0.1, 0.05, 0.025], rtol=1e-6)


def test_a_plateau_lowers_the_rate_before_the_decay():
    plateau = ReduceLROnPlateau("loss", factor=0.1, patience=1, min_delta=10)
    weights, _ = trained(keras.optimizers.SGD(0.1, decay=0.5), [plateau])
    np.testing.assert_allclose(weights, by_hand([0.1, 0.1 / 1.5, 0.01 / 2]), rtol=1e-6)


def test_the_rate_can_be_read_and_set():
    optimizer = keras.optimizers.SGD(lr=0.5, decay=0.25)
    assert K.get_value(optimizer.lr) == K.get_value(optimizer.learning_rate) == 0.5
    assert K.get_value(optimizer.decay) == 0.25
    K.set_value(optimizer.lr, 1.0)
    np.testing.assert_allclose(optimizer.rates(0, 3), [1, 1 / 1.25, 1 / 1.5])
    optimizer.lr = 0.5
    assert optimizer.get_config()["learning_rate"]["config"]["initial_learning_rate"] == 0.5
    optimizer.learning_rate = keras.optimizers.schedules.ExponentialDecay(0.5, 10, 0.5)
    assert float(optimizer.learning_rate) == 0.5
    assert optimizer.decay == 0.0
    with pytest.raises(TypeError, match="cannot be set to 0.1"):
        optimizer.learning_rate = 0.1


def test_decay_can_be_set_later():
    optimizer = keras.optimizers.SGD(0.5)
    assert optimizer.decay == 0.0
    optimizer.decay = 0.25
    np.testing.assert_allclose(optimizer.rates(0, 3), [0.5, 0.4, 0.5 / 1.5])
    optimizer.decay = 0.0
    optimizer.learning_rate = 0.25
    np.testing.assert_allclose(optimizer.rates(0, 3), [0.25, 0.25, 0.25])


def test_an_optimizer_of_ones_own_keeps_its_decay():
    class Own(keras.optimizers.SGD):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.decay = K.variable(0.5)

    assert K.get_value(Own().decay) == 0.5
    assert float(Own(learning_rate=0.25).learning_rate) == 0.25


@pytest.mark.parametrize("again", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_go_on_by_themselves(again):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(lr=0.5, decay=0.25), "mse")
    copied = again(model).optimizer
    copied.lr = 1.0
    assert [float(o.lr) for o in (model.optimizer, copied)] == [0.5, 1.0]
    np.testing.assert_allclose(copied.rates(0, 2), [1.0, 0.8])
    np.testing.assert_allclose(model.optimizer.rates(0, 2), [0.5, 0.4])


def test_files_keep_it(tmp_path):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(lr=0.5, decay=0.25), "mse")
    model.fit(X, Y, verbose=0)
    for name in ("model.keras", "model.h5"):
        model.save(tmp_path / name)
        loaded = keras.models.load_model(tmp_path / name).optimizer
        assert float(loaded.lr) == 0.5 and loaded.decay == 0.25


def test_steps_taken_by_hand():
    optimizer = keras.optimizers.SGD(lr=0.5, decay=1.0)
    weight = keras.Variable(4.0)
    optimizer.build([weight])
    for expected in (3.5, 3.25, 3.25 - 0.5 / 3):
        optimizer.apply([np.float32(1.0)])
        assert float(weight) == pytest.approx(expected)
    optimizer.apply([np.float32(1.0)], learning_rate=1.0)
    assert float(weight) == pytest.approx(2.25 - 0.5 / 3)


def test_the_momentum_of_nadam_grew_more_slowly():
    """The second step from a slope of 1, worked out by hand in both forms (Dozat, 2016)."""

    def moved(nadam):
        w = Variable(np.zeros(1, "float64"), dtype="float64")
        nadam.build([w])
        for _ in range(2):
            nadam.apply([np.ones(1)], [w])
        return float(w.numpy()[0])

    def expected(decay, rate=0.01):
        u = [0.9 * (1 - 0.5 * 0.96 ** (t * decay)) for t in (1, 2, 3)]
        first = u[1] * 0.1 / (1 - u[0] * u[1]) + (1 - u[0]) / (1 - u[0])
        product = u[0] * u[1]
        second = u[2] * 0.19 / (1 - product * u[2]) + (1 - u[1]) / (1 - product)
        return -rate * (first + second)

    with era("keras2"):
        old = optimizers.Nadam(0.01, epsilon=1e-12)
    assert moved(old) == pytest.approx(expected(0.004), rel=1e-6)
    assert moved(optimizers.Nadam(0.01, epsilon=1e-12)) == pytest.approx(expected(1), rel=1e-6)


def test_a_schedule_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"Nadam: `schedule_decay`.*'x'.*a number"):
        optimizers.Nadam.from_config({"schedule_decay": "x"})
