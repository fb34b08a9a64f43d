"""`keras_lite.random` beside `keras.random` of Keras 3.15.1: one draw after another, to the bit."""

from __future__ import annotations

import json
import random as python_random
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.keras_random_cases import GOLDEN, answered, calls
from compat_tests.oracle import Oracle
from compat_tests.recorded_arrays import difference, load
from keras_lite import random
from keras_lite.engine import seeds

RECORDED = json.loads(GOLDEN.read_text(encoding="utf-8"))["calls"]
FUNCTIONS = sorted({call.partition("(")[0] for call in RECORDED})


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


@pytest.mark.parametrize("function", FUNCTIONS)
def test_recorded_calls(function: str) -> None:
    recorded = {call: d for call, d in RECORDED.items() if call.partition("(")[0] == function}
    found = answered(keras_lite, list(recorded))
    assert [call for call in recorded if found[call] != recorded[call]] == []


def test_every_call_is_recorded() -> None:
    assert list(RECORDED) == calls()
    assert len(FUNCTIONS) == 11


@pytest.mark.live
def test_the_recorded_calls_are_those_of_the_installed_keras(real_keras: Oracle) -> None:
    found = real_keras.call("compat_tests.keras_random_cases:answered", calls())
    assert [call for call in found if found[call] != RECORDED[call]] == []
