"""In the eras of Keras 2 a seed means what it meant there; recorded, and live beside tf_keras."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import keras_lite
from compat_tests import keras_2_order as probe
from compat_tests.keras_2_masks import CASES, masks
from compat_tests.keras_random_cases import digest
from compat_tests.oracle import Oracle
from compat_tests.recorded_arrays import difference, load
from keras_lite.compat import eras
from keras_lite.engine import seeds

RECORDED = json.loads(probe.GOLDEN.read_text(encoding="utf-8"))
ROUNDING = 3e-7  # of the sum of a mask's eight numbers, which are added in another order


@pytest.fixture(autouse=True)
def own_seeds() -> Iterator[None]:
    yield
    seeds.set_global_seed(None)
    seeds.set_own_generator(None)


@pytest.fixture(params=["keras2", "tf.keras"])
def era(request: pytest.FixtureRequest) -> Iterator[None]:
    with eras.era(request.param):
        yield


@pytest.mark.filterwarnings("ignore:fit. the data ended after 2 steps of 8")  # tf_keras says so too
@pytest.mark.parametrize("number", range(len(probe.SHUFFLES)))
def test_orders_of_fit(number: int, era: None) -> None:
    case = probe.SHUFFLES[number]
    assert probe.orders(keras_lite, case) == RECORDED["orders"][json.dumps(case)]


@pytest.mark.parametrize("case", probe.BUILDS)
def test_initial_weights(case: str, era: None) -> None:
    found = [digest(w) for w in probe.weights(keras_lite, case)]
    assert found == RECORDED["weights"][case]


@pytest.mark.filterwarnings("ignore:fit. the model .* has no trainable weights")
@pytest.mark.parametrize("name", CASES)
def test_masks(name: str, era: None) -> None:
    np.testing.assert_allclose(
        masks(keras_lite, CASES[name]), RECORDED["masks"][name], rtol=ROUNDING
    )


def test_everything_is_recorded() -> None:
    assert list(RECORDED["orders"]) == [json.dumps(case) for case in probe.SHUFFLES]
    assert list(RECORDED["weights"]) == list(probe.BUILDS)
    assert list(RECORDED["masks"]) == list(CASES)


@pytest.mark.live
def test_the_records_are_those_of_the_installed_tf_keras(real_tf_keras: Oracle) -> None:
    found = real_tf_keras.call("compat_tests.keras_2_order:answers")
    assert json.loads(json.dumps(found)) == RECORDED


def test_golden_weights_and_order() -> None:
    golden = load("numerics")["keras_2"]
    with eras.era("tf.keras"):
        for row in golden["weights"]:
            keras_lite.utils.set_random_seed(row["set_random_seed"])
            layers = keras_lite.layers
            model = keras_lite.Sequential([layers.Dense(8, input_shape=(6,)), layers.Dense(1)])
            for weight, wanted in zip(
                model.get_weights(), row["Dense(8) on 6, Dense(1)"], strict=True
            ):
                assert not difference(weight, wanted)
        case = {"rows": 10, "seed": 5, "batch_size": 10}
        assert probe.orders(keras_lite, case)[0] == golden["fit_order_n10_seed5_three_epochs"]


def _weights(seeded: Any) -> list[float]:
    seeded()
    with eras.era("tf.keras"):
        layer = keras_lite.layers.Dense(3)
        layer.build((None, 2))
    return [float(w) for w in layer.get_weights()[0].ravel()]


def test_which_seeds_fix_the_weights() -> None:
    """Of tf_keras: `random.seed` alone does, unless `set_random_seed` was called before."""
    seeds.set_own_generator(None)
    assert _weights(lambda: random.seed(4)) == _weights(lambda: random.seed(4))
    assert _weights(lambda: seeds.set_global_seed(4)) != _weights(lambda: seeds.set_global_seed(4))
    assert _weights(lambda: np.random.seed(4)) != _weights(lambda: np.random.seed(4))
    keras_lite.utils.set_random_seed(4)
    assert _weights(lambda: random.seed(4)) != _weights(lambda: random.seed(4))


def test_today_is_not_changed_by_an_era_that_is_over() -> None:
    case = probe.SHUFFLES[0]
    first, second = probe.orders(keras_lite, case)[:2]
    assert first[0] == first[1] == second[2]
    keras_lite.utils.set_random_seed(1)
    dropout = keras_lite.layers.Dropout(0.5)
    random.seed(1)
    assert dropout.seed_generator.state.numpy().tolist() == [random.randint(1, 10**9), 0]
