"""Makes harmless files, each malformed in one way that a loader has to refuse.

`python -m compat_tests.samples.make_hostile compat_tests/samples/hostile` writes them. The few
files there that are not made here came with the samples of the other folders.
"""

from __future__ import annotations

import copy
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from compat_tests.samples.hostile_parts import (
    ARCHIVES,
    DAMAGES,
    TREES,
    Fill,
    archive,
    circle,
    dense,
    described,
    doubling,
    entry,
    members,
    references,
    sequential,
    stored,
    typed,
    weights,
)  # fmt: skip

# ------------------------------------------------------------------------------- the description


def _called(function: Any, **arguments: Any) -> dict[str, Any]:
    return entry("Lambda", name="evil", function=function, arguments=arguments)


def _named(name: str, module: str = "builtins") -> dict[str, Any]:
    return {"module": module, "class_name": "function", "config": name}


def _graph(calls: dict[str, str]) -> bytes:
    """A functional model of layers, each called on another."""
    start = {**entry("InputLayer", name="input", batch_shape=[None, 3]), "name": "input"}
    layers: list[Any] = [{**start, "inbound_nodes": []}]
    for name, source in calls.items():
        tensor = {"shape": [None, 3], "dtype": "float32", "keras_history": [source, 0, 0]}
        call = {"args": [{"class_name": "__keras_tensor__", "config": tensor}], "kwargs": {}}
        layers.append({**dense(name=name), "name": name, "inbound_nodes": [call]})
    ends = {"input_layers": ["input", 0, 0], "output_layers": [list(calls)[-1], 0, 0]}
    found = entry("Functional", "keras", name="model", layers=layers, **ends)
    return archive(members(found), zipfile.ZIP_DEFLATED)


def _text(change: Callable[[str], str]) -> bytes:
    text = change(json.dumps(sequential(dense())))
    return archive(members(text.encode("utf-8", "surrogatepass")), zipfile.ZIP_DEFLATED)


def _custom(**parts: Any) -> bytes:
    layer = copy.deepcopy(dense())
    return described({**layer, **parts})


_ARRAY = {"class_name": "__numpy__", "config": {"value": "x", "dtype": "U900000000"}}
_OBJECTS = {"class_name": "__numpy__", "config": {"value": [1], "dtype": "object"}}
_HUGE = "x" * 3_000_000


def _constant(value: Any) -> Any:
    return entry("Constant", "keras.initializers", value=value)


def _compiled(**config: Any) -> bytes:
    model = {**sequential(dense()), "compile_config": {"optimizer": "sgd", "loss": "mse", **config}}
    return archive(members(model), zipfile.ZIP_DEFLATED)


DESCRIPTIONS: dict[str, Callable[[], bytes]] = {
    "cfg_nan_units.keras": lambda: described(dense(units=float("nan"))),
    "cfg_half_units.keras": lambda: described(dense(units=2.5)),
    "cfg_huge_units.keras": lambda: described(dense(units=10**12)),
    "cfg_enormous_units.keras": lambda: described(dense(units=10**40)),
    "cfg_too_many_units.keras": lambda: described(dense(units=10**7)),
    "cfg_nan_rate.keras": lambda: described(entry("Dropout", name="drop", rate=float("nan"))),
    "cfg_negative_shape.keras": lambda: described(dense(), shape=(None, -3)),
    "cfg_huge_shape.keras": lambda: described(dense(), shape=(None, 10**12)),
    "cfg_huge_vocabulary.keras": lambda: described(
        entry("Embedding", name="words", input_dim=10**9, output_dim=100)
    ),
    "cfg_other_shape.keras": lambda: described(dense(units=5)),
    "cfg_array_of_text.keras": lambda: described(dense(kernel_initializer=_constant(_ARRAY))),
    "cfg_array_of_objects.keras": lambda: described(dense(kernel_initializer=_constant(_OBJECTS))),
    "cfg_dtype.keras": lambda: described(dense(dtype="object")),
    "cfg_module_path.keras": lambda: _custom(class_name="os.system", module=None),
    "cfg_registered_name.keras": lambda: _custom(
        module="evil", class_name="Thing", registered_name="evil>Thing"
    ),
    "cfg_dunder.keras": lambda: _custom(class_name="__class__"),
    "cfg_letters_alike.keras": lambda: _custom(class_name="D\u0435nse"),
    "cfg_control_letters.keras": lambda: _custom(
        class_name="No\x1b[2J\u202eThing", config={"name": "\x07\x1b]0;evil\x07"}
    ),
    "cfg_half_letter.keras": lambda: _custom(class_name="\ud800"),
    "cfg_long_name.keras": lambda: described(dense(name=_HUGE)),
    "cfg_long_text.keras": lambda: described(dense(activation=_HUGE)),
    "cfg_same_key.keras": lambda: _text(
        lambda text: text.replace('"units"', '"units": 1, "units"')
    ),
    "cfg_open_quote.keras": lambda: _text(lambda text: '{"a": "' + '\\"' * 5_000_000),
    "cfg_many_parts.keras": lambda: _text(lambda text: "[" + "{}," * 1_500_000 + "{}]"),
    "cfg_reads_a_file.keras": lambda: described(
        _called({"module": "keras.saving", "class_name": "load_model", "config": {}}, compile=False)
    ),
    "cfg_fetches.keras": lambda: described(
        _called(
            {"module": "keras.utils", "class_name": "get_file", "config": {}}, origin="http://[::1]"
        )
    ),
    "cfg_seeds.keras": lambda: described(
        dense(activation={"module": "keras.utils", "class_name": "set_random_seed", "config": {}})
    ),
    "cfg_unlocks.keras": lambda: described(
        dense(
            activation={
                "module": "keras.config",
                "class_name": "enable_unsafe_deserialization",
                "config": {},
            }
        )
    ),
    "cfg_named_function.keras": lambda: described(_called(_named("os.system", "os"))),
    "cfg_function_text.keras": lambda: described(_called("os.system")),
    "cfg_much_memory.keras": lambda: described(
        _called(_named("fold"), output_size=[20_000, 20_000], kernel_size=3), shape=(None, 9, 10)
    ),
    "cfg_much_at_once.keras": lambda: described(_called(_named("linspace"), stop=1, num=10**9)),
    "cfg_text_lookup.keras": lambda: described(
        entry("StringLookup", name="words", vocabulary="/etc/passwd")
    ),
    "cfg_circle.keras": lambda: _graph({"a": "c", "b": "a", "c": "b"}),
    "cfg_itself.keras": lambda: _graph({"a": "a"}),
    "cfg_many_layers.keras": lambda: _graph({f"d{i}": f"d{i - 1}" for i in range(4100)}),
    "cfg_metric_memory.keras": lambda: _compiled(
        metrics=[entry("AUC", "keras.metrics", num_thresholds=10**8)]
    ),
    "cfg_loss_module.keras": lambda: _compiled(loss=entry("system", "os")),
    "cfg_optimizer.keras": lambda: _compiled(optimizer=entry("Popen", "subprocess", args=["true"])),
}

# ------------------------------------------------------------------------------------ other files


def _old(config: Any, fill: Fill | None = None, **attributes: Any) -> bytes:
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file.attrs["model_config"] = config if isinstance(config, str) else json.dumps(config)
        for name, value in attributes.items():
            file.attrs[name] = value
        held = file.create_group("model_weights")
        if fill is None:
            held.attrs["layer_names"] = [b"dense"]
            layer = held.create_group("dense")
            layer.attrs["weight_names"] = [b"k", b"b"]
            layer.create_dataset("k", data=np.ones((3, 4), "f4"))
            layer.create_dataset("b", data=np.ones(4, "f4"))
        else:
            fill(held)
    return stream.getvalue()


def _old_model(*layers: Any) -> dict[str, Any]:
    return {"class_name": "Sequential", "config": {"name": "m", "layers": list(layers)}}


def _old_dense(**config: Any) -> dict[str, Any]:
    first = {"name": "dense", "units": 4, "batch_input_shape": [None, 3]}
    return {"class_name": "Dense", "config": {**first, **config}}


_BYTE_CODE = {"class_name": "Lambda", "config": {
    "name": "evil", "function": ["4wAAAAA=", None, None], "function_type": "lambda"}}  # fmt: skip


def _linked_layer(group: Any) -> None:
    group.attrs["layer_names"] = [b"dense"]
    group["dense"] = h5py.ExternalLink("/etc/passwd", "/")


def _no_such_layer(group: Any) -> None:
    group.attrs["layer_names"] = [b"../../dense"]


def _numbers_for_names(group: Any) -> None:
    group.attrs["layer_names"] = [1, 2, 3]


def _shards(name: str) -> bytes:
    places = {"/layers/dense/vars": name}
    return json.dumps({"metadata": {"total_size": 64}, "weight_map": places}).encode()


OTHERS: dict[str, Callable[[], bytes]] = {
    "h5_of_links.keras": lambda: stored(circle),
    "h5_many_paths.keras": lambda: stored(doubling),
    "old_byte_code.h5": lambda: _old(_old_model(_old_dense(), _BYTE_CODE)),
    "old_yaml.h5": lambda: _old("!!python/object/apply:os.system ['true']"),
    "old_other_shape.h5": lambda: _old(_old_model(_old_dense(units=5))),
    "old_linked_layer.h5": lambda: _old(_old_model(_old_dense()), _linked_layer),
    "old_no_such_layer.h5": lambda: _old(_old_model(_old_dense()), _no_such_layer),
    "old_numbers_for_names.h5": lambda: _old(_old_model(_old_dense()), _numbers_for_names),
    "old_loss.h5": lambda: _old(
        _old_model(_old_dense()), training_config=json.dumps({"loss": "eval", "optimizer": "sgd"})
    ),
    "weights_soft_link.weights.h5": lambda: weights(TREES["h5_soft_link.keras"]),
    "weights_other_shape.weights.h5": lambda: weights(typed(np.ones((3, 5), "f4"))),
    "weights_type.weights.h5": lambda: weights(references),
    "shards_elsewhere.weights.json": lambda: _shards("../keras3/xor.weights.h5"),
    "shards_absolute.weights.json": lambda: _shards("/etc/passwd.weights.h5"),
    "shards_missing.weights.json": lambda: _shards("nowhere.weights.h5"),
    "text_code.json": lambda: json.dumps(sequential(_called(
        {"class_name": "__lambda__", "config": {"value": ["4wAAAAA=", None, None]}}))).encode(),
    "text_huge.json": lambda: json.dumps(sequential(dense(units=10**9))).encode(),
    "text_slow.json": lambda: json.dumps(sequential(
        dense(units=6000, kernel_initializer=entry("Orthogonal", "keras.initializers")),
        shape=(None, 6000))).encode(),
    "text_deep.json": lambda: b"[" * 5000 + b"]" * 5000,
}  # fmt: skip

MAKERS: dict[str, Callable[[], bytes]] = {
    **ARCHIVES,
    **{name: (lambda fill=fill: stored(fill)) for name, fill in TREES.items()},  # type: ignore[misc]
    **DAMAGES,
    **DESCRIPTIONS,
    **OTHERS,
}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, maker in MAKERS.items():
        (folder / name).write_bytes(maker())
