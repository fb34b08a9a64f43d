"""What `compile` was given, as files of every age have it, in the form of today."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from keras_lite.errors import InvalidFile, KerasLiteWarning
from keras_lite.registry.names import find_builtin, scope_objects
from keras_lite.saving.config_tables import OPTIMIZER_DROPPED, REDUCTIONS

_KEPT = (
    "loss loss_weights metrics weighted_metrics run_eagerly steps_per_execution jit_compile "
    "auto_scale_loss"
).split()
_SCALED = ("LossScaleOptimizer", "Custom>LossScaleOptimizer")
_WRAPPERS = ("MeanMetricWrapper", "LossFunctionWrapper")


def modern_compile(
    config: Any,
    outputs: Sequence[str],
    file: str,
    optimizer_key: str = "optimizer",
    version: str = "3",
) -> dict[str, Any]:
    """The arguments of `compile`, for `Model.compile_from_config`.

    Args:
        config: From JSON: the `compile_config` of a `.keras` file, or the `training_config` of an
            `.h5` file.
        outputs: The names of the model's outputs, which Keras 2 puts before those of metrics.
        file: What the file is called in messages.
        optimizer_key: Under which key the optimizer stands.
        version: Of the Keras that wrote it.
    """
    if not isinstance(config, dict):
        raise InvalidFile(f"{file}: what the model was compiled with is no list of arguments.")
    found: dict[str, Any] = {}
    given = config.get(optimizer_key, config.get("optimizer"))
    if given is not None:
        found["optimizer"] = _modern_optimizer(given, version)
    for key in _KEPT:
        value = config.get(key)
        if value is None:
            continue
        if key == "loss":
            value = _modern(value, "keras.losses", ())
        elif key in ("metrics", "weighted_metrics"):
            value = _modern(value, "keras.metrics", outputs if len(outputs) > 1 else ())
            if version.startswith(("1.", "2.")):
                value = _for_each_output(value, len(outputs))
        found[key] = value
    if found.get("jit_compile") is None:
        found.pop("jit_compile", None)
    return found


def _for_each_output(value: Any, outputs: int) -> Any:
    """Keras: 1 and 2 measure each output with all metrics of a plain list, 3 with one each."""
    plain = isinstance(value, list) and not any(isinstance(part, (list, dict)) and not
                                                _is_object(part) for part in value)  # fmt: skip
    return [list(value) for _ in range(outputs)] if plain and outputs > 1 else value


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and "class_name" in value and "config" in value


def _published(class_name: Any, module: str) -> str | None:
    """The name of a class of this module, without the prefix that Keras 2 gave some."""
    if not isinstance(class_name, str) or class_name in scope_objects():
        return None
    for name in (class_name, class_name.removeprefix("Custom>")):
        if find_builtin(module, name) is not None:
            return name
    return None


def _modern_optimizer(value: Any, version: str) -> Any:
    if not _is_object(value):
        return value
    if is_scaled(value):
        warnings.warn(
            "The model was compiled with a LossScaleOptimizer, which keras_lite does not have: "
            "training goes on with the optimizer inside it, and the loss is not scaled.",
            KerasLiteWarning,
            stacklevel=5,
        )
        return _modern_optimizer(value["config"]["inner_optimizer"], version)
    name = _published(value["class_name"], "keras.optimizers")
    if name is None or not isinstance(value["config"], dict):
        return value
    config = {k: v for k, v in value["config"].items() if k not in OPTIMIZER_DROPPED}
    if name == "Nadam" and _is_legacy(value, version):
        # TF 2 wrote it under the name that other optimizers have for another thing.
        config["schedule_decay"] = config.pop("schedule_decay", config.pop("decay", 0.004))
    if _adds_epsilon_outside(value, version):
        # Squared and under the root it is the same where there is no slope, and nothing elsewhere.
        config["epsilon"] = float(config.get("epsilon") or 1e-7) ** 2
    if config.get("epsilon", 0) is None:
        del config["epsilon"]  # Keras 2 meant its default by that
    for key in ("lr", "learning_rate"):
        rate = config.get(key)
        if isinstance(rate, int) and not isinstance(rate, bool):
            config[key] = float(rate)
        elif _is_object(rate):
            schedules = "keras.optimizers.schedules"
            known = _published(rate["class_name"], schedules)
            if known is not None:
                config[key] = {"module": schedules, "class_name": known, "config": rate["config"],
                               "registered_name": None}  # fmt: skip
    return {"module": "keras.optimizers", "class_name": name, "config": config,
            "registered_name": None}  # fmt: skip


def is_scaled(optimizer: Any) -> bool:
    """Whether the description is of another optimizer within one that scales the loss."""
    return (
        _is_object(optimizer)
        and optimizer["class_name"] in _SCALED
        and optimizer["class_name"] not in scope_objects()
        and isinstance(optimizer["config"], dict)
        and _is_object(optimizer["config"].get("inner_optimizer"))
    )


def _is_legacy(value: dict[str, Any], version: str) -> bool:
    """Whether this optimizer is in the form of before TF 2.11, or of `optimizers.legacy`."""
    old = version.startswith(("1.", "2.")) and not value["class_name"].startswith("Custom>")
    return value["config"].get("is_legacy_optimizer", old) is True


def _adds_epsilon_outside(value: dict[str, Any], version: str) -> bool:
    """Whether this optimizer divides by sqrt(v) + epsilon, not by sqrt(v + epsilon) as today.

    Keras: 1 and 2 did so before TF 2.11, and do so in `optimizers.legacy`.
    """
    config = value["config"]
    divides = {"RMSprop": not config.get("momentum"), "Adagrad": True}
    epsilon = config.get("epsilon")
    return (
        _is_legacy(value, version)
        and divides.get(value["class_name"], False)
        and (epsilon is None or isinstance(epsilon, float))
    )


def _modern(value: Any, module: str, outputs: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_modern(part, module, outputs) for part in value]
    if isinstance(value, str) and ">" in value:
        # A registered function; as such, so that it is logged under its own name.
        return {"module": None, "class_name": "function", "config": value, "registered_name": value}
    if not _is_object(value):
        if isinstance(value, dict):
            return {key: _modern(part, module, outputs) for key, part in value.items()}
        return value
    config = value["config"]
    if value["class_name"] in _WRAPPERS and isinstance(config, dict):
        return _unwrapped(config, module, outputs)
    name = _published(value["class_name"], module)
    if name is None or not isinstance(config, dict):
        return value
    config = {k: v for k, v in config.items() if k != "fn"}
    if isinstance(config.get("name"), str):
        config["name"] = _without_output(config["name"], outputs)
    if isinstance(config.get("reduction"), str):
        config["reduction"] = REDUCTIONS.get(config["reduction"], config["reduction"])
    return {"module": module, "class_name": name, "config": config, "registered_name": None}


def _unwrapped(config: dict[str, Any], module: str, outputs: Sequence[str]) -> Any:
    """The function inside a wrapper of Keras 2, by the name that its values are logged under."""
    function, name = config.get("fn"), config.get("name")
    if isinstance(name, str):
        name = _without_output(name, outputs)
        if name in ("accuracy", "acc", "crossentropy", "ce") or find_builtin(module, name):
            return name
    if _is_object(function) and function["class_name"] == "function":
        return function["config"]
    return function


def _without_output(name: str, outputs: Sequence[str]) -> str:
    for output in outputs:
        if name.startswith(f"{output}_"):
            return name.removeprefix(f"{output}_")
    return name
