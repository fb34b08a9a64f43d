"""What is timed; runs inside the process that holds the library, which is called `keras` here."""

from __future__ import annotations

import contextlib
import io
from time import perf_counter
from typing import Any

import numpy

_prepared: dict[tuple[int, ...], tuple[Any, numpy.ndarray, numpy.ndarray]] = {}


class Terminal(io.StringIO):
    """A stream that says it is a terminal, so that the progress bar moves."""

    def isatty(self) -> bool:
        return True


def prepare(keras: Any, layers: list[int], batch: int, rows: int) -> None:
    """Builds the classifier of these layer sizes, with Adam and accuracy, and warms it up."""
    random = numpy.random.default_rng(0)
    x = random.standard_normal((rows, layers[0])).astype("float32")
    y = numpy.eye(layers[-1], dtype="float32")[(x[:, 0] * x[:, 1] > 0).astype("int32")]
    model = keras.Sequential([keras.Input((layers[0],))])
    for units in layers[1:-1]:
        model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(layers[-1], activation="softmax"))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=batch, epochs=2, verbose=0)
    model.predict(x[:1], verbose=0)
    _prepared[tuple(layers)] = model, x, y


def fit(keras: Any, layers: list[int], batch: int, epochs: int, verbose: int = 0) -> float:
    """Seconds per step of one `fit`, everything around its steps included."""
    model, x, y = _prepared[tuple(layers)]
    with contextlib.redirect_stdout(Terminal()):
        start = perf_counter()
        model.fit(x, y, batch_size=batch, epochs=epochs, verbose=verbose)
        seconds = perf_counter() - start
    return seconds / (epochs * -(-len(x) // batch))


def predict_row(keras: Any, layers: list[int], calls: int) -> float:
    """Seconds per `predict` of one row."""
    model, x, _ = _prepared[tuple(layers)]
    row = x[:1]
    start = perf_counter()
    for _ in range(calls):
        model.predict(row, verbose=0)
    return (perf_counter() - start) / calls
