from __future__ import annotations

import random as python_random
from typing import Any

import numpy as np
import pytest

from keras_lite import naming, random, registry
from keras_lite.engine import seeds


def test_seeds_count_upwards() -> None:
    generator = random.SeedGenerator(5)
    assert [generator.next().tolist() for _ in range(3)] == [[5, 0], [5, 1], [5, 2]]
    assert generator.next(ordered=False).tolist() == [5, 3]
    assert generator.state.numpy().tolist() == [6 * 5387, 4 * 5387]


def test_the_default_seed_is_one_draw() -> None:
    python_random.seed(1)
    expected = python_random.randint(1, 10**9)
    after = python_random.random()
    python_random.seed(1)
    assert random.SeedGenerator().state.numpy().tolist() == [expected, 0]
    assert python_random.random() == after
    state = python_random.getstate()
    random.SeedGenerator(3)
    assert python_random.getstate() == state


def test_names_and_configuration() -> None:
    naming.reset_names()
    first = random.SeedGenerator(5)
    assert (first.name, random.SeedGenerator(5).name) == ("seed_generator", "seed_generator_1")
    assert first.state.path == "seed_generator/seed_generator_state"
    assert not first.state.trainable and first.state.dtype == "int64"
    saved = registry.serialize_keras_object(first)
    assert saved == {
        "module": "keras.random",
        "class_name": "SeedGenerator",
        "config": {"seed": 5, "name": "seed_generator"},
        "registered_name": None,
    }
    assert registry.deserialize_keras_object(saved).next().tolist() == [5, 0]
    assert random.SeedGenerator().get_config()["seed"] is None


@pytest.mark.parametrize("seed", [1.5, "a", [1]])
def test_seeds_that_are_none(seed: Any) -> None:
    with pytest.raises(ValueError, match="SeedGenerator: `seed` is .* but an integer"):
        random.SeedGenerator(seed)
    with pytest.raises(ValueError, match="`seed` is .* an integer, a SeedGenerator or None"):
        random.uniform((2,), seed=seed)


def test_the_shared_generator_starts_anew_with_a_new_seed() -> None:
    try:
        python_random.seed(3)
        seeds.set_global_seed(3)
        first = [random.uniform((2,)).tolist() for _ in range(2)]
        assert first[0] != first[1]
        assert first == pytest.approx(
            np.array([[0.49793148, 0.01592684], [0.44196475, 0.90566313]]), abs=1e-7
        )
        python_random.seed(3)
        seeds.set_global_seed(3)
        assert random.uniform((2,)).tolist() == first[0]
    finally:
        seeds.set_global_seed(None)


def test_a_number_gives_the_same_numbers_each_time() -> None:
    assert random.normal((3,), seed=2).tolist() == random.normal((3,), seed=2).tolist()
    generator = random.SeedGenerator(2)
    drawn = [random.normal((3,), seed=generator).tolist() for _ in range(2)]
    assert drawn[0] == random.normal((3,), seed=2).tolist() != drawn[1]
