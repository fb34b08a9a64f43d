from __future__ import annotations

import importlib
import pickle
import sys
import types
from concurrent.futures import ThreadPoolExecutor

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


@pytest.fixture
def zoo(tmp_path, monkeypatch):
    """A package on disk whose module `seals` notes each time that its file is run."""
    folder = tmp_path / "zoo"
    (folder / "birds").mkdir(parents=True)
    table = '{"seals": "zoo.seals:", "birds": "zoo.birds:", "broken": "zoo.broken:"}'
    (folder / "__init__.py").write_text(
        "from keras_lite.lazy import lazy_names\nruns = []\n"
        f"__getattr__, __dir__, __all__ = lazy_names(__name__, {table})\n"
    )
    (folder / "seals.py").write_text(
        "import time, zoo\nzoo.runs.append(__name__)\ntime.sleep(0.05)\nname = 'Sealy'\n"
    )
    (folder / "broken.py").write_text("import zoo\nzoo.runs.append(__name__)\n1 / 0\n")
    (folder / "birds" / "__init__.py").write_text("from zoo.birds.owl import Owl\n")
    (folder / "birds" / "owl.py").write_text(
        "import zoo\nzoo.runs.append(__name__)\nOwl = object()"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("zoo")
    for name in [name for name in sys.modules if name.partition(".")[0] == "zoo"]:
        del sys.modules[name]


def test_a_module_is_run_when_something_is_taken_from_it(zoo):
    seals = zoo.seals
    assert zoo.runs == [] and sys.modules["zoo.seals"] is seals
    assert seals.name == "Sealy"
    assert zoo.runs == ["zoo.seals"] and type(seals) is types.ModuleType


def test_importing_an_unread_module_runs_it(zoo):
    seals = zoo.seals
    assert importlib.import_module("zoo.seals") is seals
    assert zoo.runs == ["zoo.seals"]


def test_threads_wait_for_the_one_that_runs_the_module(zoo):
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: zoo.seals.name, range(8)))
    assert names == ["Sealy"] * 8
    assert zoo.runs == ["zoo.seals"]


def test_a_module_that_fails_fails_every_time(zoo):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            zoo.broken.name  # noqa: B018
    assert zoo.runs == ["zoo.broken"] * 2


def test_no_module_of_a_package_is_run_twice(zoo):
    assert zoo.birds is sys.modules["zoo.birds"]
    owl = importlib.import_module("zoo.birds.owl")
    assert owl.Owl is zoo.birds.Owl
    assert zoo.runs == ["zoo.birds.owl"]
