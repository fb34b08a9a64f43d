"""A layer as plain data: the arguments of its constructor, found from its signature."""

from __future__ import annotations

import inspect
from typing import Any

from keras_lite import activations, constraints, initializers, registry, regularizers

_FAMILIES: dict[str, Any] = {
    "activation": activations,
    "constraint": constraints,
    "initializer": initializers,
    "regularizer": regularizers,
}
# What every layer takes, and `Layer.get_config` writes.
COMMON = ("name", "trainable", "dtype", "autocast", "activity_regularizer")
_NOT_KEPT = ("self", "args", "kwargs", "weights", "lora_rank", "lora_alpha")


def own_arguments(layer: Any, stop: type) -> dict[str, Any]:
    """The configuration of what a layer's class adds to its ancestor `stop`.

    Of a built-in class, also when a user derived from it, the attributes that carry the names of
    the constructor's arguments. Of any other class, the arguments as they were given.
    """
    for cls in type(layer).__mro__:
        if cls is stop:
            break
        place = registry.place_of(cls)
        if place is not None and place[0] == "keras.layers" and "__init__" in vars(cls):
            names = inspect.signature(cls.__init__).parameters
            kept = [name for name in names if name not in (*COMMON, *_NOT_KEPT)]
            return {name: configured(name, _kept_value(layer, name)) for name in kept}
    return {}


def _kept_value(layer: Any, name: str) -> Any:
    # Under its own name, or with "_" in front where a property has the name.
    own = layer.__dict__
    return own[name] if name in own else own[f"_{name}"]


def given_arguments(layer: Any) -> dict[str, Any]:
    """The configuration of a layer that says nothing of it: what its constructor was given."""
    given = layer.__dict__.get("_arguments", {})
    return {name: configured(name, v) for name, v in given.items() if name not in COMMON}


def configured(name: str, value: Any) -> Any:
    """How an argument of this name is written down."""
    family = _FAMILIES.get(name.rpartition("_")[2])
    if family is not None and value is not None:
        return family.serialize(value)
    if isinstance(value, tuple):
        return tuple(configured("", part) for part in value)
    return registry.serialize_keras_object(value)


def accepted(cls: type, config: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Splits a configuration in what the constructor takes, and common parts that it does not."""
    parameters = inspect.signature(cls.__init__).parameters  # type: ignore[misc]
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return config, {}
    rest = {key: v for key, v in config.items() if key in COMMON and key not in parameters}
    return {key: v for key, v in config.items() if key not in rest}, rest
