"""What is trained is what was trainable at `compile`, in the eras in which that was so."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat.eras import era

X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


def pair():
    critic = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="critic")])
    critic.compile("sgd", "mse")
    critic.trainable = False
    whole = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), critic])
    whole.compile("sgd", "mse")
    return critic, whole


def moves(model, train):
    before = [w.copy() for w in model.get_weights()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nothing to train, in Keras 3
        train()
    return not all(map(np.array_equal, before, model.get_weights()))


@pytest.mark.parametrize("name", ["keras1", "keras2", "tf.keras"])
def test_a_critic_goes_on_learning(name):
    with era(name):
        critic, whole = pair()
        assert moves(critic, lambda: critic.train_on_batch(X, Y))
        assert not critic.trainable and not critic.trainable_weights
        assert not moves(critic, lambda: whole.train_on_batch(X, Y))
        assert moves(whole, lambda: whole.fit(X, Y, verbose=0))
        assert moves(critic, lambda: critic.fit(X, Y, verbose=0))
        critic.compile("sgd", "mse")
        assert not moves(critic, lambda: critic.train_on_batch(X, Y))


def test_what_was_frozen_stays_so():
    with era("keras2"):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.trainable = False
        model.compile("sgd", "mse")
        model.trainable = True
        assert not moves(model, lambda: model.train_on_batch(X, Y))
        assert model.trainable


def test_today_it_is_what_is_trainable_now():
    critic, whole = pair()
    assert not moves(critic, lambda: critic.train_on_batch(X, Y))
    assert moves(whole, lambda: whole.train_on_batch(X, Y))


def test_an_error_leaves_things_as_they_are():
    with era("keras2"):
        critic, _ = pair()
        with pytest.raises(ValueError):
            critic.train_on_batch(X, Y[:2])
        assert not critic.trainable
