"""Descriptions of models of every age, turned into those of today.

`modern_model` gets the JSON of a Keras 1, 2 or 3 model and returns what
`registry.deserialize_keras_object` understands. What a file names is looked up in the registry;
nothing is imported.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from keras_lite import registry
from keras_lite.errors import CannotDeserialize, InvalidFile, suggest
from keras_lite.registry.names import builtin_names, find_builtin, find_saved, scope_objects
from keras_lite.saving.config_tables import (
    DROPPED,
    INITIALIZERS,
    MERGES,
    RENAMED,
)
from keras_lite.saving.functional_calls import modern_calls
from keras_lite.saving.limits import check_values

_MODELS = {"Sequential": "keras", "Functional": "keras.src.models.functional", "Model": "keras"}
_WRAPPED = ("layer", "forward_layer", "backward_layer", "cell")


def modern_model(config: Any, name: str) -> dict[str, Any]:
    """The description of a model in the form of Keras 3.

    Args:
        config: From JSON.
        name: What the file is called in messages.

    Raises:
        InvalidFile: (a ValueError) when it describes no model.
        CannotDeserialize: (a TypeError) for a layer that is not known.
    """
    if not isinstance(config, dict) or not isinstance(config.get("class_name"), str):
        raise InvalidFile(f"{name}: this describes no model; it has no `class_name`.")
    check_values(config, name)
    find_builtin("keras.models", "clone_model")  # loads all kinds of models, which register
    found = _modern_layer(config, name)
    if found is None or "config" not in found:
        raise InvalidFile(f"{name}: this describes no model.")
    return found


def _modern_layer(entry: Any, file: str) -> dict[str, Any]:
    if not isinstance(entry, dict) or not isinstance(entry.get("class_name"), str):
        raise InvalidFile(f"{file}: {str(entry)[:80]!r} stands where a layer should be described.")
    class_name = entry["class_name"]
    if class_name in _MODELS and class_name not in scope_objects() and _is_published(entry):
        return _modern_network(entry, file)
    if class_name == "Merge" and isinstance(entry.get("config"), dict):
        entry = _modern_merge(entry)
        class_name = entry["class_name"]
    config = entry.get("config")
    if not isinstance(config, dict):
        raise InvalidFile(f"{file}: the layer of class {class_name!r} has no configuration.")
    kept = {key: value for key, value in entry.items() if key != "config"}
    found = _class_of(entry, file)
    if registry.place_of(found) is None:
        return {**kept, **_custom(class_name), "config": config}
    config = _modern_arguments(class_name, dict(config), found, file)
    module = registry.place_of(found)
    assert module is not None
    return {**kept, "module": module[0], "class_name": module[1], "registered_name": None,
            "config": config}  # fmt: skip


def _is_published(entry: dict[str, Any]) -> bool:
    module, registered = entry.get("module"), entry.get("registered_name")
    own = module is None or (isinstance(module, str) and module.split(".")[0].endswith("keras"))
    return own and registered in (None, entry["class_name"])


def _custom(class_name: str) -> dict[str, Any]:
    """How a class of the user's is looked for: by its registered name, or by its own."""
    if ">" in class_name:
        return {"registered_name": class_name, "class_name": class_name.split(">")[-1]}
    return {}


def _class_of(entry: dict[str, Any], file: str) -> Any:
    """The class that is registered under the name in the file."""
    class_name, registered = entry["class_name"], entry.get("registered_name")
    config = entry["config"]
    name = config.get("name", entry.get("name", "?"))
    module = entry.get("module")
    for spelling in (registered, class_name):
        if isinstance(spelling, str):
            found = registry.get_registered_object(spelling)
            if found is not None:
                return found
    found = None
    if _is_keras(module):
        places = dict.fromkeys((module or "keras.layers", "keras.layers"))
        for place in places:
            found = found or find_saved(place, class_name)
        found = found or find_builtin("keras.layers", class_name.split(">")[-1])
    if isinstance(found, type):
        return found
    if _is_keras(module) and (registered in (None, class_name)):
        hint = suggest(class_name, list(builtin_names("keras.layers")))
        raise CannotDeserialize(
            f"{file}: layer '{name}' is a {class_name}, which keras_lite does not have.{hint} If "
            "it is a class of your own, register it with `@register_keras_serializable()` or pass "
            f"custom_objects={{'{class_name}': ...}}."
        )
    raise CannotDeserialize(
        f"{file}: layer '{name}' is a {class_name} of module {module!r}, which is not registered. "
        "No module is ever imported because a file names it: import it yourself, and register the "
        f"class with `@register_keras_serializable()` or pass custom_objects={{'{class_name}': "
        "...}."
    )


def _is_keras(module: Any) -> bool:
    return module is None or (
        isinstance(module, str) and module.partition(".")[0] in ("keras", "tf_keras", "builtins")
    )


# --------------------------------------------------------------------------------------- models


def _modern_network(entry: dict[str, Any], file: str) -> dict[str, Any]:
    class_name, config = entry["class_name"], entry.get("config")
    if class_name == "Sequential" and isinstance(config, list):
        config = {"layers": config}  # Keras before 2.2.3
    if not isinstance(config, dict) or not isinstance(config.get("layers"), list):
        raise CannotDeserialize(
            f"{file}: the {class_name} model has no list of layers. A model of a class of your own "
            "needs that class: register it, or pass it in `custom_objects`."
        )
    name = config.get("name")
    layers = [_modern_layer(layer, file) for layer in config["layers"]]
    _refuse_same_names(layers, file)
    fresh = {"name": name, "trainable": config.get("trainable", True), "layers": layers}
    if class_name == "Sequential":
        fresh["layers"] = list(_without_repeated_shapes(layers))
        if config.get("build_input_shape"):
            fresh["build_input_shape"] = config["build_input_shape"]
    else:
        class_name = "Functional"
        fresh.update(modern_calls(config, layers, file))
    if fresh["name"] is None:
        del fresh["name"]
    kept = {k: entry[k] for k in ("name", "inbound_nodes", "compile_config") if k in entry}
    registered = "Functional" if class_name == "Functional" else None
    return {**kept, "module": _MODELS[class_name], "class_name": class_name, "config": fresh,
            "registered_name": registered}  # fmt: skip


def _without_repeated_shapes(layers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Keras 2 repeats in the first layer what its input layer says."""
    for i, layer in enumerate(layers):
        shapes = ("batch_input_shape", "input_shape", "input_dim")
        if i and any(
            key in layer["config"] for key in shapes if layer["class_name"] != "Embedding"
        ):
            config = {k: v for k, v in layer["config"].items() if k not in shapes}
            layer = {**layer, "config": config}
        yield layer


def _refuse_same_names(layers: list[dict[str, Any]], file: str) -> None:
    seen = set()
    for layer in layers:
        name = layer.get("name") or layer["config"].get("name")
        if name is not None and not isinstance(name, str):
            raise InvalidFile(f"{file}: a layer is named {str(name)[:80]!r}, which is no text.")
        if name in seen and name is not None:
            raise InvalidFile(f"{file}: two layers are named '{name}', but names must differ.")
        seen.add(name)


def _modern_merge(entry: dict[str, Any]) -> dict[str, Any]:
    """Keras 1 had one layer for all merges, told apart by `mode`."""
    config = entry["config"]
    mode = config.get("mode", "sum")
    class_name = MERGES.get(mode) if isinstance(mode, str) else None
    if class_name is None:
        raise CannotDeserialize(
            f"layer '{config.get('name')}' merges with mode {mode!r}, which runs code from the "
            "file or does not exist any more."
        )
    kept = {key: config[key] for key in ("name", "trainable") if key in config}
    if class_name == "Concatenate":
        kept["axis"] = config.get("concat_axis", -1)
    if class_name == "Dot":
        kept.update(axes=config.get("dot_axes", -1), normalize=mode == "cos")
    return {**entry, "class_name": class_name, "config": kept}


# ------------------------------------------------------------------------------------ arguments


def _modern_arguments(
    class_name: str, config: dict[str, Any], found: type, file: str
) -> dict[str, Any]:
    for old, new in RENAMED.get(class_name, {}).items():
        if old in config:
            value = config.pop(old)
            config.setdefault(new, value)
    for name in DROPPED.get(class_name, ()):
        config.pop(name, None)
    if class_name == "InputLayer":
        if config.get("batch_input_shape") is not None:
            config.setdefault("batch_shape", config["batch_input_shape"])
        config.pop("batch_input_shape", None)
    if class_name in ("BatchNormalization",) and isinstance(config.get("axis"), list):
        (config["axis"],) = config["axis"]  # Keras 2 wrote a list of one
    for name, value in list(config.items()):
        config[name] = _modern_value(name, value)
        if name in _WRAPPED and isinstance(value, dict) and "class_name" in value:
            config[name] = _modern_layer(value, file)
    return _without_absent(config, found)


def _without_absent(config: dict[str, Any], found: type) -> dict[str, Any]:
    """Leaves out what says nothing and what the class does not take."""
    names = set(inspect.signature(found.__init__).parameters)  # type: ignore[misc]
    kept = names | {"name", "trainable", "dtype", "activity_regularizer", "batch_input_shape"}
    return {k: v for k, v in config.items() if k in kept or v not in (None, False, [])}


def _modern_value(name: str, value: Any) -> Any:
    """Initializers, regularizers and constraints in the words of today."""
    kind = name.rpartition("_")[2]
    if kind == "initializer":
        if isinstance(value, str):
            return INITIALIZERS.get(value, value)
        if isinstance(value, dict) and isinstance(value.get("config"), dict):
            inner = {k: v for k, v in value["config"].items() if k != "dtype"}
            if inner.get("distribution") == "normal":
                inner["distribution"] = "truncated_normal"
            return {**value, "config": inner}
    if kind == "regularizer" and isinstance(value, dict) and "class_name" not in value:
        penalties = {k: value[k] for k in ("l1", "l2") if value.get(k)}
        return {"class_name": "L1L2", "config": penalties} if penalties else None
    if kind == "constraint" and isinstance(value, dict) and "class_name" not in value:
        given = {("max_value" if k == "m" else k): v for k, v in value.items() if k != "name"}
        return {"class_name": value.get("name"), "config": given}
    return value


# --------------------------------------------------------------------------------------- lambdas


def refuse_code(config: Any, file: str, may_run: bool) -> None:
    """Refuses descriptions that carry Python byte code.

    Args:
        config: From JSON.
        file: What the file is called in messages.
        may_run: Whether the caller trusts the file, and this library wrote it.

    Raises:
        InvalidFile: (a ValueError) naming the layer.
    """
    pending = [(config, "?")]
    while pending:
        found, layer = pending.pop()
        if isinstance(found, dict):
            inner = found.get("config")
            if isinstance(inner, dict) and isinstance(inner.get("name"), str):
                layer = inner["name"]
            old = found.get("class_name") == "Lambda" and isinstance(inner, dict) and (
                isinstance(inner.get("function"), (list, str)) and inner.get("function_type") !=
                "function"
            )  # fmt: skip
            if found.get("class_name") == "__lambda__" or old:
                _refuse(file, layer, may_run and not old)
            pending.extend((value, layer) for value in found.values())
        elif isinstance(found, list):
            pending.extend((value, layer) for value in found)


def _refuse(file: str, layer: str, may_run: bool) -> None:
    if not may_run:
        raise InvalidFile(
            f"{file}: layer '{layer}' holds Python byte code, and loading it would run code from "
            "the file. If you trust a `.keras` file that keras_lite wrote, pass safe_mode=False; "
            "of other files it is never run. Better write a function and register it with "
            "`@register_keras_serializable()`."
        )
