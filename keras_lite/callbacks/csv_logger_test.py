"""The table that a training leaves in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pytest

from keras_lite.callbacks import CSVLogger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


def write(path: Path, epochs: list[dict[str, Any]], **arguments: Any) -> str:
    logger = CSVLogger(path, **arguments)
    logger.on_train_begin()
    for epoch, logs in enumerate(epochs):
        logger.on_epoch_end(epoch, logs)
    logger.on_train_end()
    return path.read_bytes().decode()


def test_columns_are_those_of_the_first_epoch(path: Path) -> None:
    text = write(path, [{"loss": 1.0, "val_loss": 2.0, "acc": 0.5}, {"loss": 0.5, "new": 9}])
    assert text == "epoch,acc,loss,val_loss\r\n0,0.5,1.0,2.0\r\n1,NA,0.5,NA\r\n"


def test_room_for_a_validation_that_comes_later(path: Path) -> None:
    text = write(path, [{"a": 1}, {"a": 2, "val_a": 3}], separator=";")
    assert text == "epoch;a;val_a\r\n0;1;NA\r\n1;2;3\r\n"


def test_append_or_replace(path: Path) -> None:
    first = write(path, [{"a": 1}], append=True)
    assert first == "epoch,a,val_a\r\n0,1,NA\r\n"
    assert write(path, [{"a": 2}], append=True) == first + "0,2,NA\r\n"
    assert write(path, [{"a": 3}]) == "epoch,a,val_a\r\n0,3,NA\r\n"


def test_several_values_in_one_cell(path: Path) -> None:
    text = write(path, [{"a": [1, 2], "s": "x, y", "z": numpy.array(3.0), "val_a": None}])
    assert text.splitlines()[1] == '0,"""[1, 2]""","x, y",,3.0'


def test_the_file_can_be_read_while_the_training_runs(path: Path) -> None:
    logger = CSVLogger(str(path))
    logger.on_train_begin()
    logger.on_epoch_end(0, {"a": 1})
    assert path.read_text().splitlines() == ["epoch,a,val_a", "0,1,NA"]
    logger.on_train_end()
    logger.on_train_end()  # nothing left to close
