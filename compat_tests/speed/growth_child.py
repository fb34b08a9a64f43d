"""One point of `growth`: trains in this process alone, and prints what it took as JSON."""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any

import numpy

import keras_lite as keras
from compat_tests.speed.growth import Point
from compat_tests.speed.peak import most_ever


def main(settings: dict[str, Any]) -> dict[str, float]:
    point = Point(**settings["point"])
    _fit_once()
    before = most_ever()
    random = numpy.random.default_rng(0)
    x = random.standard_normal((point.rows, point.inputs), dtype="float32")
    y = random.integers(0, 4, point.rows).astype("int32")
    model = keras.Sequential([keras.Input((point.inputs,))])
    for _ in range(point.depth):
        model.add(keras.layers.Dense(point.width, activation="relu"))
    model.add(keras.layers.Dense(4, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    start = perf_counter()
    model.fit(x[: point.batch], y[: point.batch], batch_size=point.batch, verbose=0)
    first = perf_counter() - start
    times: list[float] = []
    while len(times) < settings["turns"] or sum(times) < settings["seconds"]:
        start = perf_counter()
        model.fit(x, y, batch_size=point.batch, epochs=point.epochs, verbose=0)
        times.append(perf_counter() - start)
    return {
        "seconds": min(times),
        "first": first,
        "peak": most_ever(),
        "added": most_ever() - before,
    }


def _fit_once() -> None:
    """What is loaded and cached once belongs to no point."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(numpy.zeros((5, 3), "float32"), numpy.zeros(5, "int32"), batch_size=2, verbose=0)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
