from __future__ import annotations

import numpy as np
import pytest

from keras_lite.layers import BatchNormalization

DATA = np.random.RandomState(0).normal(3, 2, size=(10, 4)).astype("float32")


def test_training_takes_the_statistics_of_the_batch_and_notes_them():
    layer = BatchNormalization(momentum=0.75, epsilon=0.01)
    result = layer(DATA, training=True)
    mean, variance = DATA.mean(0), DATA.var(0)
    np.testing.assert_allclose(result, (DATA - mean) / np.sqrt(variance + 0.01), atol=2e-6)
    np.testing.assert_allclose(layer.moving_mean.numpy(), 0.25 * mean, rtol=1e-6)
    np.testing.assert_allclose(layer.moving_variance.numpy(), 0.75 + 0.25 * variance, rtol=1e-6)


def test_otherwise_the_moving_ones_are_used_and_stay():
    layer = BatchNormalization(epsilon=0.0)
    layer.build((None, 4))
    layer.set_weights([np.full(4, 3.0), np.full(4, 1.0), np.full(4, 2.0), np.full(4, 4.0)])
    for mode in (False, None):
        np.testing.assert_allclose(layer(DATA, training=mode), (DATA - 2) / 2 * 3 + 1, rtol=1e-5)
    assert layer.moving_mean.numpy().tolist() == [2.0] * 4


def test_a_frozen_one_does_not_learn_from_the_batch():
    layer = BatchNormalization()
    layer(DATA)
    layer.trainable = False
    layer(DATA, training=True)
    assert layer.moving_mean.numpy().tolist() == [0.0] * 4


def test_only_gamma_and_beta_are_trained():
    layer = BatchNormalization()
    layer.build((None, 3))
    assert [w.name for w in layer.weights] == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert [w.name for w in layer.trainable_weights] == ["gamma", "beta"]
    layer.trainable = True
    assert [w.name for w in layer.trainable_weights] == ["gamma", "beta"]
    bare = BatchNormalization(center=False, scale=False)
    bare.build((None, 3))
    assert bare.trainable_weights == []


@pytest.mark.parametrize("axis", [1, -2])
def test_any_axis_may_hold_the_features(axis):
    images = DATA.reshape(2, 5, 4)
    result = BatchNormalization(axis=axis, epsilon=0.0)(images, training=True)
    np.testing.assert_allclose(np.mean(result, (0, 2)), np.zeros(5), atol=1e-6)
    np.testing.assert_allclose(np.var(result, (0, 2)), np.ones(5), atol=1e-5)


def test_the_length_of_the_axis_must_be_known():
    with pytest.raises(ValueError, match="known length was expected along axis -1"):
        BatchNormalization().build((None, None))
    with pytest.raises(ValueError, match="`renorm` is True, but None"):
        BatchNormalization(renorm=True)
