"""Models within models: Keras 1 and 2 count their calls from 1, Keras 3 from 0."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import keras_lite
from keras_lite import Input, Model, Sequential, layers


def within(kind: str, calls: int) -> Any:
    """A model that calls another one several times, and ends in it or in a layer."""
    keras_lite.utils.set_random_seed(calls)
    start = Input((3,))
    inner = Model(start, layers.Dense(3, "tanh", name="inside")(start), name="inner")
    if kind == "Sequential":
        inner = Sequential([Input((3,)), layers.Dense(3, "tanh", name="inside")], name="inner")
    x = begin = Input((3,), name="begin")
    for _ in range(calls):
        x = inner(x)
    outputs = [layers.Add(name="sum")([x, begin]), x]
    return Model(begin, outputs)


def old_form(described: str, shift: bool) -> dict[str, Any]:
    """The description as Keras 2 writes it: lists of names, the inner calls counted from 1."""
    found = json.loads(described)
    for layer in found["config"]["layers"]:
        calls = [call["args"][0] for call in layer["inbound_nodes"]]
        calls = [call if isinstance(call, list) else [call] for call in calls]
        layer["inbound_nodes"] = [
            [[*tensor["config"]["keras_history"], {}] for tensor in call] for call in calls
        ]
    tensors = [t for layer in found["config"]["layers"] for c in layer["inbound_nodes"] for t in c]
    for tensor in [*tensors, *found["config"]["output_layers"]]:
        tensor[1] += shift and tensor[0] == "inner"
    return found


@pytest.mark.parametrize("kind", ["Functional", "Sequential"])
@pytest.mark.parametrize("calls", [1, 2, 3])
@pytest.mark.parametrize("shift", [False, True])
def test_calls_counted_from_one_or_from_zero(kind: str, calls: int, shift: bool) -> None:
    model, x = within(kind, calls), np.random.RandomState(0).normal(size=(4, 3))
    found = keras_lite.models.model_from_json(json.dumps(old_form(model.to_json(), shift)))
    found.set_weights(model.get_weights())
    for ours, wanted in zip(found(x), model(x), strict=True):
        np.testing.assert_array_equal(ours, wanted)


@pytest.mark.parametrize("kind", ["Functional", "Sequential"])
@pytest.mark.parametrize("calls", [1, 2])
def test_either_count_finds_the_calls_that_are_written(
    kind: str, calls: int, tmp_path: Path
) -> None:
    model, x = within(kind, calls), np.random.RandomState(0).normal(size=(4, 3))
    model.save(tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5") as file:
        config = json.loads(file.attrs["model_config"])["config"]
    inner = next(layer for layer in config["layers"] if layer["name"] == "inner")
    written = inner["inbound_nodes"]
    assert written[::2] == written[1::2] and len(written) == 2 * calls
    assert [end[:2] for end in config["output_layers"]] == [["sum", 0], ["inner", 2 * calls - 1]]
    found = keras_lite.models.load_model(tmp_path / "a.h5")
    for ours, wanted in zip(found(x), model(x), strict=True):
        np.testing.assert_array_equal(ours, wanted)
    assert found.count_params() == model.count_params()
    found.save(tmp_path / "b.h5")
    assert len(keras_lite.models.load_model(tmp_path / "b.h5").get_weights()) == 2
    again = json.loads(found.to_json())["config"]["layers"]
    assert len(next(e for e in again if e["name"] == "inner")["inbound_nodes"]) == calls
