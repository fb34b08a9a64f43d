"""What is taken from a generator that ends, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import keras_lite
from keras_lite.compat import eras


def _seen(steps: int | None = None) -> list[list[int]]:
    """The number of each batch, by epoch, of a generator of five batches."""
    seen: list[list[int]] = []

    class Epochs(keras_lite.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            seen.append([])

    def loss(true: Any, predicted: Any) -> Any:
        seen[-1].append(int(np.array(true)[0, 0]))
        return keras_lite.ops.mean(predicted * 0.0, axis=-1)

    def batches() -> Iterator[Any]:
        for number in range(5):
            batch = np.full((2, 1), number, "float32")
            yield batch, batch

    layers = keras_lite.layers
    model = keras_lite.Sequential([layers.Input((1,)), layers.Dense(1)])
    model.compile("sgd", loss, run_eagerly=True)
    options = {"epochs": 4 if steps else 3, "steps_per_epoch": steps, "verbose": 0}
    model.fit(batches(), callbacks=[Epochs()], **options)
    return seen


def test_used_up_it_gives_its_first_two_batches_again() -> None:
    assert _seen() == [[0, 1, 2, 3, 4], [0, 1], [0, 1]]


@pytest.mark.filterwarnings("ignore:fit. the data ended after")
def test_with_steps_it_begins_again_after_the_epoch_in_which_it_ended() -> None:
    assert _seen(steps=3) == [[0, 1, 2], [3, 4], [0, 1], [0, 1]]


def test_before_keras_3_it_gives_nothing_more() -> None:
    with eras.era("tf.keras"):
        assert _seen()[0] == [0, 1, 2, 3, 4]
        assert _seen()[1] == []


@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_what_is_wrong_with_a_generator_is_said_of_who_asked(method: str) -> None:
    layers = keras_lite.layers
    model = keras_lite.Sequential([layers.Input((1,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    rows = np.zeros((2, 1))
    with pytest.raises(ValueError, match=f"^{method}: the generator yielded no batch"):
        getattr(model, method)(iter([]), verbose=0)
    with pytest.raises(ValueError, match=f"^{method}: a generator yielded 4 parts"):
        getattr(model, method)(iter([(rows,) * 4]), verbose=0)
