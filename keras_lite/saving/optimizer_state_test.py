"""Optimizers whose state has another form in some files; the next step is the original's."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import keras_lite
from keras_lite import Input, Sequential, layers

X = np.random.RandomState(0).normal(size=(8, 3)).astype("float32")


def trained(optimizer: str) -> Any:
    keras_lite.utils.set_random_seed(1)
    model = Sequential([Input((3,)), layers.Dense(4, "tanh"), layers.Dense(3)], name="net")
    model.compile(getattr(keras_lite.optimizers, optimizer)(0.01), "mse")
    for _ in range(3):
        model.train_on_batch(X, X)
    return model


def assert_goes_on(found: Any, model: Any) -> None:
    assert int(found.optimizer.iterations.numpy()) == 3
    for each in (found, model):
        each.train_on_batch(X, X)
    for ours, wanted in zip(found.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, wanted, atol=1e-6, rtol=1e-6)
    assert int(found.optimizer.iterations.numpy()) == 4


def test_adafactor_has_no_values_for_what_it_does_not_keep_in_the_form_of_keras_2(
    tmp_path: Path,
) -> None:
    model, path = trained("Adafactor"), tmp_path / "a.h5"
    model.save(path)
    with h5py.File(path) as file:
        held = file["optimizer_weights"]
        shapes = [held[name].shape for name in held.attrs["weight_names"]]
    assert shapes == [(), (3,), (4,), (3, 4), (4,), (4,), (3,), (4, 3), (3,)]
    assert_goes_on(keras_lite.models.load_model(path), model)


def scaled(model: Any) -> dict[str, Any]:
    """The description of an optimizer in one that scales the loss, as Keras 3 has it."""
    inner = keras_lite.optimizers.serialize(model.optimizer)
    config = {"name": "loss_scale_optimizer", "inner_optimizer": inner, "initial_scale": 8.0}
    return {"module": "keras.optimizers", "class_name": "LossScaleOptimizer", "config": config,
            "registered_name": None}  # fmt: skip


OWN = [np.int64(0), np.float32(0), np.int32(1), np.float32(16)]


def put(group: Any, values: list[Any]) -> None:
    for i, value in enumerate(values):
        group.create_dataset(str(i), data=value)


def test_the_optimizer_in_one_that_scales_the_loss_goes_on_from_keras(tmp_path: Path) -> None:
    model, path = trained("Adam"), tmp_path / "a.keras"
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    config["compile_config"]["optimizer"] = scaled(model)
    held = io.BytesIO(members["model.weights.h5"])
    values = [v.numpy() for v in model.optimizer.variables]
    with h5py.File(held, "r+") as file:
        del file["optimizer"]
        put(file.create_group("optimizer/vars"), [*OWN, *values])
        put(file.create_group("optimizer/inner_optimizer/vars"), values)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", held.getvalue())
    with pytest.warns(UserWarning, match="LossScaleOptimizer.*the loss is not scaled"):
        found = keras_lite.models.load_model(path)
    assert_goes_on(found, model)


def test_the_optimizer_in_one_that_scales_the_loss_goes_on_from_h5(tmp_path: Path) -> None:
    model, path = trained("Adam"), tmp_path / "a.h5"
    model.save(path)
    values = [*OWN, *(v.numpy() for v in model.optimizer.variables)]
    with h5py.File(path, "r+") as file:
        file.attrs["keras_version"] = "3.15.1"
        training = json.loads(file.attrs["training_config"])
        training["optimizer_config"] = scaled(model)
        file.attrs["training_config"] = json.dumps(training)
        del file["optimizer_weights"]
        group = file.create_group("optimizer_weights")
        put(group, values)
        group.attrs["weight_names"] = [str(i).encode() for i in range(len(values))]
    with pytest.warns(UserWarning, match="LossScaleOptimizer"):
        found = keras_lite.models.load_model(path)
    assert_goes_on(found, model)
