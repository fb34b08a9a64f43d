"""Classes and functions of a user's in files: found by registration alone, in every form."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lite import (
    Input,
    Sequential,
    initializers,
    layers,
    models,
    ops,
    optimizers,
    regularizers,
    saving,
)
from keras_lite.errors import CannotDeserialize
from keras_lite.registry import names

X = np.random.RandomState(0).normal(size=(8, 3)).astype("float32")


class Scale(layers.Layer):
    """y = x * w * k."""

    def __init__(self, k: float = 2.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.k = k

    def build(self, input_shape: Any) -> None:
        self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="w")

    def call(self, x: Any) -> Any:
        return x * self.w * self.k

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "k": self.k}


class Thirds(initializers.Initializer):
    """A third everywhere."""

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Any:
        return ops.ones(shape, dtype) / 3

    def get_config(self) -> dict[str, Any]:
        return {}


class Small(regularizers.Regularizer):
    """A penalty."""

    def __call__(self, x: Any) -> Any:
        return 0.01 * ops.sum(ops.square(x))

    def get_config(self) -> dict[str, Any]:
        return {}


class Slow(optimizers.SGD):
    """SGD under a name of its own."""


def bent(x: Any) -> Any:
    return ops.tanh(x) * 2


def doubled(y: Any, p: Any) -> Any:
    return ops.mean(ops.square(y - p) * 2, axis=-1)


def apart(y: Any, p: Any) -> Any:
    return ops.mean(ops.abs(y - p))


OWN = {f.__name__: f for f in (Scale, Thirds, Small, Slow, bent, doubled, apart)}


def network() -> Any:
    dense = layers.Dense(2, bent, kernel_initializer=Thirds(), kernel_regularizer=Small())
    model = Sequential([Input((3,)), Scale(3.0, name="own"), dense])
    model.compile(Slow(0.1, momentum=0.9), doubled, metrics=[apart])
    model.train_on_batch(X, X[:, :2])
    return model


def same(model: Any, other: Any) -> None:
    for _ in range(2):
        np.testing.assert_allclose(model(X), other(X), rtol=1e-6, atol=1e-6)
        for one in (model, other):
            one.train_on_batch(X, X[:, :2])
    assert type(other.optimizer) is Slow and other.get_layer("own").k == 3.0
    assert other.metrics_names == model.metrics_names == ["loss", "apart"]


@pytest.fixture
def registered() -> Iterator[None]:
    """The classes and functions above, in a package of their own, until the test is over."""
    tables: list[dict[Any, Any]] = [names._custom, names._custom_names]
    before = [table.copy() for table in tables]
    for found in OWN.values():
        saving.register_keras_serializable("shop")(found)
    yield
    for table, old in zip(tables, before, strict=True):
        table.clear()
        table.update(old)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_without_registration_they_are_asked_for(ending: str, tmp_path: Path) -> None:
    model, path = network(), tmp_path / f"m{ending}"
    model.save(path)
    wanted = rf"^m{ending}: layer 'own' is a Scale.*custom_objects={{'Scale'"
    with pytest.raises(CannotDeserialize, match=wanted):
        models.load_model(path)
    for name in OWN:
        rest = {k: v for k, v in OWN.items() if k != name}
        with pytest.raises((CannotDeserialize, ValueError), match=rf"^m{ending}: .*{name}"):
            models.load_model(path, custom_objects=rest)
    same(model, models.load_model(path, custom_objects=OWN))
    with saving.custom_object_scope(OWN):
        same(network(), models.load_model(path))
    seen = {k: v for k, v in OWN.items() if k not in ("Slow", "doubled", "apart")}
    assert not models.load_model(path, custom_objects=seen, compile=False).compiled


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.usefixtures("registered")
def test_registered_ones_are_found(ending: str, tmp_path: Path) -> None:
    model, path = network(), tmp_path / f"m{ending}"
    model.save(path)
    same(model, models.load_model(path))
    again = models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    np.testing.assert_allclose(again(X), model(X), rtol=1e-6)


@pytest.mark.parametrize("ending", [".keras", ".h5", ".json"])
def test_no_module_is_imported_because_a_file_names_it(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evil_shop.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(Scale, "__module__", "evil_shop")
    model, path = network(), tmp_path / f"m{ending}"
    if ending == ".json":
        path.write_text(model.to_json())
    else:
        model.save(path)
    read = {".json": lambda: models.model_from_json(path.read_text())}
    with pytest.raises(CannotDeserialize, match="'own' is a Scale"):
        read.get(ending, lambda: models.load_model(path))()
    assert "evil_shop" not in sys.modules
