"""Names keep the meaning that they had, while their era holds."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import era
from keras_lite.compat.era_defaults import MEANINGS


def family(row):
    return importlib.import_module(row.module.replace("keras.", "keras_lite."))


def same(one, other):
    if isinstance(one, keras.initializers.Initializer):
        return type(one) is type(other) and one.get_config() == other.get_config()
    x = np.linspace(-5, 5, 41, dtype="float32")
    return np.array_equal(np.asarray(one(x)), np.asarray(other(x)))


CASES = [(row, name) for row in MEANINGS for name in row.eras]


@pytest.mark.parametrize(("row", "name"), CASES, ids=lambda v: getattr(v, "name", v))
def test_a_name_of_an_era(row, name):
    today = family(row).get(row.name)
    with era(name):
        then = family(row).get(row.name)
    assert not same(then, today)
    # What `modernize` writes says the same.
    assert same(then, eval(row.modern, {"keras": keras}))
    for other in {"keras0", "keras1", "keras2", "tf.keras", "keras3"} - set(row.eras):
        with era(other):
            assert same(family(row).get(row.name), today)


def test_the_numbers():
    with era("keras2"):
        slope = keras.activations.get("hard_sigmoid")(np.array([0.0, 1.0, 2.6, -9.0]))
    np.testing.assert_allclose(slope, [0.5, 0.7, 1.0, 0.0])
    with era("keras1"):
        matrix = np.asarray(keras.initializers.get("orthogonal")((4, 4)))
        np.testing.assert_allclose(matrix @ matrix.T, 1.21 * np.eye(4), atol=1e-5)
        drawn = np.asarray(keras.initializers.get("he_normal")((50, 400)))
    assert drawn.std() == pytest.approx(0.2, rel=0.02)
    assert np.abs(drawn).max() > 0.6  # three deviations: not cut off


def test_a_scope_of_the_user_comes_first():
    def mine(x):
        return x

    with era("keras2"), keras.utils.custom_object_scope({"hard_sigmoid": mine}):
        assert keras.activations.get("hard_sigmoid") is mine


def test_predictions_of_an_era_print_nothing(capsys):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    with era("keras1"):
        model.predict(np.zeros((2, 2)))
    assert capsys.readouterr().out == ""
    with era("keras1"):
        model.predict(np.zeros((2, 2)), verbose=1)
    assert "1/1" in capsys.readouterr().out
