from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from keras_lite.registry import names


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    """Each test leaves the tables as it found them."""
    held: list[Any] = [
        names._builtins,
        names._places,
        names._hooks,
        names._finders,
        names._custom,
        names._custom_names,
    ]
    before = [table.copy() for table in held]
    names._finders.clear()
    yield
    for table, old in zip(held, before, strict=True):
        table.clear()
        table.extend(old) if isinstance(table, list) else table.update(old)


def test_builtin_gives_a_place_and_is_found_under_every_name() -> None:
    @names.builtin("keras.made_up", "Cat", "HouseCat", also=("keras.old",))
    class Cat:
        pass

    assert names.place_of(Cat) == ("keras.made_up", "Cat")
    for module in ("keras.made_up", "keras.old"):
        for name in ("Cat", "HouseCat"):
            assert names.find_builtin(module, name) is Cat
    assert names.find_builtin("keras.made_up", "Dog") is None
    assert set(names.builtin_names("keras.old")) == {"Cat", "HouseCat"}


def test_the_first_place_of_an_object_stays() -> None:
    def purr() -> None:
        pass

    names.builtin("keras.losses")(purr)
    names.builtin("keras.metrics")(purr)
    assert names.place_of(purr) == ("keras.losses", "purr")
    assert names.find_builtin("keras.metrics", "purr") is purr
    assert names.find_function("purr") is purr


def test_a_subclass_has_no_place_of_its_own() -> None:
    @names.builtin("keras.made_up")
    class Cat:
        pass

    class Lion(Cat):
        pass

    assert names.place_of(Lion) is None
    assert names.place_of([]) is None


def test_hooks_see_each_object_once_early_or_late() -> None:
    class Early:
        pass

    class Late:
        pass

    seen: list[Any] = []
    names.builtin("keras.made_up")(Early)
    names.on_builtin(seen.append)
    names.builtin("keras.made_up")(Late)
    names.builtin("keras.other")(Late)
    assert seen.count(Early) == 1 and seen.count(Late) == 1


def test_finders_load_what_is_not_there_yet() -> None:
    asked = []

    def finder(module: str, name: str) -> Any:
        asked.append((module, name))
        return int if name == "Number" else None

    names.add_finder(finder)
    assert names.find_builtin("keras.made_up", "Number") is int
    assert names.find_builtin("keras.made_up", "Dog") is None
    assert asked == [("keras.made_up", "Number"), ("keras.made_up", "Dog")]


def test_register_and_look_up() -> None:
    @names.register_keras_serializable("My", "nm")
    def double(x: int) -> int:
        return 2 * x

    @names.register_keras_serializable()
    class Box:
        def get_config(self) -> dict[str, Any]:
            return {}

    assert names.get_registered_name(double) == "My>nm"
    assert names.get_registered_name(Box) == "Custom>Box"
    assert names.get_registered_name(len) == "len"
    assert names.get_registered_object("My>nm") is double
    assert names.get_registered_object("nm") is None
    assert names.get_custom_objects()["Custom>Box"] is Box


def test_a_class_without_get_config_is_refused() -> None:
    with pytest.raises(ValueError, match="class Bare has no `get_config`"):

        @names.register_keras_serializable()
        class Bare:
            pass


def test_scopes_nest_and_end() -> None:
    with names.CustomObjectScope({"a": 1}):
        with names.custom_object_scope({"b": 2}):
            assert names.get_registered_object("a") == 1
            assert names.get_registered_object("b") == 2
        assert names.get_registered_object("b") is None
        assert "a" not in names.get_custom_objects()
    assert names.get_registered_object("a") is None


def test_a_scope_comes_before_what_is_registered() -> None:
    names.get_custom_objects()["a"] = "registered"
    with names.CustomObjectScope({"a": "scope"}):
        assert names.get_registered_object("a", {"a": "given"}) == "scope"
    assert names.get_registered_object("a", {"a": "given"}) == "registered"
    assert names.get_registered_object("x", {"x": 1}, {"x": 2}) == 1
    assert names.get_registered_object("x", None, {"x": 2}) == 2


def test_scope_wants_a_dict() -> None:
    with pytest.raises(TypeError, match="`custom_objects` is 'a'"):
        names.CustomObjectScope("a")  # type: ignore[arg-type]
