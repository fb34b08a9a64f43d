"""Who is seeded by what: every way that scripts seed themselves, and who moves whose random state.

The table is measured on Keras 3.15.1 on TensorFlow 2.21; the live test measures it again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests.child import printed
from compat_tests.oracle import Oracle
from keras_lite.compat import tensorflow
from keras_lite.engine import seeds

# what a script calls -> whether initial weights and dropout are those of set_random_seed, and
# whether the order of rows is
WAYS: dict[str, tuple[bool, bool]] = {
    "nothing": (False, False),
    "numpy": (False, False),
    "random": (True, False),
    "tensorflow": (False, True),
    "random tensorflow": (True, True),
    "numpy random tensorflow": (True, True),
    "set_random_seed": (True, True),
}


@pytest.fixture(autouse=True)
def own_seed() -> Iterator[None]:
    yield
    seeds.set_global_seed(None)


def run(keras: Any, set_seed: Any, way: str, seed: int) -> dict[str, Any]:
    """Weights, a dropout layer's mask, and the rows of two epochs, after a way of seeding."""
    import random

    import numpy as np

    for word in way.split():
        if word == "set_random_seed":
            keras.utils.set_random_seed(seed)
        elif word != "nothing":
            {"random": random.seed, "numpy": np.random.seed, "tensorflow": set_seed}[word](seed)
    dropout = keras.layers.Dropout(0.5)
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(4)])
    seen = []

    def loss(true, predicted):
        seen.append([int(value) for value in np.array(true).reshape(-1)])
        return keras.ops.mean(predicted * 0.0, axis=-1)

    model.compile("sgd", loss, run_eagerly=True)
    weights = model.get_weights()[0].ravel().tolist()
    mask = np.array(dropout(np.ones((3, 8), "float32"), training=True)).ravel().tolist()
    rows = np.arange(40, dtype="float32")[:, None]
    model.fit(rows, rows, batch_size=40, epochs=2, verbose=0)
    return {"drawn": [weights, mask], "orders": seen[-2:]}


def measured(keras: Any, way: str, set_seed: Any) -> tuple[bool, bool]:
    """Whether draws, and orders, are those of `set_random_seed`; asserts that others differ."""
    if set_seed is None:
        import tensorflow

        set_seed = tensorflow.random.set_seed
        set_seed(None)  # a process that was never seeded
    else:
        seeds.set_global_seed(None)
    first, second = (run(keras, set_seed, way, 7) for _ in range(2))
    wanted = run(keras, set_seed, "set_random_seed", 7)
    drawn, ordered = (first[name] == wanted[name] for name in ("drawn", "orders"))
    assert (first["drawn"] == second["drawn"]) is drawn
    assert (first["orders"] == second["orders"]) is ordered
    assert (first["orders"][0] == first["orders"][1]) is ordered  # else every epoch differs
    return drawn, ordered


@pytest.mark.parametrize("way", WAYS)
def test_ways_of_seeding(way: str) -> None:
    assert measured(keras_lite, way, tensorflow.set_seed) == WAYS[way]


def test_one_set_epoch_order_for_all_fits_and_models() -> None:
    keras_lite.utils.set_random_seed(3)
    first = run(keras_lite, None, "nothing", 0)["orders"]
    assert first == run(keras_lite, None, "nothing", 0)["orders"]
    assert first[0] == first[1] != sorted(first[0])


def test_training_moves_nobodys_random_state() -> None:
    """No draw by `compile`, `fit`, `evaluate`, `predict`, `summary`; none ever from NumPy."""
    keras_lite.utils.set_random_seed(1)
    model = keras_lite.Sequential([keras_lite.layers.Input((2,)), keras_lite.layers.Dense(3)])
    model.add(keras_lite.layers.Dropout(0.5))
    states = random.getstate(), np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    model.compile("adam", "mse", metrics=["mae"])
    x, y = np.ones((10, 2), "float32"), np.ones((10, 3), "float32")
    model.fit(x, y, validation_split=0.2, epochs=2, verbose=0)
    model.evaluate(x, y, verbose=0)
    model.predict(x, verbose=0)
    model.summary(print_fn=lambda *_: None)
    keras_lite.optimizers.Adam(), keras_lite.losses.Huber(), keras_lite.regularizers.L2()
    after = random.getstate(), np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    assert after == states


IMPORTS = """
import json, random, sys
random.seed(5)
before = random.getstate()
sys.modules["jax"] = None  # TensorFlow imports it where it is installed, and it draws from NumPy
import numpy
numpy.random.seed(5)
numbers = numpy.random.get_state()[1].tolist()
import {library}
random_after = random.getstate()
expected = random.Random(5)
expected.getrandbits(24)
same_numpy = numpy.random.get_state()[1].tolist() == numbers
print(json.dumps([random_after == expected.getstate(), same_numpy, random.random()]))
"""
LATER = """
import io, json, os, random, sys, tempfile
import numpy as np
import keras_lite as keras
random.seed(5); np.random.seed(5)
model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
state = random.getstate()
numbers = np.random.get_state()[1].tolist()
model.summary()                                             # rich
folder = tempfile.mkdtemp()
for name in ("m.keras", "m.h5"):                            # h5py
    model.save(os.path.join(folder, name)) if name != "m.h5" else model.save_weights(
        os.path.join(folder, "m.weights.h5"))
model.load_weights(os.path.join(folder, "m.weights.h5"))
for package in ("pandas", "matplotlib", "libcst", "sklearn"):
    try:
        __import__(package)
        found = True
    except ImportError:
        found = False
if "pandas" in sys.modules:
    import pandas
    model.predict(pandas.DataFrame({"a": [1.0], "b": [2.0]}), verbose=0)
model.compile("sgd", "mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=1)
same = [random.getstate() == state, np.random.get_state()[1].tolist() == numbers]
print("\\n" + json.dumps([*same, "rich" in sys.modules, "h5py" in sys.modules]))
"""


def _answer(script: str) -> Any:
    return json.loads(printed(script).splitlines()[-1])


@pytest.mark.slow
def test_importing_draws_once_from_python_and_never_from_numpy() -> None:
    assert _answer(IMPORTS.format(library="keras_lite"))[:2] == [True, True]


@pytest.mark.slow
def test_packages_that_are_imported_later_move_nobodys_state() -> None:
    assert _answer(LATER) == [True, True, True, True]


@pytest.mark.live
@pytest.mark.slow
def test_importing_keras_draws_the_same(real_keras: Oracle) -> None:
    """The next number of a script that seeds itself before the import."""
    assert _answer(IMPORTS.format(library="keras")) == _answer(IMPORTS.format(library="keras_lite"))


@pytest.mark.live
def test_the_table_is_that_of_the_installed_keras(real_keras: Oracle) -> None:
    found = {way: real_keras.call("compat_tests.seeding_test:measured", way, None) for way in WAYS}
    assert found == WAYS
