"""Encoding and decoding are tested together: what is written has to be read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from keras_lite.registry import (
    CustomObjectScope,
    ObjectSharingScope,
    builtin,
    deserialize_keras_object,
    names,
    register_keras_serializable,
    serialize_keras_object,
)


class Box:
    """What a serializable class of a user looks like."""

    def __init__(self, size: int = 1, inner: Any = None) -> None:
        self.size = size
        self.inner = inner

    def get_config(self) -> dict[str, Any]:
        return {"size": self.size, "inner": serialize_keras_object(self.inner)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Box:
        config = dict(config)
        config["inner"] = deserialize_keras_object(config.get("inner"))
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Box) and vars(self) == vars(other)

    __hash__ = object.__hash__


class Own(Box):
    """Stands for one of the library's own classes."""


def activate(x: float) -> float:
    """Stands for one of the library's own functions."""
    return x


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    held: list[dict[Any, Any]] = [
        names._builtins,
        names._places,
        names._custom,
        names._custom_names,
    ]
    before = [table.copy() for table in held]
    builtin("keras.made_up", "Own")(Own)
    builtin("keras.activations")(activate)
    yield
    for table, old in zip(held, before, strict=True):
        table.clear()
        table.update(old)


# Recorded from Keras 3.15.1: the value, and what it is written as.
@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (3, 3),
        (1.5, 1.5),
        ("a", "a"),
        (True, True),
        ({"a": [1, None]}, {"a": [1, None]}),
        (b"ab", {"class_name": "__bytes__", "config": {"value": "ab"}}),
        (
            slice(1, None, 2),
            {"class_name": "__slice__", "config": {"start": 1, "stop": None, "step": 2}},
        ),
        (..., {"class_name": "__ellipsis__", "config": {}}),
    ],
)
def test_plain_values_round_trip(value: Any, written: Any) -> None:
    assert serialize_keras_object(value) == written
    assert deserialize_keras_object(json.loads(json.dumps(written))) == value


def test_numpy_scalars_become_python_numbers() -> None:
    for value, wanted in ((np.float32(1.5), 1.5), (np.int64(3), 3), (np.bool_(True), True)):
        written = serialize_keras_object(value)
        assert written == wanted and type(written) is type(wanted)
    assert serialize_keras_object(np.dtype("float32")) == "float32"


def test_arrays_round_trip() -> None:
    written = serialize_keras_object(np.arange(3.0))
    assert written == {
        "class_name": "__numpy__",
        "config": {"value": [0.0, 1.0, 2.0], "dtype": "float64"},
    }
    read = deserialize_keras_object(written)
    assert read.dtype == np.float64 and read.tolist() == [0.0, 1.0, 2.0]
    tensor = {"class_name": "__tensor__", "config": {"value": [1], "dtype": "float32"}}
    assert deserialize_keras_object(tensor).dtype == np.float32


def test_tuples_come_back_as_lists() -> None:
    assert serialize_keras_object([1, (2, 3)]) == [1, (2, 3)]
    assert deserialize_keras_object((1, (2, 3))) == [1, [2, 3]]


def test_own_classes_travel_under_their_published_module() -> None:
    written = serialize_keras_object(Own(2))
    assert written == {
        "module": "keras.made_up",
        "class_name": "Own",
        "config": {"size": 2, "inner": None},
        "registered_name": None,
    }
    read = deserialize_keras_object(written)
    assert type(read) is Own and read == Own(2)


def test_own_functions_travel_by_name() -> None:
    written = serialize_keras_object(activate)
    assert written == {
        "module": "builtins",
        "class_name": "function",
        "config": "activate",
        "registered_name": "function",
    }
    assert deserialize_keras_object(written) is activate


def test_registered_classes_and_functions_round_trip() -> None:
    register_keras_serializable("My")(Box)

    @register_keras_serializable("My", "nm")
    def double(x: int) -> int:
        return 2 * x

    written = serialize_keras_object(Box(2, Own(3)))
    assert written["registered_name"] == "My>Box" and written["class_name"] == "Box"
    assert written["module"] == Box.__module__
    assert deserialize_keras_object(json.loads(json.dumps(written))) == Box(2, Own(3))
    assert serialize_keras_object(double)["config"] == "My>nm"
    assert deserialize_keras_object(serialize_keras_object(double)) is double


def test_a_class_of_the_script_itself_has_no_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Box, "__module__", "__main__")
    assert serialize_keras_object(Box())["module"] is None


def test_unregistered_classes_need_custom_objects() -> None:
    written = serialize_keras_object(Box(2))
    with pytest.raises(TypeError, match="no class 'Box'.*register_keras_serializable"):
        deserialize_keras_object(written)
    assert deserialize_keras_object(written, custom_objects={"Box": Box}) == Box(2)
    with CustomObjectScope({"Box": Box}):
        assert deserialize_keras_object(written) == Box(2)


def test_nothing_is_imported_because_a_configuration_says_so() -> None:
    for module, name in (("os", "system"), ("keras_lite.tree", "flatten"), ("builtins", "eval")):
        with pytest.raises(TypeError, match="there is no class"):
            deserialize_keras_object({"module": module, "class_name": name, "config": {}})


def test_a_misspelt_class_is_answered_with_the_nearest() -> None:
    with pytest.raises(TypeError, match="Did you mean 'Own'"):
        deserialize_keras_object({"module": "keras.made_up", "class_name": "Onw", "config": {}})


def test_module_objects_are_asked_when_no_module_is_given() -> None:
    config = {"class_name": "B", "config": {"size": 4}}
    assert deserialize_keras_object(config, module_objects={"B": Box}) == Box(4)
    assert deserialize_keras_object("B", module_objects={"B": Box}) == Box()
    assert deserialize_keras_object("relu") == "relu"


def test_refused_arguments_show_the_configuration() -> None:
    config = {"module": "keras.made_up", "class_name": "Own", "config": {"weight": 1}}
    with pytest.raises(TypeError, match=r"Own could not be made from .*'weight': 1"):
        deserialize_keras_object(config)


@pytest.mark.parametrize("value", [{1}, 1j, Own, object()])
def test_what_cannot_be_written_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be saved"):
        serialize_keras_object(value)


def test_get_config_must_return_a_dict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Box, "get_config", lambda self: [1])
    with pytest.raises(TypeError, match=r"Box.get_config returned \[1\]"):
        serialize_keras_object(Box())


def test_lambdas_are_read_only_on_request() -> None:
    shift = 10
    with pytest.warns(UserWarning, match="byte code"):
        written = serialize_keras_object(lambda x, y=1: x + y + shift)
    assert written["class_name"] == "__lambda__"
    with pytest.raises(ValueError, match="safe_mode=False"):
        deserialize_keras_object(written)
    assert deserialize_keras_object(written, safe_mode=False)(5) == 16
    assert deserialize_keras_object([written], safe_mode=False)[0](5) == 16


def test_build_and_compile_configurations_are_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    monkeypatch.setattr(
        Own, "get_build_config", lambda self: {"input_shape": (None, 3)}, raising=False
    )
    monkeypatch.setattr(Own, "get_compile_config", lambda self: {"loss": "mse"}, raising=False)
    monkeypatch.setattr(
        Own, "build_from_config", lambda self, config: calls.append(config), raising=False
    )
    monkeypatch.setattr(
        Own, "compile_from_config", lambda self, config: calls.append(config), raising=False
    )
    written = serialize_keras_object(Own())
    assert written["build_config"] == {"input_shape": (None, 3)}
    read = deserialize_keras_object(json.loads(json.dumps(written)))
    assert calls == [{"input_shape": [None, 3]}, {"loss": "mse"}]
    assert read.built and read.compiled


def test_shared_objects_are_marked_and_shared_again() -> None:
    own = Own(5)
    with ObjectSharingScope():
        first, second, third = serialize_keras_object([own, own, own])
    assert "shared_object_id" not in first
    assert second["shared_object_id"] == third["shared_object_id"]
    read = deserialize_keras_object([first, second, third])
    assert read[1] is read[2] and read[0] is not read[1]
    assert "shared_object_id" not in serialize_keras_object([own, own])[1]
