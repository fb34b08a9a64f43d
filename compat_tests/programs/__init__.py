"""Emitted programs, kept as text: a change of emission is a diff that can be read.

`python -m compat_tests.programs` writes them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from keras_lite import layers, models, optimizers
from keras_lite.utils import clear_session

FOLDER = Path(__file__).parent
LEVELS = ("plain", "fast")
LANGUAGES = (*LEVELS, "c")


def xor() -> Any:
    model = models.Sequential(
        [
            layers.Dense(4, activation="relu", input_dim=2, name="first"),
            layers.Dense(4, activation="relu", name="second"),
            layers.Dense(2, activation="softmax", name="answer"),
        ]
    )
    rate = optimizers.schedules.InverseTimeDecay(0.01, decay_steps=1, decay_rate=0.001)
    model.compile(optimizers.SGD(rate, momentum=0.99), "binary_crossentropy", metrics=["accuracy"])
    return model


def regression() -> Any:
    model = models.Sequential()
    model.add(layers.Dense(50, input_dim=10, activation="relu", name="hidden"))
    model.add(layers.Dense(1, activation="linear", name="price"))
    model.compile(optimizer="adam", loss="mse")
    return model


def noisy() -> Any:
    model = models.Sequential(
        [
            layers.Input((4, 2)),
            layers.Flatten(name="flat"),
            layers.Dense(6, kernel_regularizer="l2", name="hidden"),
            layers.BatchNormalization(name="normal"),
            layers.LeakyReLU(name="leaky"),
            layers.Dropout(0.5, name="dropout"),
            layers.Dense(3, activation="softmax", name="answer"),
        ]
    )
    optimizer = optimizers.RMSprop(clipnorm=1.0)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def two_outputs() -> Any:
    left, right = layers.Input((3,), name="left"), layers.Input((2,), name="right")
    shared = layers.Dense(4, activation="tanh", name="shared")(
        layers.Concatenate(name="joined")([left, right])
    )
    sign = layers.Dense(1, activation="sigmoid", name="sign")(shared)
    size = layers.Dense(1, name="size")(shared)
    model = models.Model([left, right], [sign, size])
    model.compile("nadam", ["binary_crossentropy", "mae"], loss_weights=[1.0, 0.5])
    return model


def wide() -> Any:
    """In C its products are left to BLAS."""
    model = models.Sequential(
        [
            layers.Dense(128, activation="relu", input_dim=200, name="hidden"),
            layers.Dense(10, activation="softmax", name="answer"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


MODELS: dict[str, Callable[[], Any]] = {
    f.__name__: f for f in (xor, regression, noisy, two_outputs)
}
TEXTS = [(name, level) for name in MODELS for level in LANGUAGES] + [("wide", "c")]


def emitted(name: str, level: str) -> str:
    """The training program that a model has today: of a level, or "c" for the one in C."""
    clear_session()
    model = {**MODELS, "wide": wide}[name]()
    how = {"language": "c"} if level == "c" else {"level": level}
    return str(model.program("train", batch_size=32, **how))


def path(name: str, level: str) -> Path:
    """Where the text is kept. (Not as .py: linters and tests shall leave it as it is.)"""
    return FOLDER / f"{name}.{level}.txt"
