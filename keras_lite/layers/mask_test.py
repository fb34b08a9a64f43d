"""Masks: what `Embedding(mask_zero=True)` says of its inputs reaches the layers that ask."""

from __future__ import annotations

import numpy as np

import keras_lite as keras
from keras_lite import ops
from keras_lite.layers import Dense, Dropout, Embedding, Flatten, Input, Layer, Softmax

WORDS = np.array([[1, 2, 0, 0], [1, 1, 1, 2]])


class Mean(Layer):
    """The mean of what is not masked."""

    def call(self, inputs, mask=None):
        weight = ops.expand_dims(ops.cast(mask, "float32"), -1)
        return ops.sum(inputs * weight, axis=1) / ops.sum(weight, axis=1)


def test_masks_pass_through_layers_that_support_them():
    vectors = Embedding(3, 2, mask_zero=True)(WORDS)
    np.testing.assert_array_equal(vectors._keras_mask, WORDS > 0)
    np.testing.assert_array_equal(Dropout(0.5)(vectors)._keras_mask, WORDS > 0)
    assert getattr(Flatten()(vectors), "_keras_mask", None) is None
    assert getattr(Embedding(3, 2)(WORDS), "_keras_mask", None) is None


def test_models_hand_them_on():
    sequence = [Embedding(3, 2, mask_zero=True), Dropout(0.1), Mean(), Dense(1)]
    model = keras.Sequential([Input((4,), dtype="int32"), *sequence])
    inputs = Input((4,), dtype="int32")
    x = inputs
    for layer in sequence:
        x = layer(x)
    functional = keras.Model(inputs, x)
    vectors = sequence[0].embeddings.numpy()
    means = np.stack([vectors[[1, 2]].mean(0), vectors[[1, 1, 1, 2]].mean(0)])
    expected = means @ sequence[-1].kernel.numpy()
    for made in (model, functional):
        np.testing.assert_allclose(made(WORDS), expected, rtol=1e-5)
        np.testing.assert_allclose(made.predict(WORDS, verbose=0), expected, rtol=1e-5)


def test_a_mask_that_is_given_goes_first():
    scores = np.zeros((1, 4))
    result = Softmax()(scores, mask=np.array([[True, True, False, False]]))
    np.testing.assert_allclose(result, [[0.5, 0.5, 0, 0]])
