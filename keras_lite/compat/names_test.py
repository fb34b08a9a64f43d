"""Old names lead to what replaced them, through the front door and in keras_lite itself."""

from __future__ import annotations

import importlib
import sys
import types

import numpy as np
import pytest

import keras_lite as keras
from keras_lite.compat import importer, names


@pytest.fixture
def front_door():
    held = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_real(name)}
    importer.install()
    yield
    importer.uninstall()
    sys.modules.update(held)


def _is_real(name):
    return name.partition(".")[0] in ("keras", "tensorflow", "tf_keras")


def present(row):
    place, _, attribute = row.new.rpartition(":")
    module = importlib.import_module(place or f"keras_lite.{row.module}")
    return getattr(module, attribute) if attribute in dir(module) else None


THERE = [row for row in names.NAMES if present(row) is not None]


@pytest.mark.parametrize("row", THERE, ids=lambda row: f"{row.module}.{row.old}")
def test_an_old_name(row, front_door):
    new = present(row)
    ours = getattr(importlib.import_module(f"keras_lite.{row.module}"), row.old)
    if isinstance(ours, types.ModuleType):  # a file of that name, which can be called
        assert row.old in (
            "merge",
            "sgd",
            *(r.old for r in names.NAMES if r.module == "optimizers"),
        )
        assert ours.__dict__["_called"] is new
    else:
        assert ours is new
    namespace = {}
    for root in ("keras", "tensorflow.keras"):
        exec(f"from {root}.{row.module} import {row.old} as found", namespace)
        found = namespace["found"]
        assert found is new or row.old == "merge"  # a module too, see below
    exec(f"from keras_lite.{row.module} import {row.old} as found", namespace)
    assert namespace["found"] is ours


@pytest.mark.parametrize(
    "row", [row for row in names.NAMES if row not in THERE], ids=lambda row: row.old
)
def test_an_old_name_of_what_is_not_there_yet(row, front_door):
    found = getattr(importlib.import_module(f"keras.{row.module}"), row.old)
    with pytest.raises(NotImplementedError, match=f"keras.{row.module}.{row.old} was used. It is"):
        found()


FAMILIES = [
    row
    for row in THERE
    if row.module in ("losses", "constraints", "regularizers") and row.old != "Reduction"
]


@pytest.mark.parametrize("row", FAMILIES, ids=lambda row: row.old)
def test_an_old_name_as_a_string(row):
    family = getattr(keras, row.module)
    old, new = family.get(row.old), family.get(row.new)
    assert old is new or type(old) is type(new)


def test_merge_was_a_module_and_a_function(front_door):
    from keras.layers import merge
    from keras.layers.merge import concatenate

    a, b = keras.Input((3,)), keras.Input((3,))
    assert concatenate([a, b]).shape == (None, 6)
    expected = {"sum": 3, "mul": 3, "ave": 3, "max": 3, "concat": 6, "dot": 1, "cos": 1}
    for mode, width in expected.items():
        assert merge([a, b], mode=mode).shape == (None, width)
    with pytest.raises(ValueError, match="'adds', but the name of a mode .* sum, mul, ave"):
        merge([a, b], mode="adds")
    assert keras.layers.merge([a, b]).shape == (None, 3)
    with pytest.raises(TypeError, match="module 'keras.layers.core' is not callable"):
        importlib.import_module("keras.layers.core")()


def test_classes_of_probabilities():
    y = np.array([[0.1, 0.9], [0.8, 0.2]])
    assert keras.utils.probas_to_classes(y).tolist() == [1, 0]
    assert keras.utils.probas_to_classes(y[:, :1]).tolist() == [0, 1]
