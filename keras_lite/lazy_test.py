from __future__ import annotations

import pickle
import sys
import types

import pytest

from keras_lite.lazy import lazy_names


@pytest.fixture
def package(monkeypatch):
    """A package `pets` whose names live in `pets.cats`, which counts how often it is read."""
    cats = types.ModuleType("pets.cats")
    cats.Cat, cats.Tiger = object(), object()
    pets = types.ModuleType("pets")
    table = {"Cat": "pets.cats", "BigCat": "pets.cats:Tiger", "cats": "pets.cats:"}
    pets.__getattr__, pets.__dir__, pets.__all__ = lazy_names("pets", table, eager=["version"])
    monkeypatch.setitem(sys.modules, "pets", pets)
    monkeypatch.setitem(sys.modules, "pets.cats", cats)
    return pets


def test_the_three_forms_of_a_place(package):
    cats = sys.modules["pets.cats"]
    assert package.Cat is cats.Cat
    assert package.BigCat is cats.Tiger
    assert package.cats is cats


def test_a_name_is_looked_up_once(package):
    first = package.Cat
    sys.modules["pets.cats"].Cat = object()
    assert package.Cat is first


def test_names_are_listed_before_they_are_loaded(package):
    assert package.__all__ == ["BigCat", "Cat", "cats", "version"]
    assert {"BigCat", "Cat", "cats"} <= set(dir(package))
    assert "Cat" not in vars(package)


def test_star_import_brings_every_name(package):
    package.version = "1"
    namespace = {}
    exec("from pets import *", namespace)
    assert {"BigCat", "Cat", "cats", "version"} <= set(namespace)


def test_an_unknown_name_names_its_neighbour(package):
    with pytest.raises(AttributeError, match=r"'pets' has no attribute 'Catt'. Did you mean 'Cat'"):
        package.Catt  # noqa: B018
    assert not hasattr(package, "Dog")


def test_an_unknown_name_costs_nothing_until_it_is_read(package, monkeypatch):
    monkeypatch.setattr("keras_lite.lazy.suggest", lambda name, known: " Looked for.")
    with pytest.raises(AttributeError) as caught:
        package.Catt  # noqa: B018
    assert caught.value.name == "Catt"
    assert str(pickle.loads(pickle.dumps(caught.value))).endswith("'Catt'. Looked for.")
