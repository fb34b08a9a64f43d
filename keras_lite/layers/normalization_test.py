from __future__ import annotations

import numpy as np
import pytest

from keras_lite.layers import Normalization

DATA = np.random.RandomState(0).normal(3, 2, size=(40, 3, 2)).astype("float32")


@pytest.mark.parametrize(
    ("axis", "over"), [(-1, (0, 1)), (1, (0, 2)), ((1, 2), 0), (None, (0, 1, 2))]
)
def test_adapted_data_are_around_zero_and_of_size_one(axis, over):
    layer = Normalization(axis=axis)
    layer.adapt(DATA)
    result = np.asarray(layer(DATA))
    np.testing.assert_allclose(result.mean(over), np.zeros_like(result.mean(over)), atol=1e-5)
    np.testing.assert_allclose(result.var(over), np.ones_like(result.var(over)), atol=1e-5)
    back = Normalization(axis=axis, invert=True)
    back.adapt(DATA)
    np.testing.assert_allclose(back(result), DATA, atol=1e-5)


def test_batches_are_adapted_to_as_a_whole():
    whole, parts = Normalization(), Normalization()
    whole.adapt(DATA)
    parts.adapt([DATA[:30], DATA[30:]])
    np.testing.assert_allclose(parts.mean, whole.mean, rtol=1e-6)
    features = Normalization()
    features.adapt(np.array([1.0, 3.0]))
    assert features.mean.shape == (1, 1)


def test_weights_that_are_set_are_used():
    layer = Normalization()
    layer.build((None, 2))
    layer.set_weights([np.array([1.0, 2.0]), np.array([4.0, 4.0]), 0])
    np.testing.assert_array_equal(layer(np.array([[3.0, 2.0]])), [[1.0, 0.0]])


def test_wrong_use_is_explained():
    with pytest.raises(ValueError, match="both or neither were expected"):
        Normalization(mean=1.0)
    with pytest.raises(ValueError, match="known lengths were expected along the axes"):
        Normalization().build((None, None))
    with pytest.raises(ValueError, match="no batch axis was expected"):
        Normalization(axis=0).build((None, 2))
