from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from keras_lite import initializers
from keras_lite.engine import rng
from keras_lite.initializers import GlorotUniform, RandomNormal, RandomUniform, TruncatedNormal
from keras_lite.random import SeedGenerator

RANDOM = [
    initializers.RandomNormal,
    initializers.RandomUniform,
    initializers.TruncatedNormal,
    initializers.VarianceScaling,
    initializers.GlorotUniform,
    initializers.GlorotNormal,
    initializers.HeUniform,
    initializers.HeNormal,
    initializers.LecunUniform,
    initializers.LecunNormal,
    initializers.Orthogonal,
]


class Pairs:
    """What an initializer needs of a SeedGenerator."""

    def __init__(self) -> None:
        self.pair = np.array([7, 0])

    def next(self) -> Any:
        before = self.pair.copy()
        self.pair += [0, 1]
        return before


@pytest.mark.parametrize("kind", RANDOM)
def test_without_a_seed_one_is_drawn_at_construction_and_stays(kind: Any) -> None:
    random.seed(0)
    initializer = kind()
    assert initializer.seed == 906691060
    state = random.getstate()
    first = initializer((3, 4))
    assert initializer((3, 4)).tolist() == first.tolist()
    assert initializer.get_config()["seed"] is None
    assert random.getstate() == state
    assert initializer.clone().seed == 413654000


@pytest.mark.parametrize("kind", RANDOM)
def test_a_given_seed_draws_nothing(kind: Any) -> None:
    state = random.getstate()
    initializer = kind(seed=5)
    assert initializer.seed == 5 and initializer.get_config()["seed"] == 5
    assert random.getstate() == state
    assert kind(seed=np.int64(5))((3, 4)).tolist() == initializer((3, 4)).tolist()
    assert kind(seed=6)((3, 4)).tolist() != initializer((3, 4)).tolist()


@pytest.mark.parametrize("kind", RANDOM)
@pytest.mark.parametrize("seed", ["a", 1.5, (1, 2), object()])
def test_other_seeds_are_refused(kind: Any, seed: Any) -> None:
    with pytest.raises(ValueError, match=f"{kind.__name__}: `seed` is .*SeedGenerator"):
        kind(seed=seed)


def test_a_generator_gives_other_numbers_at_each_call() -> None:
    initializer = RandomUniform(0, 1, seed=Pairs())
    assert initializer((2,)).tolist() == rng.uniform((7, 0), (2,)).tolist()
    assert initializer((2,)).tolist() == rng.uniform((7, 1), (2,)).tolist()


# Recorded from Keras 3.15.1.
@pytest.mark.parametrize(
    ("initializer", "values"),
    [
        (RandomNormal(seed=-3), [-0.07357723, -0.00661167]),
        (RandomNormal(seed=2**40), [-0.0144272, -0.02168598]),
        (RandomNormal(stddev=-1, seed=1), [-0.1266503]),
        (RandomUniform(1, 0, seed=1), [0.12151182]),
    ],
)
def test_unusual_arguments(initializer: Any, values: list[float]) -> None:
    found = initializer((len(values),))
    assert np.abs(found - np.array(values)).max() < 6e-9


def test_limits_are_rounded_to_float32_first() -> None:
    found = RandomUniform(0.1, 0.7, seed=3)((2,), "float64")
    low, high = float(np.float32(0.1)), float(np.float32(0.7))
    assert found.tolist() == rng.uniform((3, 0), (2,), "float64", low, high).tolist()
    assert found.tolist() != rng.uniform((3, 0), (2,), "float64", 0.1, 0.7).tolist()


@pytest.mark.parametrize(
    ("kind", "argument"),
    [
        (RandomNormal, "mean"),
        (RandomNormal, "stddev"),
        (RandomUniform, "minval"),
        (RandomUniform, "maxval"),
        (TruncatedNormal, "mean"),
        (TruncatedNormal, "stddev"),
        (initializers.VarianceScaling, "scale"),
        (initializers.Orthogonal, "gain"),
    ],
)
def test_arguments_are_numbers(kind: Any, argument: str) -> None:
    with pytest.raises(ValueError, match=f"{kind.__name__}: `{argument}` is 'a', but a number"):
        kind(**{argument: "a"})


def test_order_of_arguments_is_that_of_keras() -> None:
    assert RandomNormal(1.0, 2.0, 3).get_config() == {"seed": 3, "mean": 1.0, "stddev": 2.0}
    assert RandomUniform(0, 1, 3).get_config() == {"seed": 3, "minval": 0, "maxval": 1}
    assert TruncatedNormal(1.0, 2.0, 3).get_config() == {"seed": 3, "mean": 1.0, "stddev": 2.0}
    assert list(GlorotUniform(3, (0,), (1,)).get_config().values()) == [3, (0,), (1,)]


def test_repr_shows_the_arguments() -> None:
    assert repr(RandomNormal(seed=3)) == "RandomNormal(seed=3, mean=0.0, stddev=0.05)"


def test_a_generator_of_seeds_in_the_configuration_of_an_hdf5_file() -> None:
    """Such files name no module there."""
    written = {"class_name": "SeedGenerator", "config": {"seed": 3, "name": "own"}}
    expected = RandomNormal(seed=SeedGenerator(3))
    for initializer in (RandomNormal(seed=written), RandomNormal(seed={**written, "module": None})):
        np.testing.assert_array_equal(initializer((4,)), RandomNormal(seed=SeedGenerator(3))((4,)))
    assert not np.array_equal(expected((4,)), expected((4,)))
