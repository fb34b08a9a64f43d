"""Files between keras_lite and the real libraries, in both directions, for random architectures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.oracle import Oracle, plain
from compat_tests.random_cases import data
from compat_tests.random_models_live_test import drawn
from compat_tests.saving_cases import (
    CASES,
    FORGETFUL,
    described,
    loaded,
    optimizer_name,
    saved,
)

pytestmark = [
    pytest.mark.live,
    pytest.mark.filterwarnings("ignore:.*:keras_lite.errors.KerasLiteWarning"),
]
TOLERANCE = 1e-6
ARCHITECTURES = 25
CASE = "compat_tests.saving_cases"


def same(found: dict[str, Any], wanted: dict[str, Any], where: str) -> None:
    assert found.keys() <= wanted.keys()
    for part in found:
        for ours, theirs in zip(found[part], wanted[part], strict=True):
            np.testing.assert_allclose(ours, theirs, atol=TOLERANCE, rtol=TOLERANCE, err_msg=where)


@pytest.mark.parametrize("number", range(ARCHITECTURES))
def test_keras_3_reads_ours_and_we_read_its(
    number: int, real_keras: Oracle, tmp_path: Path
) -> None:
    found = drawn(ARCHITECTURES, 1)[number]
    arrays = data(found)
    case = {**found, "number": number, "x": arrays["x"], "y": arrays["y"]}
    folder, endings = str(tmp_path), [".keras", ".h5", ".weights.h5"]
    ours = plain(saved(keras_lite, case, folder, endings))
    # Keras: 3.15 builds the optimizer of an `.h5` file on no variables, and then cannot train.
    # Steps of TensorFlow take long; each optimizer's state is in a `.keras` file anyway.
    weights = (".weights.h5", number % 4 == 0)
    for ending, compiled in ((".keras", True), (".h5", False), weights):
        there = real_keras.call(f"{CASE}:loaded", case, folder, ending, compiled)
        same(there, ours, f"ours{ending} read by Keras 3")
    if number % 3 == 0:  # the same description is in the `.keras` file
        there = real_keras.call(f"{CASE}:described", case, folder)
        same(there, ours, "our JSON read by Keras 3")
    # Keras: 3.15 gives two slots of Adafactor one name, and its `.h5` file has no place for both.
    if "Adafactor" in str(case["compile"]["optimizer"]):
        endings.remove(".h5")
    theirs = real_keras.call(f"{CASE}:saved", case, folder, endings)
    for ending in endings:
        wanted = theirs
        if "delta" in str(case["compile"]["loss"]) and ending != ".weights.h5":
            # Keras: 3.15 does not write the delta of Huber, and goes on with 1 itself.
            wanted = real_keras.call(f"{CASE}:loaded", case, folder, ".keras")
        same(plain(loaded(keras_lite, case, folder, ending)), wanted, f"Keras 3's {ending}")
    same(plain(described(keras_lite, case, folder)), theirs, "Keras 3's JSON")


@pytest.mark.parametrize("seed", range(CASES))
def test_keras_2_reads_ours_and_we_read_its(
    seed: int, real_tf_keras: Oracle, tmp_path: Path
) -> None:
    ours = plain(saved(keras_lite, seed, str(tmp_path), [".h5", ".weights.h5", ".old.h5"]))
    forgetful = optimizer_name(seed) in FORGETFUL
    for ending, compiled in ((".h5", not forgetful), (".weights.h5", False), (".old.h5", False)):
        there = real_tf_keras.call(f"{CASE}:loaded", seed, str(tmp_path), ending, compiled)
        same(there, ours, f"ours{ending} read by Keras 2")
    endings = [".keras", ".h5", ".weights.h5", ".old.h5"]
    theirs = real_tf_keras.call(f"{CASE}:saved", seed, str(tmp_path), endings)
    for ending in endings:
        found = loaded(keras_lite, seed, str(tmp_path), ending, compiled=ending != ".old.h5")
        same(plain(found), theirs, f"Keras 2's {ending}")


LEGACY: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"learning_rate": 0.05, "decay": 0.1}),
    ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    ("Adam", {"learning_rate": 0.003}),
    ("Adam", {"learning_rate": 0.003, "amsgrad": True, "decay": 0.01}),
    ("RMSprop", {"learning_rate": 0.001}),
    ("RMSprop", {"learning_rate": 0.0005, "momentum": 0.5, "centered": True}),
    ("Adagrad", {"learning_rate": 0.05}),
    ("Adadelta", {"learning_rate": 0.5}),
    ("Adamax", {"learning_rate": 0.003}),
    ("Nadam", {"learning_rate": 0.003}),
    ("Ftrl", {"learning_rate": 0.05}),
]


def legacy(keras: Any, folder: str, cases: Any) -> Any:
    """Models in `.h5` files, each with an optimizer in the form of before TF 2.11."""
    random = np.random.RandomState(0)
    x, y = random.normal(size=(8, 4)), random.normal(size=(8, 2))
    found = []
    for number, (name, arguments) in enumerate(cases):
        keras.utils.set_random_seed(number)
        parts = [keras.layers.Dense(5, "tanh", name="a"), keras.layers.BatchNormalization(name="n")]
        model = keras.Sequential([keras.Input((4,)), *parts, keras.layers.Dense(2, name="b")])
        optimizer = getattr(keras.optimizers.legacy, name)(**arguments)
        model.compile(optimizer, "mse", metrics=["mae"], run_eagerly=True)
        for _ in range(3):
            model.train_on_batch(x, y)
        model.save(f"{folder}/{number}.h5")
        model.train_on_batch(x, y)
        found.append(model(x))
    return x, y, found


def test_optimizers_of_before_tf_2_11(real_tf_keras: Oracle, tmp_path: Path) -> None:
    x, y, wanted = real_tf_keras.call(legacy, str(tmp_path), LEGACY)
    for number, (case, later) in enumerate(zip(LEGACY, wanted, strict=True)):
        model = keras_lite.models.load_model(tmp_path / f"{number}.h5")
        model.run_eagerly = True
        model.train_on_batch(x, y)
        np.testing.assert_allclose(
            model(x), later, atol=TOLERANCE, rtol=TOLERANCE, err_msg=str(case)
        )


def shards(keras: Any, folder: str, write: bool) -> Any:
    """Saves weights in several files, or loads them into a model of other weights."""
    model = keras.Sequential([keras.Input((30,)), keras.layers.Dense(40), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    x = np.ones((4, 30), "float32") * (1 if write else 2)
    model.train_on_batch(x, x[:, :2])
    path = f"{folder}/x.weights.json"
    if write:
        model.save_weights(path, max_shard_size=6e-6)
    else:
        model.load_weights(path)
    return [np.array(v) for v in [*model.weights, *model.optimizer.variables]]


@pytest.mark.parametrize("ours_first", [True, False])
def test_weights_in_several_files(ours_first: bool, real_keras: Oracle, tmp_path: Path) -> None:
    def run(ours: bool, write: bool) -> Any:
        if ours:
            return plain(shards(keras_lite, str(tmp_path), write))
        return real_keras.call(shards, str(tmp_path), write)

    written, read = run(ours_first, True), run(not ours_first, False)
    assert len(list(tmp_path.iterdir())) > 3
    for a, b in zip(written, read, strict=True):
        np.testing.assert_array_equal(a, b)


def within(keras: Any, path: str, write: bool) -> Any:
    """Saves a model that calls two others, one of them twice, or says what it computes."""
    if write:
        keras.utils.set_random_seed(1)
        begin, start = keras.Input((4,), name="begin"), keras.Input((4,))
        block = keras.Model(start, keras.layers.Dense(4, "tanh", name="q")(start), name="block")
        parts = [keras.Input((4,)), keras.layers.Dense(4, "softplus", name="r")]
        tail = keras.Sequential(parts, name="tail")
        joined = keras.layers.Multiply(name="joined")([block(block(begin)), begin])
        model = keras.Model(begin, [keras.layers.Dense(3, name="end")(tail(joined)), tail(begin)])
        model.save(path)
    model = keras.models.load_model(path, compile=False)
    return [np.array(value) for value in model(np.linspace(-1, 1, 12).reshape(3, 4))]


def test_models_within_functional_models(
    real_keras: Oracle, real_tf_keras: Oracle, tmp_path: Path
) -> None:
    """Keras 2 counts the calls of the inner ones from 1, Keras 3 from 0."""
    ours = str(tmp_path / "ours.h5")
    wanted = plain(within(keras_lite, ours, True))
    for number, real in enumerate((real_keras, real_tf_keras)):
        for found, value in zip(real.call(within, ours, False), wanted, strict=True):
            np.testing.assert_allclose(found, value, atol=TOLERANCE, rtol=TOLERANCE)
        for ending in (".h5", ".keras"):
            theirs = str(tmp_path / f"{number}{ending}")
            written = real.call(within, theirs, True)
            for found, value in zip(within(keras_lite, theirs, False), written, strict=True):
                np.testing.assert_allclose(found, value, atol=TOLERANCE, rtol=TOLERANCE)
