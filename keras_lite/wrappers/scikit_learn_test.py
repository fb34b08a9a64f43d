"""Keras models inside scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="sklearn comes with the extra `examples`")
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import keras_lite as keras
from keras_lite.wrappers.scikit_learn import KerasClassifier, KerasRegressor

X = np.random.default_rng(0).normal(size=(60, 3)).astype("float32")
WORDS = np.array(["no", "yes"])[(X.sum(1) > 0).astype(int)]
THREE = np.digitize(X.sum(1), [-1, 1])


def binary(units=4):
    model = keras.Sequential([keras.layers.Dense(units, "tanh"), keras.layers.Dense(1, "sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def several():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, "softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def regression():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_two_classes():
    classifier = KerasClassifier(build_fn=binary, units=8, epochs=3, batch_size=10, verbose=0)
    assert len(classifier.fit(X, WORDS).epoch) == 3
    assert classifier.model.layers[0].units == 8
    found = classifier.predict(X)
    assert found.shape == (60, 1) and set(found.ravel()) <= {"no", "yes"}
    chances = classifier.predict_proba(X)
    assert chances.shape == (60, 2) and np.allclose(chances.sum(1), 1)
    assert classifier.score(X, WORDS) == pytest.approx(np.mean(found[:, 0] == WORDS))


@pytest.mark.parametrize("y", [THREE, np.eye(3)[THREE]], ids=["numbers", "rows"])
def test_three_classes(y):
    classifier = KerasClassifier(several, nb_epoch=2, verbose=0)
    assert len(classifier.fit(X, y).epoch) == 2
    assert classifier.predict(X).shape == (60,)
    assert classifier.score(X, y) == pytest.approx(np.mean(classifier.predict(X) == THREE))


def test_regression():
    regressor = KerasRegressor(build_fn=regression, epochs=2, verbose=0)
    regressor.fit(X, X.sum(1))
    found = regressor.predict(X)
    assert found.shape == (60,)
    error = np.mean((found - X.sum(1)) ** 2)
    assert regressor.score(X, X.sum(1)) == pytest.approx(-error, rel=1e-5)


def test_what_scikit_learn_does_with_them():
    classifier = KerasClassifier(build_fn=binary, epochs=1, verbose=0)
    assert clone(classifier).get_params() == classifier.get_params()
    folds = KFold(3, shuffle=True, random_state=1)
    assert cross_val_score(classifier, X, WORDS, cv=folds).shape == (3,)
    pipeline = make_pipeline(StandardScaler(), KerasRegressor(build_fn=regression, verbose=0))
    assert cross_val_score(pipeline, X, X.sum(1), cv=2).max() < 0
    search = GridSearchCV(classifier, {"units": [2, 3], "epochs": [1, 2]}, cv=2)
    assert set(search.fit(X, WORDS).best_params_) == {"units", "epochs"}


def test_impossible_arguments():
    with pytest.raises(ValueError, match="epoch is not a legal parameter.* Did you mean 'epochs'"):
        KerasClassifier(binary, epoch=3)
    with pytest.raises(ValueError, match="Call fit first"):
        KerasRegressor(regression).predict(X)
    silent = KerasClassifier(lambda: _without_metrics(several()), verbose=0)
    silent.fit(X, THREE)
    with pytest.raises(ValueError, match="the model measures no accuracy"):
        silent.score(X, THREE)


def _without_metrics(model):
    model.compile("adam", "categorical_crossentropy")
    return model
