"""One point of `growth`: trains in this process alone, and prints what it took as JSON."""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter
from typing import Any

import numpy

import keras_lite as keras
from compat_tests.speed.growth import Point


def main(settings: dict[str, Any]) -> dict[str, float]:
    point = Point(**settings["point"])
    random = numpy.random.default_rng(0)
    x = random.standard_normal((point.rows, point.inputs), dtype="float32")
    y = random.integers(0, 4, point.rows).astype("int32")
    model = keras.Sequential([keras.Input((point.inputs,))])
    for _ in range(point.depth):
        model.add(keras.layers.Dense(point.width, activation="relu"))
    model.add(keras.layers.Dense(4, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    before = _peak()
    start = perf_counter()
    model.fit(x[: point.batch], y[: point.batch], batch_size=point.batch, verbose=0)
    first = perf_counter() - start
    seconds = float("inf")
    for _ in range(settings["turns"]):
        start = perf_counter()
        model.fit(x, y, batch_size=point.batch, epochs=point.epochs, verbose=0)
        seconds = min(seconds, perf_counter() - start)
    return {
        "seconds": seconds,
        "first": first,
        "peak": _peak(),
        "added": _peak() - before,
        "parameters": float(4 * point.parameters),
        "data": float(x.nbytes + y.nbytes),
    }


def _peak() -> int:
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
