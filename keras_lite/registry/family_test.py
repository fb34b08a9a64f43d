from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from keras_lite.errors import UnknownName
from keras_lite.registry import CustomObjectScope, Family, names, register_keras_serializable


class HouseCat:
    def __init__(self, lives: int = 9) -> None:
        self.lives = lives

    def __call__(self) -> int:
        return self.lives

    def get_config(self) -> dict[str, Any]:
        return {"lives": self.lives}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> HouseCat:
        return cls(**config)


class Lion(HouseCat):
    def __init__(self, pride: str) -> None:
        super().__init__(1)
        self.pride = pride


def purr() -> str:
    return "purr"


@pytest.fixture
def cats() -> Iterator[Family]:
    held: list[dict[Any, Any]] = [
        names._builtins,
        names._places,
        names._custom,
        names._custom_names,
    ]
    before = [table.copy() for table in held]
    family = Family("cat", "keras.cats", functions_by_name=True)
    family.add(HouseCat, "puss")
    family.add(Lion)
    family.add(purr)
    yield family
    for table, old in zip(held, before, strict=True):
        table.clear()
        table.update(old)


@pytest.mark.parametrize("name", ["HouseCat", "house_cat", "puss"])
def test_a_class_is_found_by_every_spelling_and_made(cats: Family, name: str) -> None:
    assert isinstance(cats.get(name), HouseCat)
    assert cats.get(name) is not cats.get(name)
    assert name in cats


def test_a_function_is_found_as_it_is(cats: Family) -> None:
    assert cats.get("purr") is purr


def test_objects_pass_through_and_classes_are_made(cats: Family) -> None:
    cat = HouseCat()
    assert cats.get(cat) is cat
    assert cats.get(purr) is purr
    assert isinstance(cats.get(HouseCat), HouseCat)


def test_none_stays_none_or_names_a_member(cats: Family) -> None:
    assert cats.get(None) is None
    cats.none = "purr"
    assert cats.get(None) is purr


def test_configurations(cats: Family) -> None:
    written = cats.serialize(HouseCat(3))
    assert written == {
        "module": "keras.cats",
        "class_name": "HouseCat",
        "config": {"lives": 3},
        "registered_name": None,
    }
    assert cats.deserialize(written).lives == 3
    assert cats.get(written).lives == 3
    assert cats.get({"class_name": "puss", "config": {"lives": 2}}).lives == 2
    assert cats.deserialize("house_cat").lives == 9
    assert cats.deserialize(None) is None


def test_functions_by_name(cats: Family) -> None:
    assert cats.serialize(purr) == "purr"
    cats.functions_by_name = False
    assert cats.serialize(purr)["config"] == "purr"
    assert cats.deserialize(cats.serialize(purr)) is purr


def test_a_users_function_is_written_under_its_registered_name(cats: Family) -> None:
    @register_keras_serializable("My")
    def growl() -> None:
        pass

    assert cats.serialize(growl)["config"] == "My>growl"
    assert cats.get("My>growl") is growl
    assert cats.deserialize(cats.serialize(growl)) is growl


def test_scopes_come_first(cats: Family) -> None:
    with CustomObjectScope({"purr": len, "meow": purr}):
        assert cats.get("purr") is len
        assert cats.get("meow") is purr
    assert cats.get("purr") is purr
    assert cats.deserialize("meow", custom_objects={"meow": purr}) is purr


def test_unknown_names_suggest_the_nearest(cats: Family) -> None:
    with pytest.raises(ValueError, match="no cat named 'housecat'. Did you mean 'HouseCat'"):
        cats.get("housecat")
    with pytest.raises(ValueError, match="Known names: HouseCat, Lion, purr"):
        cats.get("zebra")
    with pytest.raises(TypeError, match="Did you mean 'HouseCat'"):
        cats.get({"module": "keras.cats", "class_name": "HouseCats", "config": {}})


@pytest.mark.parametrize("value", [3, [], 2.5])
def test_other_things_are_refused(cats: Family, value: Any) -> None:
    with pytest.raises(ValueError, match="A cat was given as .*Known names: HouseCat"):
        cats.get(value)


def test_a_class_that_needs_arguments_says_so(cats: Family) -> None:
    with pytest.raises(TypeError, match=r"pride.*as in Lion\(\.\.\.\)"):
        cats.get("Lion")


def test_case_may_be_ignored_and_members_checked(cats: Family) -> None:
    family = Family(
        "dog", "keras.dogs", ignore_case=True, accepts=lambda dog: isinstance(dog, HouseCat)
    )
    family.add(HouseCat)
    assert isinstance(family.get("HOUSECAT"), HouseCat)
    written = {"class_name": "housecat", "config": {"lives": 1}}
    assert family.deserialize(written).lives == 1
    with pytest.raises(ValueError, match="A dog was given as"):
        family.get(purr)


def test_members_elsewhere_are_imported_when_asked_for(cats, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "here", SimpleNamespace(cats=cats))
    for file, member in (("big", "SnowLeopard"), ("small", "Wildcat")):
        (tmp_path / f"{file}_cats_of_a_test.py").write_text(
            f"from here import cats\n@cats.named({member[:4]!r})\n"
            f"class {member}:\n    def __call__(self): ...\n"
        )
    monkeypatch.syspath_prepend(str(tmp_path))
    cats.elsewhere({"SnowLeopard": "big_cats_of_a_test", "Wildcat": "small_cats_of_a_test"})
    assert type(cats.get("snow_leopard")).__name__ == "SnowLeopard"
    assert "small_cats_of_a_test" not in sys.modules
    assert "Wild" in cats, "a further name is found, too"
    assert {"SnowLeopard", "snow_leopard", "Snow", "Wildcat", "wildcat", "Wild"} <= set(cats)
    with pytest.raises(UnknownName, match="Did you mean 'Wildcat'"):
        cats.get("Wildcats")
