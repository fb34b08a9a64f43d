"""The stand-in for TensorFlow: its tables, and the one function it has."""

from __future__ import annotations

import pytest

from keras_lite.compat import modules, tensorflow
from keras_lite.engine import seeds


@pytest.fixture(autouse=True)
def seed():
    before = seeds.global_seed()
    yield
    seeds.set_global_seed(before)


@pytest.mark.parametrize(
    "setter",
    [
        tensorflow.PATHS["random"]["set_seed"],
        tensorflow.PATHS[""]["set_random_seed"],
        tensorflow.PATHS["compat.v1"]["set_random_seed"],
    ],
)
def test_seeding(setter):
    setter(11)
    assert seeds.global_seed() == 11


def test_a_seed_that_is_no_number():
    with pytest.raises(TypeError, match=r"tf.random.set_seed: `seed` is 'x', but an integer was"):
        tensorflow.set_seed("x")


@pytest.mark.parametrize("path", [path for path in tensorflow.PATHS if path])
def test_every_path_hangs_on_one_that_is_there(path):
    assert path.rpartition(".")[0] in tensorflow.PATHS
    assert modules.below_root(f"tensorflow.{path}") is None


def test_the_message_for_the_rest_names_what_was_asked():
    message = tensorflow.missing("tensorflow.random.uniform")
    assert message.startswith("tensorflow.random.uniform is part of TensorFlow, which keras_lite")
    assert "Did you mean 'keras'" in tensorflow.missing("tensorflow.kears")
