"""Everybody who has the Keras API: keras_lite, and the real one on each of its backends."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from compat_tests.speed.models import Model

SEED = 7
VALIDATION = 0.2


class Terminal(io.StringIO):
    """A stream that says it is a terminal, so that the progress bar moves."""

    def isatty(self) -> bool:
        return True


class Run:
    """A Keras model and its data.

    Weights come from the seed where none are given, and so does the first training's order.
    """

    def __init__(self, keras: Any, model: Model, variant: str, weights: Any) -> None:
        self.verbose = int(variant == "verbose=1")
        self.split = VALIDATION if variant == "validation_split" else 0.0
        self.batch = model.batch
        self.x, self.y = model.data(1 / (1 - self.split))
        keras.utils.set_random_seed(SEED)
        self.model = build(keras, model.layers, variant)
        if weights is not None:
            self.model.set_weights(weights)
        self.weights = self.model.get_weights() if variant == "plain" else None
        self._let_go_of_seed = keras.__name__ == "keras_lite"

    def train(self, epochs: int) -> float:
        shown = contextlib.redirect_stdout(Terminal()) if self.verbose else contextlib.nullcontext()
        with shown:
            history = self.model.fit(
                self.x,
                self.y,
                batch_size=self.batch,
                epochs=epochs,
                verbose=self.verbose,
                validation_split=self.split,
            )
        if self._let_go_of_seed:
            # With a seed every epoch has one order, which is kept; timed is a new one each epoch.
            from keras_lite.engine.seeds import set_global_seed

            set_global_seed(None)
            self._let_go_of_seed = False
        return float(history.history["loss"][-1])

    def predict_row(self) -> Any:
        return self.model.predict(self.x[:1], verbose=0)

    @property
    def note(self) -> str:
        """For keras_lite's C programs: whether it is C that runs."""
        try:
            from keras_lite import config
        except ImportError:
            return ""
        if not self.model.__class__.__module__.startswith("keras_lite"):
            return ""
        if config.executor() != "c":
            return ""
        programs = self.model._programs._programs.values()
        found = [c for p in programs for c in p.executor.compiled.values()]
        if found and all(c is not None for c in found):
            return ""
        reasons = {r for p in programs for r in p.executor.declined.values()}
        return "runs on NumPy: " + ("; ".join(sorted(reasons)) or "nothing was compiled")


def build(keras: Any, layers: tuple[int, ...], variant: str) -> Any:
    """The classifier, compiled."""
    from_layers = keras.layers
    model = keras.Sequential([keras.Input((layers[0],))])
    for units in layers[1:-1]:
        model.add(from_layers.Dense(units, activation="relu"))
        if variant == "dropout":
            model.add(from_layers.Dropout(0.2))
        if variant == "batch normalization":
            model.add(from_layers.BatchNormalization())
    one = layers[-1] == 1
    model.add(from_layers.Dense(layers[-1], activation="sigmoid" if one else "softmax"))
    optimizer: Any = "adam"
    if variant == "SGD momentum":
        optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    loss = "binary_crossentropy" if one else "categorical_crossentropy"
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    return model
