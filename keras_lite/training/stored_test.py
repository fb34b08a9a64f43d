"""Datasets of h5py as data: the same numbers as arrays, whichever way they lie in their file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import keras_lite as keras
from keras_lite.errors import KerasLiteWarning
from keras_lite.training import stored
from keras_lite.training.stored import StoredRows, open_rows

X = np.random.default_rng(0).standard_normal((60, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
WAYS: dict[str, dict[str, Any]] = {
    "in one piece": {},
    "in chunks": {"chunks": (7, 3)},
    "compressed": {"chunks": (16, 3), "compression": "gzip"},
}


@pytest.fixture(params=WAYS)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    with h5py.File(tmp_path / "data.h5", "w") as opened:
        opened.create_dataset("x", data=X, **WAYS[request.param])
        opened.create_dataset("y", data=Y)
        yield opened


@pytest.fixture(params=["read at once", "left on disk"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "left on disk":
        monkeypatch.setattr(stored, "READ_AT_ONCE", 0)
    return str(request.param)


def _model() -> Any:
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("shuffle", [True, False, "batch"])
@pytest.mark.filterwarnings("ignore:fit. rows of the dataset")
def test_training_is_that_of_the_arrays(file: Any, where: str, shuffle: Any) -> None:
    settings = {"batch_size": 8, "epochs": 2, "verbose": 0, "shuffle": shuffle}
    arrays = _model().fit(X, Y, validation_split=0.25, **settings).history
    model = _model()
    assert model.fit(file["x"], file["y"], validation_split=0.25, **settings).history == arrays
    assert np.array_equal(model.predict(file["x"], verbose=0), model.predict(X, verbose=0))
    assert model.evaluate(file["x"], file["y"], verbose=0) == model.evaluate(X, Y, verbose=0)


def test_large_datasets_stay_on_disk(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(open_rows(file["x"])) is np.ndarray
    monkeypatch.setattr(stored, "READ_AT_ONCE", 0)
    expected = np.memmap if file["x"].chunks is None else StoredRows
    assert type(open_rows(file["x"])) is expected


def test_rows_come_in_the_order_asked_for(file: Any) -> None:
    rows = StoredRows(file["x"], 10, 50)
    assert (len(rows), rows.shape, rows.ndim, rows.nbytes) == (40, (40, 3), 2, 480)
    near, far = np.array([5, 3, 4, 3]), np.array([39, 0, 20, 0])
    assert np.array_equal(rows.take(near), X[10:50][near])
    with pytest.warns(KerasLiteWarning, match="read in random order"):
        assert np.array_equal(rows.take(far), X[10:50][far])
    part = rows.part(slice(30, None)).part(slice(None, 4))
    assert np.array_equal(np.asarray(part), X[40:44])
    assert np.asarray(part, "float64").dtype == "float64"


def test_what_is_not_written_yet_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "READ_AT_ONCE", 0)
    with h5py.File(tmp_path / "new.h5", "w") as opened:
        rows = open_rows(opened.create_dataset("x", (4, 2), "float32"))
        assert np.array_equal(rows[0:4], np.zeros((4, 2)))


def test_texts_are_refused_as_in_arrays(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "texts.h5", "w") as opened:
        texts = opened.create_dataset("x", data=["a", "b"])
        with pytest.raises(ValueError, match="numbers are expected"):
            _model().predict(texts, verbose=0)
