"""Descriptions in the form of Keras 2, which Keras 2 and Keras 3 both read."""

from __future__ import annotations

from typing import Any

from keras_lite import losses, metrics, registry
from keras_lite.errors import InvalidArgument
from keras_lite.saving.config_tables import NEW_ARGUMENTS, OLD_NAMES

_WRAPPED = ("MeanMetricWrapper", "LossFunctionWrapper")


def old_model(described: dict[str, Any]) -> dict[str, Any]:
    """The description of a model, from that of Keras 3.

    Raises:
        InvalidArgument: (a ValueError) for what Keras 2 had no words for.
    """
    config = described["config"]
    if "layers" not in config:
        raise InvalidArgument(
            f"save: a {described['class_name']} of your own cannot be described in an `.h5` file, "
            "which holds Sequential and functional models. Save it as `.keras`."
        )
    layers = [_old_layer(layer) for layer in config["layers"]]
    if described["class_name"] == "Sequential":
        return {"class_name": "Sequential", "config": {"name": config["name"], "layers": layers}}
    fresh: dict[str, Any] = {"name": config["name"], "trainable": config["trainable"]}
    for layer, entry in zip(layers, config["layers"], strict=True):
        layer["name"] = entry["name"]
        layer["inbound_nodes"] = [_old_call(call, layer) for call in entry["inbound_nodes"]]
    fresh["layers"] = layers
    for end in ("input_layers", "output_layers"):
        found = config[end]
        is_single = len(found) == 3 and isinstance(found[0], str) and not isinstance(found, dict)
        fresh[end] = [found] if is_single else found
    _number_calls_for_both(fresh)
    return {"class_name": "Functional", "config": fresh}


def _number_calls_for_both(config: dict[str, Any]) -> None:
    """Doubles the calls of models within a model, so that each is found by either way to count.

    Keras: 2 counts them from 1, 3 from 0. With each call there twice, number 2i + 1 is the call i
    for both; what no output needs, both leave out.
    """
    inner = {layer["name"] for layer in config["layers"] if "layers" in layer["config"]}

    def numbered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: numbered(part) for key, part in value.items()}
        if not isinstance(value, (list, tuple)):
            return value
        if len(value) > 2 and isinstance(value[0], str) and isinstance(value[1], int):
            return [value[0], 2 * value[1] + 1 if value[0] in inner else value[1], *value[2:]]
        return [numbered(part) for part in value]

    for layer in config["layers"]:
        calls = numbered(layer["inbound_nodes"])
        if layer["name"] in inner:
            calls = [call for call in calls for _ in range(2)]
        layer["inbound_nodes"] = calls
    for end in ("input_layers", "output_layers"):
        config[end] = numbered(config[end])


def _old_layer(entry: dict[str, Any]) -> dict[str, Any]:
    class_name, config = entry["class_name"], entry["config"]
    if str(entry.get("module")).startswith("keras.src.ops"):
        raise InvalidArgument(
            f"save: the function {class_name} between layers cannot be described in an `.h5` file. "
            "Save as `.keras`."
        )
    if "layers" in config and class_name in ("Sequential", "Functional"):
        return old_model(entry)
    _refuse_code(entry)
    fresh = {k: _plain(v, k) for k, v in config.items()}
    for name, default in NEW_ARGUMENTS.items():
        if name in fresh and name not in OLD_NAMES.get(class_name, {}):
            if fresh[name] != default and default is not ...:
                raise InvalidArgument(
                    f"save: layer '{config.get('name')}' has {name}={fresh[name]!r}, which cannot "
                    "be described in an `.h5` file. Save as `.keras`."
                )
            del fresh[name]
    for name, old in OLD_NAMES.get(class_name, {}).items():
        if name in fresh:
            fresh[old] = fresh.pop(name)
    return {"class_name": entry.get("registered_name") or class_name, "config": fresh}


def _refuse_code(entry: dict[str, Any]) -> None:
    function = entry["config"].get("function")
    if isinstance(function, dict) and function.get("class_name") == "__lambda__":
        raise InvalidArgument(
            f"save: layer '{entry['config'].get('name')}' has a lambda, which is not written into "
            "`.h5` files, because it is never read from them. Register a named function."
        )


def _plain(value: Any, key: str = "") -> Any:
    """An argument in the words of Keras 2: objects without their modules, types by name."""
    if isinstance(value, dict):
        if value.get("class_name") == "DTypePolicy":
            return value["config"]["name"]
        if value.get("class_name") == "function":
            return value["config"]
        if "class_name" in value and "config" in value:
            if value["class_name"].startswith("__"):
                return value["config"].get("value")
            inner = {k: _plain(v, k) for k, v in value["config"].items()}
            unset = ("input_axes", "output_axes")
            inner = {k: v for k, v in inner.items() if k not in unset or v is not None}
            name = value.get("registered_name") or value["class_name"]
            return {"class_name": name, "config": inner}
        return {k: _plain(v, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


def _old_call(call: dict[str, Any], layer: dict[str, Any]) -> list[Any]:
    """``[["dense", 0, 0, {}], ...]``: the tensors, with further arguments at each."""
    kwargs = {k: v for k, v in call["kwargs"].items() if v is not None}
    args = call["args"]
    tensors = args[0] if len(args) == 1 and isinstance(args[0], (list, tuple)) else args
    is_plain = len(args) == 1 and all(_is_tensor(t) for t in tensors)
    if not is_plain or any(_is_tensor(v) for v in kwargs.values()):
        raise InvalidArgument(
            f"save: layer '{layer['name']}' is called in a way that cannot be described in an "
            "`.h5` file: with several tensors that are no list. Save as `.keras`."
        )
    return [[*tensor["config"]["keras_history"], kwargs] for tensor in tensors]


def _is_tensor(value: Any) -> bool:
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"


# -------------------------------------------------------------------------------------- compile


def old_compile(compiled: dict[str, Any], outputs: int) -> dict[str, Any]:
    """The training configuration.

    Args:
        compiled: What `Model.get_compile_config` returned.
        outputs: How many outputs the model has.
    """
    optimizer = compiled["optimizer"]
    config = {k: _plain(v, k) for k, v in optimizer["config"].items()}
    # Keras: 3.15 takes an optimizer of Keras 2 to be named after its class, and looks for that.
    config["name"] = optimizer["class_name"]
    for name in ("loss_scale_factor", "gradient_accumulation_steps"):
        if config.get(name, 0) is None:
            del config[name]
    return {
        "loss": _named(compiled["loss"], losses.get, None),
        "metrics": _old_metrics(compiled["metrics"], outputs),
        "weighted_metrics": _old_metrics(compiled["weighted_metrics"], outputs),
        "loss_weights": compiled["loss_weights"],
        "optimizer_config": {
            # Without the prefix, TF 2.11 and later take it for an optimizer of the time before.
            "class_name": optimizer.get("registered_name") or f"Custom>{optimizer['class_name']}",
            "config": config,
        },
    }


def _old_metrics(value: Any, outputs: int) -> Any:
    if outputs > 1 and isinstance(value, (list, tuple)):
        # Keras: 2 takes a plain list for the metrics of every output.
        value = [[p] if isinstance(p, (str, dict)) else p for p in value]
    return _named(value, metrics.get, "MeanMetricWrapper")


def _named(value: Any, get: Any, wrapper: str | None) -> Any:
    """Short names of functions written out, which Keras 3 asks for in `.h5` files."""
    if isinstance(value, (list, tuple)):
        return [_named(part, get, wrapper) for part in value]
    if isinstance(value, dict):
        if "class_name" in value and "config" in value:
            return _plain(value)
        return {key: _named(part, get, wrapper) for key, part in value.items()}
    if not isinstance(value, str) or value in ("accuracy", "acc", "crossentropy", "ce"):
        return value
    place = registry.place_of(get(value))
    full = value if place is None else place[1]
    if wrapper is None or full == value or isinstance(get(value), metrics.Metric):
        return full
    return {"class_name": wrapper, "config": {"name": value, "dtype": "float32", "fn": full}}
