from __future__ import annotations

import json
import operator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite import Input, Sequential, layers
from keras_lite.callbacks import BackupAndRestore, Callback, ModelCheckpoint
from keras_lite.saving import load_model

X = np.ones((64, 2), "float32")


def network() -> Any:
    model = Sequential([Input((2,)), layers.Dense(1, kernel_initializer="ones")])
    model.compile("adam", "mse", metrics=["mae"])
    return model


def fit(model: Any, *callbacks: Any, epochs: int = 3) -> Any:
    y = np.zeros((64, 1), "float32")
    return model.fit(
        X, y, epochs=epochs, batch_size=32, verbose=0, shuffle=False, callbacks=list(callbacks)
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_after_each_epoch(tmp_path: Path, capsys: Any) -> None:
    model = network()
    fit(model, ModelCheckpoint(tmp_path / "a_{epoch:02d}.keras", verbose=1))
    assert names(tmp_path) == ["a_01.keras", "a_02.keras", "a_03.keras"]
    last = load_model(tmp_path / "a_03.keras")
    np.testing.assert_array_equal(last.get_weights()[0], model.get_weights()[0])
    path = tmp_path / "a_01.keras"
    wanted = f"\nEpoch 1: saving model to {path}\n\nEpoch 1: finished saving model to {path}\n"
    assert capsys.readouterr().out.startswith(wanted)


def test_every_so_many_batches(tmp_path: Path) -> None:
    keep = ModelCheckpoint(
        tmp_path / "{epoch}_{batch}.weights.h5", save_weights_only=True, save_freq=3
    )
    fit(network(), keep)
    assert names(tmp_path) == ["2_1.weights.h5", "3_2.weights.h5"]


def test_only_the_best(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "best.keras"
    keep = ModelCheckpoint(path, monitor="loss", save_best_only=True, verbose=1)
    history = fit(network(), keep).history["loss"]
    out = capsys.readouterr().out
    assert f"Epoch 1: loss improved from None to {history[0]:.5f}, saving model to {path}" in out
    assert keep.best == history[-1] and keep.monitor_op is operator.lt
    strict = ModelCheckpoint(
        tmp_path / "none.keras", monitor="loss", save_best_only=True, initial_value_threshold=-1.0,
        verbose=1,
    )  # fmt: skip
    fit(network(), strict)
    assert names(tmp_path) == ["best.keras"]
    assert "Epoch 1: loss did not improve from -1.00000" in capsys.readouterr().out


def test_what_is_refused(tmp_path: Path) -> None:
    for arguments in (
        {"filepath": "x"},
        {"filepath": "x.keras", "save_weights_only": True},
        {"filepath": "x.keras", "save_freq": "batch"},
        {"filepath": "x.keras", "save_freq": 0},
    ):
        with pytest.raises(ValueError, match="must end in|save_freq"):
            ModelCheckpoint(**arguments)
    with pytest.raises(ValueError, match="'val_loss'"):
        fit(network(), ModelCheckpoint(tmp_path / "{val_loss}.keras"))
    keep = ModelCheckpoint(tmp_path / "a.keras", mode="min", save_best_only=True)
    with pytest.warns(UserWarning, match="Can save best model only with val_loss"):
        fit(network(), keep, epochs=1)


class Break(Callback):
    """Ends a training as a power cut would."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if epoch == 2:
            raise KeyboardInterrupt


def test_a_broken_training_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = network()
    fit(whole, epochs=6)
    keep = BackupAndRestore(tmp_path / "backup", double_checkpoint=True)
    with pytest.raises(KeyboardInterrupt):
        fit(network(), keep, Break(), epochs=6)
    assert {"latest.weights.h5", "training_metadata.json"} < set(names(tmp_path / "backup"))
    again = network()
    history = fit(again, BackupAndRestore(tmp_path / "backup"), epochs=6)
    assert history.epoch == [3, 4, 5] and names(tmp_path) == []
    np.testing.assert_allclose(again.get_weights()[0], whole.get_weights()[0], rtol=1e-6)
    assert fit(again, epochs=2).epoch == [0, 1]


def test_backups_are_told_where_and_when(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="backup_dir"):
        BackupAndRestore("")
    with pytest.raises(ValueError, match="save_freq"):
        BackupAndRestore("x", save_freq="batch")
    keep = BackupAndRestore(tmp_path / "b", save_freq=1, delete_checkpoint=False)
    fit(network(), keep)
    written = json.loads((tmp_path / "b" / "training_metadata.json").read_text())
    assert (written["epoch"], written["batch"], written["steps"]) == (2, 1, 6)


def test_a_kill_between_the_two_files_of_a_backup_does_not_skip_an_epoch(tmp_path: Path) -> None:
    """The numbers are written first, so they may be those of a backup without weights."""
    folder = tmp_path / "b"
    keep = BackupAndRestore(folder, delete_checkpoint=False)
    model = network()
    fit(model, keep, epochs=1)
    first = BackupAndRestore(folder, delete_checkpoint=False)
    first.set_model(network())
    first.on_train_begin()
    assert first.model.first_epoch == 1
    fit(model, keep, epochs=2)
    weights = (folder / "latest.weights.h5").read_bytes()
    fit(model, keep, epochs=3)
    assert json.loads((folder / "training_metadata.json").read_text())["epoch"] == 3
    again = BackupAndRestore(folder, delete_checkpoint=False)
    again.set_model(network())
    again.on_train_begin()
    assert again.model.first_epoch == 3
    (folder / "latest.weights.h5").write_bytes(weights)
    again.on_train_begin()
    assert again.model.first_epoch == 2


@pytest.mark.parametrize("text", ["", "[]", "3", '{"epoch": -1}', '{"epoch": "os"}', '{"batch": 1}',
                                  '{"epoch": NaN}', '{"epoch": 1, "before": 7}'])  # fmt: skip
def test_a_damaged_backup_is_named(text: str, tmp_path: Path) -> None:
    keep = BackupAndRestore(tmp_path / "b", delete_checkpoint=False)
    fit(network(), keep, epochs=1)
    (tmp_path / "b" / "training_metadata.json").write_text(text)
    with pytest.raises(ValueError, match="training_metadata.json in .* is damaged"):
        fit(network(), keep, epochs=2)
