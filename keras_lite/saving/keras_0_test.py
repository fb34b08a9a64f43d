"""Weights of Keras 0: `layer_0/param_0`..., with all layers counted, also those without weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from keras_lite import Input, Sequential, layers


def model() -> Any:
    return Sequential(
        [
            Input((3,)),
            layers.Dense(4, name="a"),
            layers.Activation("tanh"),
            layers.Dropout(0.5),
            layers.Dense(2, name="b"),
        ]
    )


def written(path: Path) -> list[Any]:
    draw = np.random.RandomState(0)
    shapes: list[list[tuple[int, ...]]] = [[(3, 4), (4,)], [], [], [(4, 2), (2,)]]
    weights = []
    with h5py.File(path, "w") as file:
        file.attrs["nb_layers"] = len(shapes)
        for i, layer in enumerate(shapes):
            group = file.create_group(f"layer_{i}")
            group.attrs["nb_params"] = len(layer)
            for j, shape in enumerate(layer):
                weights.append(draw.normal(size=shape).astype("float32"))
                group.create_dataset(f"param_{j}", data=weights[-1])
    return weights


def test_weights_of_keras_0_are_read(tmp_path: Path) -> None:
    wanted, found = written(tmp_path / "a.h5"), model()
    found.load_weights(tmp_path / "a.h5")
    for ours, theirs in zip(found.get_weights(), wanted, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("count", [-1, 5, 10**9, 2.0, "4"])
def test_a_count_that_is_wrong_is_refused(count: Any, tmp_path: Path) -> None:
    path, found = tmp_path / "a.h5", model()
    written(path)
    before = found.get_weights()
    with h5py.File(path, "r+") as file:
        file.attrs["nb_layers"] = count
    with pytest.raises(ValueError, match=r"a\.h5: `nb_layers` of '/' is .*, but 4 are there"):
        found.load_weights(path)
    for ours, theirs in zip(found.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_other_shapes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    written(path)
    with h5py.File(path, "r+") as file:
        del file["layer_3/param_1"]
        file["layer_3"].create_dataset("param_1", data=np.zeros(3, "float32"))
    with pytest.raises(ValueError, match=r"a\.h5: layer 'b' has weights of the shapes"):
        model().load_weights(path)
