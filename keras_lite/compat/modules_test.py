"""Every row of the tables of modules and names; what no row says stays unknown."""

from __future__ import annotations

import pytest

from keras_lite.compat import modules, names, removed


@pytest.mark.parametrize("row", modules.MODULES, ids=lambda row: row.old)
def test_a_moved_module_points_at_a_published_one(row):
    assert row.new == "" or row.new in modules.PUBLIC
    # Keras 3 still publishes that one: its classes only say that they are gone.
    assert row.old not in modules.PUBLIC or row.old == "optimizers.legacy"
    assert modules.target(row.old) == f"keras_lite.{row.new}".rstrip(".")
    assert _is_version(row.dropped)


@pytest.mark.parametrize("root", modules.ROOTS, ids=lambda row: row.path)
def test_under_every_root_the_same_modules_are_found(root):
    assert modules.is_front_door(root.path)
    assert modules.below_root(root.path) == ""
    assert modules.below_root(f"{root.path}.layers.core") == "layers.core"


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
def test_a_removed_name_comes_with_advice(row):
    assert row.path.rpartition(".")[0] in modules.PUBLIC
    assert row.instead.endswith(".")
    assert removed.advice(row.path) == f" Keras dropped it in version {row.dropped}. {row.instead}"
    assert _is_version(row.dropped)


def test_no_advice_on_what_was_never_there():
    assert removed.advice("layers.Dense") == ""


def _is_version(text):
    return len(text.split(".")) == 2 and all(part.isdigit() for part in text.split("."))
