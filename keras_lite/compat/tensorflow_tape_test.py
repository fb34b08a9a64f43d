"""Derivatives in loops that scripts write themselves."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lite as keras
from keras_lite import ops
from keras_lite.compat.tensorflow_tape import GradientTape
from keras_lite.engine import trace as tracing

X = np.array([[1.0, 2.0], [3.0, -4.0]], "float32")


def test_variables_are_watched():
    x, other = keras.Variable(3.0), keras.Variable([1.0, 2.0])
    with GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x).numpy() == 6.0
    with GradientTape() as tape:
        y = ops.sum(other * 2.0)
    assert tape.gradient(y, [x, other])[0] is None
    with GradientTape(persistent=True) as tape:
        y = other * 2.0
    found = tape.gradient(y, {"x": x, "other": other}, unconnected_gradients="zero")
    assert found["x"].numpy() == 0 and found["other"].tolist() == [2.0, 2.0]
    assert tape.gradient(y, other, output_gradients=ops.array([1.0, 5.0])).tolist() == [2.0, 10.0]
    assert tape.watched_variables() == (other,)


def test_tensors_are_watched_when_asked_for():
    x = ops.convert_to_tensor(X)
    with GradientTape() as tape:
        y = x * x
    assert tape.gradient(y, x) is None
    with GradientTape() as tape:
        tape.watch(x)
        y = ops.sum(ops.square(x)) + np.exp(x)[0, 0] + 3 * x[1, 0]
    expected = 2 * X
    expected[0, 0] += np.exp(X[0, 0])
    expected[1, 0] += 3
    np.testing.assert_allclose(tape.gradient(y, x), expected, rtol=1e-6)
    assert (x + 1).tolist() == (X + 1).tolist()  # goes on being a tensor
    with pytest.raises(
        TypeError, match="(?s)`tensor` is .*, but a tensor or a variable was expected"
    ):
        tape.watch(X)


def test_second_derivatives():
    x = keras.Variable(3.0)
    with GradientTape() as outer:
        with GradientTape() as inner:
            y = x * x * x
        slope = inner.gradient(y, x)
    assert float(slope) == 27.0 and outer.gradient(slope, x).numpy() == 18.0


def test_a_training_loop_is_fit():
    def trained(loop):
        keras.utils.set_random_seed(3)
        model = keras.Sequential(
            [
                keras.Input((2,)),
                keras.layers.Dense(3, "tanh"),
                keras.layers.BatchNormalization(),
                keras.layers.Dense(1, kernel_regularizer="l2"),
            ]
        )
        optimizer, loss = keras.optimizers.Adam(0.1), keras.losses.MeanSquaredError()
        y = X.sum(1, keepdims=True)
        if not loop:
            model.compile(optimizer, loss)
            losses = model.fit(X, y, epochs=3, shuffle=False, verbose=0).history["loss"]
            return losses, model.get_weights()
        losses = []
        for _ in range(3):
            with GradientTape() as tape:
                value = loss(y, model(X, training=True)) + sum(model.losses)
            slopes = tape.gradient(value, model.trainable_weights)
            optimizer.apply_gradients(zip(slopes, model.trainable_weights, strict=True))
            losses.append(float(value))
        return losses, model.get_weights()

    (losses, weights), (expected, others) = trained(True), trained(False)
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    for ours, theirs in zip(weights, others, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


def test_values_outlive_the_tape():
    x, mean = keras.Variable(X), keras.metrics.MeanSquaredError()
    with GradientTape() as tape:
        y = x * 2.0
        with tape.stop_recording():
            assert tracing.active() is None
    assert y.numpy().tolist() == (2 * X).tolist()
    assert float(mean(X, y)) == np.square(X).mean()
    with GradientTape() as tape:
        z = ops.sum(y * x)  # the tape knows nothing of how y came about
    assert tape.gradient(z, x).tolist() == (2 * X).tolist()
    with GradientTape() as tape:
        z = x * 3.0
        tape.reset()
    assert tape.gradient(z, x) is None


def test_assignments_in_the_block_hold():
    count = keras.Variable(1.0)
    with GradientTape():
        count.assign_add(2.0)
        assert count.numpy() == 3.0
    assert count.numpy() == 3.0


def test_mistakes_are_named():
    x = keras.Variable(1.0)
    with pytest.raises(ValueError, match="nothing was recorded"):
        GradientTape().gradient(x, x)
    with GradientTape() as tape:
        y = x * 2.0
    tape.gradient(y, x)
    with pytest.raises(ValueError, match=r"persistent=True"):
        tape.gradient(y, x)
    with pytest.raises(ValueError, match="`watch_accessed_variables` is False, but True was exp"):
        GradientTape(watch_accessed_variables=False)
