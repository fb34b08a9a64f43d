from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite import Input, Sequential, layers
from keras_lite.errors import InvalidFile, MissingFile

X = np.ones((4, 30), "float32")
GIGABYTE = 10**9


def network() -> Any:
    parts = [layers.Dense(40), layers.BatchNormalization(), layers.Dense(2)]
    model = Sequential([Input((30,)), *parts])
    model.compile("adam", "mse")
    model.train_on_batch(X, X[:, :2])
    return model


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_weights_and_slots_come_back_from_several_files(tmp_path: Path) -> None:
    model, other = network(), network()
    path = tmp_path / "x.weights.json"
    model.save_weights(path, max_shard_size=5000 / GIGABYTE)
    first = names(tmp_path)
    assert len(first) > 3 and all((tmp_path / n).stat().st_size < 20_000 for n in first)
    other.load_weights(path)
    pairs = [(model.get_weights(), other.get_weights())]
    pairs.append(tuple([v.numpy() for v in m.optimizer.variables] for m in (model, other)))
    for ours, theirs in pairs:
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(a, b)
    model.save_weights(path, max_shard_size=1)
    assert names(tmp_path) == {path.name, "x_00000.weights.h5"} < first
    other.load_weights(path)


def test_only_files_beside_it_are_opened(tmp_path: Path) -> None:
    model, path = network(), tmp_path / "x.weights.json"
    model.save_weights(path, max_shard_size=1)
    described = json.loads(path.read_text())
    (shard,) = names(tmp_path) - {path.name}
    for file, kind in (
        ("../secret.weights.h5", InvalidFile),
        ("/etc/passwd", InvalidFile),
        (["a.weights.h5"], MissingFile),
        (7, InvalidFile),
        ("link.weights.h5", MissingFile),
    ):
        changed = {**described, "weight_map": dict.fromkeys(described["weight_map"], file)}
        path.write_text(json.dumps(changed))
        if file == "link.weights.h5":
            (tmp_path / file).symlink_to(tmp_path / shard)
        with pytest.raises(kind, match=r"^x\.weights\.json: "):
            model.load_weights(path)


def test_what_is_refused(tmp_path: Path) -> None:
    model = network()
    for name, size in (("x.weights.h5", 1), ("x.weights.json", None), ("x.weights.json", 0)):
        with pytest.raises(ValueError, match="max_shard_size"):
            model.save_weights(tmp_path / name, max_shard_size=size)
    with pytest.raises(MissingFile):
        model.load_weights(tmp_path / "x.weights.json")


@pytest.mark.parametrize("waiting", [{"x": "../a.tmp"}, {"x": "/etc/passwd"}, ["a.tmp"], {"x": 1}])
def test_files_that_wait_for_their_names_lie_beside(waiting: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.weights.json"
    path.write_text(json.dumps({"weight_map": {"/layers/dense/vars": "x_0.weights.h5"},
                                "waiting": waiting}))  # fmt: skip
    with pytest.raises(ValueError, match=r"x\.weights\.json: `waiting` does not name files"):
        network().load_weights(path)
