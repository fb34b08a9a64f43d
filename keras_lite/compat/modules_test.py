"""Every row of the tables of modules and names; what no row says stays unknown."""

from __future__ import annotations

import importlib
import sys

import pytest

from keras_lite.compat import importer, modules, names, not_yet, removed


@pytest.fixture(scope="module")
def front_door():
    """keras_lite in front of whatever is installed, for all tests of this file."""
    names = ("keras", "tensorflow", "tf_keras")
    held = {n: sys.modules.pop(n) for n in list(sys.modules) if n.partition(".")[0] in names}
    importer.install()
    yield
    importer.uninstall()
    sys.modules.update(held)


# Keras 3 still publishes these: its classes only say that they are gone.
_GONE_BUT_PUBLISHED = {"optimizers.legacy", "legacy", "legacy.saving", "mixed_precision"}


@pytest.mark.parametrize("row", modules.MODULES, ids=lambda row: row.old)
def test_a_moved_module_points_at_a_published_one(row, front_door):
    assert row.new == "" or row.new in modules.PUBLIC
    assert row.old not in modules.PUBLIC or row.old in _GONE_BUT_PUBLISHED
    place = f"keras_lite.{row.new}".rstrip(".")
    assert modules.target(row.old) == place
    assert _is_version(row.dropped)
    found = importlib.import_module(f"keras.{row.old}")
    assert vars(found)["_target"] is importlib.import_module(place)
    names = [name for name in dir(importlib.import_module(place)) if name[0].isupper()]
    if names:
        assert getattr(found, names[0]) is getattr(importlib.import_module(place), names[0])


def test_no_module_has_two_rows():
    assert len({row.old for row in modules.MODULES}) == len(modules.MODULES)


@pytest.mark.parametrize("row", modules.NESTED, ids=lambda row: row.path)
def test_modules_stand_once_more_in_a_nested_package(row, front_door):
    import keras_lite

    assert importlib.import_module(f"keras.{row.path}").layers.Dense is keras_lite.layers.Dense
    core = importlib.import_module(f"keras.{row.path}.layers.core")
    assert core.Dense is keras_lite.layers.Dense
    assert not row.dropped or _is_version(row.dropped.removeprefix("TensorFlow "))


@pytest.mark.parametrize("root", modules.ROOTS, ids=lambda row: row.path)
def test_under_every_root_the_same_modules_are_found(root, front_door):
    assert modules.is_front_door(root.path)
    assert modules.below_root(root.path) == ""
    assert modules.below_root(f"{root.path}.layers.core") == "layers.core"
    import keras_lite

    found = importlib.import_module(f"{root.path}.layers.core")
    assert found.Dense is keras_lite.layers.Dense


def test_what_is_no_part_of_keras():
    assert modules.below_root("tensorflow.nn") is None
    assert modules.below_root("kerastuner") is None
    assert not modules.is_front_door("kerastuner")
    assert modules.target("layers.dens") is None


@pytest.mark.parametrize("row", names.NAMES, ids=lambda row: f"{row.module}.{row.old}")
def test_a_renamed_name(row):
    assert row.module in modules.PUBLIC
    assert names.renamed(row.module, row.old) == row.new
    assert names.renamed(row.module, row.new) == row.new
    assert _is_version(row.dropped)


@pytest.mark.parametrize("row", removed.REMOVED, ids=lambda row: row.path)
def test_a_removed_name_comes_with_advice(row, front_door):
    place, _, name = row.path.rpartition(".")
    assert place in modules.PUBLIC
    assert row.instead.endswith(".")
    assert removed.advice(row.path) == f" Keras dropped it in version {row.dropped}. {row.instead}"
    assert _is_version(row.dropped)
    found = getattr(importlib.import_module(f"keras.{place}"), name)
    with pytest.raises(NotImplementedError, match=f"{name} was used. Keras dropped it in version"):
        found(1)
    assert not hasattr(importlib.import_module(f"keras_lite.{place}"), name)


NOT_YET = [(module, name) for module in not_yet.NOT_YET for name in not_yet.names_in(module)]


@pytest.mark.parametrize(("module", "name"), NOT_YET)
def test_what_is_not_there_yet_can_be_imported_but_not_used(module, name, front_door):
    assert not hasattr(importlib.import_module(f"keras_lite.{module}"), name), "take the row out"
    found = getattr(importlib.import_module(f"keras.{module}"), name)
    assert found is getattr(importlib.import_module(f"tensorflow.keras.{module}"), name)
    message = f"keras.{module}.{name} was used. It is part of Keras, but keras_lite does not have"
    with pytest.raises(NotImplementedError, match=message):
        found(3, activation="relu")
    if isinstance(found, type):
        assert not isinstance(found, importer.FrontDoor) and not isinstance(3, found)
        with pytest.raises(NotImplementedError, match=message):
            type("Own", (found,), {})


def test_what_is_not_there_yet_comes_with_the_others(front_door):
    namespace = {}
    exec("from keras.layers import *\nfrom keras.optimizers import *", namespace)
    with pytest.raises(NotImplementedError, match="Conv2D was used"):
        namespace["Conv2D"](8, 3)
    assert namespace["merge"] is not None and namespace["sgd"] is namespace["SGD"]


def test_no_advice_on_what_was_never_there():
    assert removed.advice("layers.Dense") == ""


def _is_version(text):
    return len(text.split(".")) == 2 and all(part.isdigit() for part in text.split("."))
