from __future__ import annotations

import json
import os
import time
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite import Input, Layer, Model, Sequential, layers, ops, optimizers, registry
from keras_lite.errors import CannotDeserialize, InvalidFile, KerasLiteWarning, MissingFile
from keras_lite.saving import load_model

X = np.random.RandomState(0).normal(size=(20, 4)).astype("float32")
Y = X[:, :2] * 2 - 1


def network(optimizer: Any = "adam", **arguments: Any) -> Any:
    parts = [layers.Dense(6, "tanh", name="hidden"), layers.BatchNormalization(name="norm")]
    model = Sequential([Input((4,)), *parts, layers.Dense(2, name="out")], **arguments)
    model.compile(optimizer, "mse", metrics=["mae"])
    model.train_on_batch(X, Y)
    return model


def same_next_step(first: Any, second: Any) -> None:
    for _ in range(2):
        # Not to the bit: how an array lies in memory decides in which order it is summed.
        predicted = [model.predict(X, verbose=0) for model in (first, second)]
        np.testing.assert_allclose(*predicted, rtol=1e-6, atol=1e-6)
        first.train_on_batch(X, Y)
        second.train_on_batch(X, Y)


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m.hdf5"])
@pytest.mark.parametrize(
    "optimizer",
    [
        "sgd", "adam", "adamw", "adamax", "nadam", "rmsprop", "adagrad", "adadelta", "ftrl", "lion",
        optimizers.SGD(0.1, momentum=0.9), optimizers.Adam(amsgrad=True),
        optimizers.RMSprop(momentum=0.4, centered=True), optimizers.Adam(use_ema=True),
        optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 2, 0.5), momentum=0.5),
        optimizers.SGD(0.1, momentum=0.9, gradient_accumulation_steps=3),
    ],
    ids=lambda o: o if isinstance(o, str) else f"{type(o).__name__}-other",
)  # fmt: skip
def test_training_goes_on_where_it_was_saved(optimizer: Any, name: str, tmp_path: Path) -> None:
    given = optimizer if isinstance(optimizer, str) else type(optimizer).from_config(
        optimizer.get_config())  # fmt: skip
    model = network(given)
    model.save(tmp_path / name)
    same_next_step(model, load_model(tmp_path / name))


def test_what_is_left_out_on_request(tmp_path: Path) -> None:
    model = network()
    for name in ("m.keras", "m.h5"):
        model.save(tmp_path / name, include_optimizer=False)
        read = load_model(tmp_path / name, compile=False)
        assert not read.compiled
        np.testing.assert_array_equal(read.predict(X, verbose=0), model.predict(X, verbose=0))
    model.save(tmp_path / "as_h5", save_format="h5")
    assert load_model(tmp_path / "as_h5").count_params() == model.count_params()
    model.save(tmp_path / "folder.keras", zipped=False)
    assert (tmp_path / "folder.keras").is_dir()
    same_next_step(model, load_model(tmp_path / "folder.keras"))


@pytest.mark.parametrize("name", ["m.weights.h5", "m.h5"])
def test_weights_travel_alone(name: str, tmp_path: Path) -> None:
    model, other = network(), network()
    model.save_weights(tmp_path / name)
    other.load_weights(tmp_path / name)
    for ours, theirs in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    if "weights" in name:
        same_next_step(model, other)
    other.set_weights([w * 0 for w in other.get_weights()])
    whole = tmp_path / f"whole{'.keras' if 'weights' in name else '.h5'}"
    model.save(whole)
    other.load_weights(whole)
    np.testing.assert_array_equal(model.get_weights()[0], other.get_weights()[0])


@pytest.mark.parametrize("name", ["m.weights.h5", "m.h5"])
def test_weights_of_another_shape_change_nothing(name: str, tmp_path: Path) -> None:
    network().save_weights(tmp_path / name)
    wide = Sequential(
        [Input((4,)), layers.Dense(6, name="hidden"), layers.BatchNormalization(),
         layers.Dense(3, name="out")]
    )  # fmt: skip
    before = wide.get_weights()
    with pytest.raises(InvalidFile, match=rf"^{name}: layer 'out' .*\(6, 3\).*\(6, 2\)"):
        wide.load_weights(tmp_path / name)
    for ours, old in zip(wide.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, old)
    with pytest.warns(KerasLiteWarning, match="'out'"):
        wide.load_weights(tmp_path / name, skip_mismatch=True)
    assert not np.array_equal(wide.get_weights()[0], before[0])
    np.testing.assert_array_equal(wide.get_weights()[-2], before[-2])
    deeper = Sequential([Input((4,)), layers.Dense(6), layers.Dense(6), layers.Dense(2)])
    with pytest.raises(InvalidFile, match="layer 'dense(_[0-9]+)?' has"):
        deeper.load_weights(tmp_path / name)


def test_layers_by_name(tmp_path: Path) -> None:
    model = network()
    model.save_weights(tmp_path / "m.h5")
    parts = [layers.Dense(9, name="new"), layers.Dense(6), layers.Dense(2, name="out")]
    other = Sequential([Input((6,)), *parts])
    other.load_weights(tmp_path / "m.h5", by_name=True)
    np.testing.assert_array_equal(other.get_weights()[-2], model.get_weights()[-2])
    model.save_weights(tmp_path / "m.weights.h5")
    with pytest.raises(ValueError, match="by_name"):
        other.load_weights(tmp_path / "m.weights.h5", by_name=True)


class Scale(Layer):
    """A layer of a user's, with one inside, and a model of a user's below."""

    def __init__(self, start: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start = start
        self.inner = layers.Dense(4)
        self.more = [layers.Dense(4), layers.Dense(4)]

    def build(self, input_shape: Any) -> None:
        self.factor = self.add_weight((4,), "ones", name="factor")
        for layer in (self.inner, *self.more):
            layer.build(input_shape)

    def call(self, x: Any) -> Any:
        return self.more[1](self.more[0](self.inner(x))) * self.factor * self.start

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "start": self.start}


def test_classes_of_ones_own_are_found_by_registry_only(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    model = Sequential([Input((4,)), Scale(2.0, name="own"), layers.Dense(2)])
    model.compile("adam", "mse")
    model.train_on_batch(X, Y)
    model.save(path)
    with pytest.raises(CannotDeserialize, match=r"^m\.keras: layer 'own' is a Scale .*not regist"):
        load_model(path)
    same_next_step(model, load_model(path, custom_objects={"Scale": Scale}))
    with registry.custom_object_scope({"Scale": Scale}):
        assert load_model(path).get_layer("own").start == 2.0
    with zipfile.ZipFile(path) as archive, archive.open("model.weights.h5") as stream:
        import h5py

        found = list(h5py.File(stream, "r")["layers/scale"])
    assert sorted(found) == ["inner", "more", "vars"]


def test_an_unbuilt_model_of_ones_own(tmp_path: Path) -> None:
    class Own(Model):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.first, self.second = layers.Dense(3), layers.Dense(2)

        def call(self, x: Any) -> Any:
            return self.second(ops.tanh(self.first(x)))

    model = Own()
    with pytest.raises(ValueError, match="not built"):
        model.save_weights(tmp_path / "m.weights.h5")
    model.compile("sgd", "mse")
    model.train_on_batch(X, Y)
    model.save(tmp_path / "m.keras")
    same_next_step(model, load_model(tmp_path / "m.keras", custom_objects={"Own": Own}))
    with pytest.raises(ValueError, match=r"Save it as `\.keras`"):
        model.save(tmp_path / "m.h5")
    assert [p.name for p in tmp_path.iterdir()] == ["m.keras"]


def test_code_runs_only_from_files_of_ours_and_when_trusted(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    model = Sequential([Input((4,)), layers.Lambda(lambda x: x * 3.0, name="triple")])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save(path)
        with pytest.raises(ValueError, match="lambda"):
            model.save(tmp_path / "m.h5")
    with pytest.raises(InvalidFile, match=r"m\.keras: layer 'triple' holds Python byte code"):
        load_model(path)
    np.testing.assert_allclose(load_model(path, safe_mode=False)(X), X * 3)
    changed = repacked(path, "metadata.json", lambda data: {**data, "writer": "another"})
    with pytest.raises(InvalidFile, match="byte code"):
        load_model(changed, safe_mode=False)


def repacked(path: Path, member: str, change: Any) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = json.dumps(change(json.loads(members[member]))).encode()
    fresh = path.with_name("changed.keras")
    with zipfile.ZipFile(fresh, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return fresh


def changed_layer(path: Path, **arguments: Any) -> Path:
    def change(config: dict[str, Any]) -> dict[str, Any]:
        config["config"]["layers"][1]["config"].update(arguments)
        config["config"]["layers"][1].pop("build_config", None)
        return config

    return repacked(path, "config.json", change)


@pytest.mark.parametrize(
    "units", [-1, 0, 2.5, float("nan"), float("inf"), "8", None, [8], 10**9, 2**62, 2**70]
)
def test_impossible_sizes_are_refused_before_memory_is_taken(units: Any, tmp_path: Path) -> None:
    network().save(tmp_path / "m.keras")
    path, start = changed_layer(tmp_path / "m.keras", units=units), time.monotonic()
    with pytest.raises((InvalidFile, ValueError, TypeError), match=r"^changed\.keras: ") as caught:
        load_model(path)
    assert "hidden" in str(caught.value) or "units" in str(caught.value)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("Conv9D", "which keras_lite does not have"), ("Dens", "Did you mean 'Dense'")],
)
def test_a_missing_layer_is_named_with_the_file(kind: str, reason: str, tmp_path: Path) -> None:
    network().save(tmp_path / "m.keras")

    def change(config: dict[str, Any]) -> dict[str, Any]:
        config["config"]["layers"][1]["class_name"] = kind
        return config

    path = repacked(tmp_path / "m.keras", "config.json", change)
    wanted = rf"^changed\.keras: layer 'hidden' is a {kind}.*{reason}"
    with pytest.raises(CannotDeserialize, match=wanted):
        load_model(path)


def test_archives_are_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    network().save(path)
    data = bytearray(path.read_bytes())
    place = data.find(b"\x89HDF") + 5000
    data[place] ^= 1
    damaged = tmp_path / "damaged.keras"
    damaged.write_bytes(bytes(data))
    with pytest.raises(InvalidFile, match="check sum"):
        load_model(damaged)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("config.json", "{}")
    with pytest.raises(InvalidFile, match=r"m\.keras: the archive has 'config\.json' twice"):
        load_model(path)
    folder = tmp_path / "folder.keras"
    network().save(folder, zipped=False)
    (folder / "model.weights.h5").unlink()
    os.symlink(damaged, folder / "model.weights.h5")
    with pytest.raises(InvalidFile, match=r"no 'model\.weights\.h5'"):
        load_model(folder)


def test_missing_and_other_files(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="there is no file"):
        load_model(tmp_path / "nowhere.keras")
    with pytest.raises(FileNotFoundError):
        network().load_weights(tmp_path / "nowhere.weights.h5")
    other = tmp_path / "other.keras"
    other.write_text("hello")
    with pytest.raises(InvalidFile, match=r"other\.keras: .*neither"):
        load_model(other)
    for arguments in ({"colour": 1}, {"save_format": "tf"}):
        with pytest.raises(ValueError, match="colour|SavedModel"):
            network().save(tmp_path / "m.keras", **arguments)
    with pytest.raises(ValueError, match=r"\.weights\.h5"):
        network().save_weights(tmp_path / "m.npz")


def test_slots_of_the_time_before_tf_2_11_are_kept_together(tmp_path: Path) -> None:
    """Keras 2.0 to 2.10 wrote all first means, then all second ones."""
    import h5py

    model = network(optimizers.Adam(0.01))
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        group = file["optimizer_weights"]
        names = [name.decode() for name in group.attrs["weight_names"]]
        arrays = {name: group[name][()] for name in names}
        del file["optimizer_weights"]
        group = file.create_group("optimizer_weights")
        old = ["training/Adam/iter:0"]
        group.create_dataset(old[0], data=arrays["iteration:0"])
        for role in ("m", "v"):
            for name in [n for n in names if n.startswith(f"Adam/{role}/")]:
                old.append(f"training/Adam/{name.split('/', 2)[2][:-2]}/{role}:0")
                group.create_dataset(old[-1], data=arrays[name])
        group.attrs["weight_names"] = [name.encode() for name in old]
    same_next_step(model, load_model(tmp_path / "m.h5"))
