"""`keras_lite.random` beside `keras.random` of Keras 3.15.1: one draw after another, to the bit."""

from __future__ import annotations

import random as python_random
from typing import Any

import numpy as np

from compat_tests.recorded_arrays import difference, load
from keras_lite import random
from keras_lite.engine import seeds


def _call(text: str) -> Any:
    scope = {name: getattr(random, name) for name in random.__all__}
    data = np.arange(60, dtype="float32").reshape(12, 5) + 1
    return eval(
        text.replace("same", "data")
        .replace(",float64", ",dtype='float64'")
        .replace("arange(60).reshape(12,5)+1", "data"),
        {
            **scope,
            "data": data,
            "log": lambda x: np.log(np.array(x, "float32")),
        },
    )


def test_the_shared_generator_in_order() -> None:
    try:
        python_random.seed(5)
        seeds.set_global_seed(5)
        for row in load("random")["keras_random"]:
            drawn = np.asarray(_call(row["call"]))
            assert not difference(drawn, row["out"]), row["call"]
    finally:
        seeds.set_global_seed(None)
