"""From the seed alone: histories that TensorFlow Keras recorded; weights, order, masks included."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import keras_lite as keras
from keras_lite import layers, optimizers
from keras_lite.models import Sequential

RECORDED = json.loads((Path(__file__).parent / "golden" / "training.json").read_text())
LOSS, PREDICTION = 1e-6, 1e-6

random = np.random.RandomState(0)
X = (random.rand(1000, 2) * 2 - 1).astype("float32")
CLASS = (X[:, 0] * X[:, 1] > 0).astype("int64")
TARGETS = {
    "softmax": np.eye(2, dtype="float32")[CLASS],
    "sigmoid": CLASS.astype("float32")[:, None],
    "sparse": CLASS,
    "linear": (X[:, :1] * 2 - X[:, 1:]).astype("float32"),
}


def _model(head: str, rate: float) -> Sequential:
    model = Sequential([layers.Input((2,))])
    for _ in range(2):
        model.add(layers.Dense(4, activation="relu"))
        if rate:
            model.add(layers.Dropout(rate))
    units = 1 if head in ("linear", "sigmoid") else 2
    model.add(layers.Dense(units, activation=head))
    return model


def _case(text: str) -> tuple[Sequential, dict, np.ndarray]:
    """The model, the arguments of `fit` and the targets that a case's name stands for."""
    head, *words = text.split()
    rate = float(words[words.index("dropout") + 1]) if "dropout" in words else 0.0
    call = next(w for w in words if "(" in w)
    options = dict(w.split("=") for w in words if "=" in w and "(" not in w)
    model = _model(head, rate)
    sparse = "sparse" in words
    loss = {"sigmoid": "binary_crossentropy", "linear": "mse"}.get(head, "categorical_crossentropy")
    metrics = None if head == "linear" else ["accuracy"]
    optimizer = eval(f"optimizers.{call}", {"optimizers": optimizers})
    model.compile(optimizer, "sparse_categorical_crossentropy" if sparse else loss, metrics=metrics)
    fit = {"epochs": 10, "batch_size": int(options.get("batch_size", 100)), "verbose": 0}
    if "validation_split" in options:
        fit["validation_split"] = float(options["validation_split"])
    if "shuffle" in options:
        fit["shuffle"] = {"False": False, "batch": "batch"}[options["shuffle"]]
    return model, fit, TARGETS["sparse" if sparse else head]


def _numbers(values: list) -> np.ndarray:
    return np.vectorize(float.fromhex)(np.array(values))


@pytest.mark.parametrize(
    "recorded", RECORDED["cases"], ids=lambda r: f"{r['case']} seed {r['set_random_seed']}"
)
def test_same_seed_same_numbers(recorded: dict) -> None:
    keras.utils.set_random_seed(recorded["set_random_seed"])
    model, fit, targets = _case(recorded["case"])
    history = model.fit(X, targets, **fit).history
    assert list(history) == sorted(recorded["history"], key=lambda k: (k.startswith("val_"), k))
    for name, values in recorded["history"].items():
        expected = _numbers(values)
        if "accuracy" in name:
            assert history[name] == expected.tolist()
        else:
            np.testing.assert_allclose(history[name], expected, rtol=LOSS)
    predicted = model.predict(X[:5], verbose=0)
    np.testing.assert_allclose(predicted, _numbers(recorded["predict_first5"]), atol=PREDICTION)


def test_noise_and_normalization() -> None:
    """Flatten, he_normal, BatchNormalization, GaussianNoise, sparse targets."""
    (recorded,) = RECORDED["noise"]
    state = np.random.RandomState(1)
    state.rand(120, 8, 3)
    images = state.rand(96, 8, 8, 1).astype("float32")
    targets = state.randint(0, 3, 96)
    keras.utils.set_random_seed(recorded["set_random_seed"])
    model = Sequential(
        [
            layers.Input((8, 8, 1)),
            layers.Flatten(),
            layers.Dense(16, kernel_initializer="he_normal"),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.GaussianNoise(0.1),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    options = {}
    if recorded.get("validation_split"):
        options["validation_split"] = recorded["validation_split"]
    fitted = model.fit(images, targets, batch_size=32, epochs=3, verbose=0, **options).history
    np.testing.assert_allclose(fitted["loss"], _numbers(recorded["history"]["loss"]), rtol=LOSS)
    # Normalization takes the dense layer's bias away again, so the bias has slope 0 and gets
    # rounding errors for a gradient, which Adam blows up to steps of full size. The training loss
    # does not see it; inference does, as far as the moving mean lags behind the bias: 9 steps of
    # at most 1e-3 each.
    np.testing.assert_allclose(
        fitted["val_loss"], _numbers(recorded["history"]["val_loss"]), rtol=1e-5
    )
    predicted = model.predict(images[:2], verbose=0)
    np.testing.assert_allclose(predicted, _numbers(recorded["predict_first2"]), atol=1e-4)
