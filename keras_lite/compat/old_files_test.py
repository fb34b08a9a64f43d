"""Files under any name, as Keras 1 and 2 wrote them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.callbacks import ModelCheckpoint
from keras_lite.compat import eras

X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    return made


@pytest.mark.parametrize("name", ["model", "best.model", "run-1.ckpt", "model.hdf5", "model.h5"])
def test_models_of_any_name(name, model):
    with eras.era("keras2"):
        model.save(name)
        model.save(name, overwrite=True)
    loaded = keras.models.load_model(name)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))


@pytest.mark.parametrize("name", ["weights", "run-1.ckpt", "weights.hdf5", "weights.h5"])
def test_weights_of_any_name(name, model, tmp_path):
    with eras.era("keras1"):
        model.save_weights(name)
        model.save_weights(name, overwrite=True)
    other = keras.models.clone_model(model)
    other.load_weights(name)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with eras.era("keras1"), pytest.raises(ValueError, match="there already and overwrite=False"):
        model.save_weights(name, overwrite=False)


def test_formats_of_tensorflow_become_one_file(model):
    with eras.era("tf.keras"):
        with pytest.warns(UserWarning, match="'folder' becomes one HDF5 file"):
            model.save("folder", save_format="tf")
        with pytest.warns(UserWarning, match="'cp.ckpt' becomes one HDF5 file"):
            model.save_weights("cp.ckpt")
        model.save("model.keras")
    assert keras.models.load_model("folder").input_shape == (None, 2)
    model.load_weights("cp.ckpt")


def test_today_a_name_says_what_is_in_the_file(model):
    for refused in (
        lambda: model.save("model"),
        lambda: model.save_weights("weights"),
        lambda: model.save("folder", save_format="tf"),
        lambda: ModelCheckpoint("cp.ckpt", save_weights_only=True),
    ):
        with pytest.raises(ValueError, match=r"expected"):
            refused()


@pytest.mark.parametrize(
    ("pattern", "only_weights", "made"),
    [
        ("{epoch:02d}-{loss:.2f}.hdf5", False, "01-"),
        ("best.h5", True, "best.h5"),
        ("best.hdf5", True, "best.hdf5"),
    ],
)
def test_checkpoints_of_old_endings(pattern, only_weights, made, model, tmp_path):
    keep = ModelCheckpoint(pattern, save_weights_only=only_weights)
    assert keep.filepath == pattern
    model.fit(X, Y, verbose=0, callbacks=[keep])
    assert [path.name.startswith(made) for path in tmp_path.iterdir()] == [True]


@pytest.mark.parametrize("only_weights", [False, True])
def test_checkpoints_of_any_name(only_weights, model, tmp_path):
    with eras.era("keras2"):
        keep = ModelCheckpoint("cp-{epoch}", monitor="loss", save_weights_only=only_weights)
        model.fit(X, Y, epochs=2, verbose=0, callbacks=[keep])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cp-1", "cp-2"]


@pytest.mark.parametrize("by_place", [False, True])
def test_checkpoints_every_few_epochs(by_place, model, tmp_path):
    with eras.era("keras2"):
        if by_place:
            keep = ModelCheckpoint("{epoch}.h5", "loss", 0, False, False, "auto", 2)
        else:
            keep = ModelCheckpoint("{epoch}.h5", period=2)
        model.fit(X, Y, epochs=5, verbose=0, callbacks=[keep])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2.h5", "4.h5"]


def test_nothing_is_said_of_usual_names(model):
    with warnings.catch_warnings(), eras.era("tf.keras"):
        warnings.simplefilter("error")
        model.save("model.h5")
        model.save_weights("model.weights.h5")


@pytest.mark.parametrize(("metric", "written"), [("accuracy", "acc"), ("acc", "accuracy")])
def test_names_of_files_take_both_spellings(metric, written, model, tmp_path):
    model.compile("sgd", "mse", metrics=[metric])
    saves = ModelCheckpoint(f"w{{epoch:02d}}-{{val_{written}:.2f}}.keras", monitor=f"val_{written}")
    model.fit(X, Y, verbose=0, validation_data=(X, Y), callbacks=[saves])
    (path,) = tmp_path.glob("w01-*.keras")
    assert path.name in ("w01-0.00.keras", "w01-1.00.keras")
