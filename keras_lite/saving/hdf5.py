"""`.h5` files of models and of weights, as Keras 1 and 2 wrote them and Keras 3 still does."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from typing import Any

from keras_lite import registry
from keras_lite.engine.allowance import allowing
from keras_lite.errors import InvalidFile, KerasLiteWarning
from keras_lite.saving.compile_config import is_scaled, modern_compile
from keras_lite.saving.config import modern_model, refuse_code
from keras_lite.saving.hdf5_reader import Dataset, Group
from keras_lite.saving.keras_2_config import old_compile, old_model
from keras_lite.saving.limits import allowance_for, parse_json
from keras_lite.saving.optimizer_state import is_unused, load_state
from keras_lite.saving.weights import stored_bytes, variable_setter

# The version whose form is written, and how much HDF5 takes in one attribute.
_FORM = "2.15.0"
_LONGEST_ATTRIBUTE = 64512


# ------------------------------------------------------------------------------------- reading


def is_whole_model(root: Group) -> bool:
    """Whether a file describes a model, and does not only hold weights."""
    return "model_config" in root.attributes


def read_model(root: Group, compiled: bool) -> Any:
    """The model in an `.h5` file.

    Args:
        root: The root of the file.
        compiled: Whether the model is compiled as it was, with the state of its optimizer.
    """
    file, attributes = root.source.name, root.attributes
    described = attributes.get("model_config")
    if not isinstance(described, str):
        raise InvalidFile(
            f"{file}: there is no description of a model in it, only weights. Make the model in "
            "Python, then call model.load_weights."
        )
    described = parse_json(described.encode(), file)
    refuse_code(described, file, may_run=False)
    training = attributes.get("training_config") if compiled else None
    if isinstance(training, str):
        training = parse_json(training.encode(), file)
        refuse_code(training, file, may_run=False)
    weights = root.group("model_weights")
    if weights is None:
        raise InvalidFile(f"{file}: there are no weights in it.")
    with allowing(allowance_for(file, stored_bytes(root))):
        model = registry.deserialize_keras_object(modern_model(described, file))
        if not hasattr(model, "fit"):
            raise InvalidFile(f"{file}: it describes a {type(model).__name__}, which is no model.")
        read_weights(weights, model)
        if isinstance(training, dict):
            _compile(root, model, training)
    return model


def _compile(root: Group, model: Any, training: dict[str, Any]) -> None:
    outputs = getattr(model, "output_names", None) or []
    file = root.source.name
    version = str(root.attributes.get("keras_version", ""))
    # Keras: 3 has four values of its own before those of the optimizer whose loss it scales.
    scaled = is_scaled(training.get("optimizer_config")) and version.startswith("3")
    training = modern_compile(training, outputs, file, "optimizer_config", version)
    model.compile_from_config(training)
    group = root.group("optimizer_weights")
    if group is None:
        return
    names = _names(group, "weight_names")[4 * scaled :]
    stored = [_dataset(group, name) for name in names]
    if stored:
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        # Keras: 1 calls the values so, and has them in the order of the names of the weights.
        sorted_once = names[0].startswith("param_")
        weights = root.group("model_weights")
        order = _by_name(weights, model) if sorted_once and weights is not None else None
        load_state(model.optimizer, stored, names, file, order)


def _by_name(group: Group, model: Any) -> list[Any]:
    """The trainable weights of a model, sorted by the names that they have in a file."""
    stored = [
        _names(found, "weight_names")
        for found in map(group.group, _names(group, "layer_names"))
        if found
    ]
    layers = [layer for layer in model.layers if layer.weights]
    named = []
    for layer, names in zip(layers, filter(None, stored), strict=False):
        named += zip(names, layer.trainable_weights, strict=False)
    return [weight for _, weight in sorted(named, key=lambda pair: pair[0])]


def read_weights(
    group: Group, model: Any, by_name: bool = False, skip_mismatch: bool = False
) -> None:
    """Sets the weights of a model to those in a group. All is checked before any is changed.

    Args:
        group: With the names of its layers in an attribute.
        model: A built model.
        by_name: Whether layers are told by their names; by default by their order.
        skip_mismatch: Whether a layer that does not fit keeps its weights, with a warning.
    """
    file = group.source.name
    if "nb_layers" in group.attributes:
        names = _numbered(group, "nb_layers", "layer_")
        stored = {name: _layer_of_keras_0(group, name) for name in names}
    else:
        names = _names(group, "layer_names")
        stored = {name: _layer_weights(group, name) for name in names}
    if len(stored) != len(names):
        raise InvalidFile(f"{file}: two layers in it have the same name.")
    if by_name:
        pairs = [(layer, stored[layer.name]) for layer in model.layers if layer.name in stored]
    else:
        layers = [layer for layer in model.layers if layer.weights]
        arrays = [found for found in stored.values() if found]
        if len(layers) != len(arrays):
            raise InvalidFile(
                f"{file}: it has {len(arrays)} layers with weights, but the model has "
                f"{len(layers)}: {[layer.name for layer in layers][:20]}. The model must be made "
                "as the saved one was, and be built; by_name=True looks for layers by name."
            )
        pairs = list(zip(layers, arrays, strict=True))
    _assign(pairs, file, skip_mismatch)


def _assign(pairs: Sequence[tuple[Any, list[Dataset]]], file: str, skip_mismatch: bool) -> None:
    changes: list[tuple[Any, Dataset]] = []
    for layer, datasets in pairs:
        weights = [*layer.trainable_weights, *layer.non_trainable_weights]
        shapes = [tuple(v.shape) for v in weights]
        found = [tuple(d.shape) for d in datasets]
        if shapes == found:
            changes.extend(zip(map(variable_setter, weights), datasets, strict=True))
            continue
        message = (
            f"{file}: layer '{layer.name}' has weights of the shapes {shapes}, but the file has "
            f"{found} for it."
        )
        if not skip_mismatch:
            raise InvalidFile(
                f"{message} The model must be made as the saved one was; skip_mismatch=True leaves "
                "such layers as they are."
            )
        warnings.warn(message, KerasLiteWarning, stacklevel=4)
    for _, dataset in changes:
        dataset.check()
    for change, dataset in changes:
        change([dataset.read()])


def _layer_weights(group: Group, name: str) -> list[Dataset]:
    layer = group.group(name)
    if layer is None:
        raise InvalidFile(f"{group.source.name}: layer '{name}' is named in it, but not there.")
    return [_dataset(layer, weight) for weight in _names(layer, "weight_names")]


def _layer_of_keras_0(group: Group, name: str) -> list[Dataset]:
    """Keras: 0 numbered the layers, and the weights in each."""
    layer = group.group(name)
    if layer is None:
        raise InvalidFile(f"{group.source.name}: there is no '{name}', but it is counted in it.")
    return [_dataset(layer, weight) for weight in _numbered(layer, "nb_params", "param_")]


def _numbered(group: Group, attribute: str, start: str) -> list[str]:
    count = group.attributes.get(attribute)
    if type(count) is not int or not 0 <= count <= len(group.names):
        raise InvalidFile(
            f"{group.source.name}: `{attribute}` of '{group.path or '/'}' is {str(count)[:80]}, "
            f"but {len(group.names)} are there."
        )
    return [f"{start}{number}" for number in range(count)]


def _dataset(group: Group, name: str) -> Dataset:
    found = group.dataset(name)
    if found is None:
        raise InvalidFile(
            f"{group.source.name}: the array '{name}' of '{group.path}' is named in it, but not "
            "there."
        )
    return found


def _names(group: Group, attribute: str) -> list[str]:
    """A list of names, which is in several attributes when it is long."""
    attributes = group.attributes
    parts = [attributes[attribute]] if attribute in attributes else []
    while f"{attribute}{len(parts)}" in attributes and attribute not in attributes:
        parts.append(attributes[f"{attribute}{len(parts)}"])
    if not parts:
        raise InvalidFile(
            f"{group.source.name}: '{group.path or '/'}' has no `{attribute}`, so it holds no "
            "weights of Keras."
        )
    names = [name for part in parts for name in ([part] if isinstance(part, str) else part)]
    if not all(isinstance(name, str) for name in names):
        raise InvalidFile(f"{group.source.name}: `{attribute}` of '{group.path}' are no names.")
    return names


# ------------------------------------------------------------------------------------- writing


def write_model(model: Any, file: Any, with_optimizer: bool = True) -> None:
    """Fills an h5py file with a model, in the form of Keras 2.

    Args:
        model: A Sequential or functional model.
        file: An h5py file.
        with_optimizer: Whether the optimizer's state is written.
    """
    described = registry.serialize_keras_object(model)
    file.attrs["keras_version"] = _FORM
    file.attrs["backend"] = "tensorflow"
    file.attrs["model_config"] = json.dumps(old_model(described))
    write_weights(file.create_group("model_weights"), model)
    compiled = described.get("compile_config")
    if with_optimizer and compiled:
        file.attrs["training_config"] = json.dumps(old_compile(compiled, len(model.outputs)))
        optimizer = model.optimizer
        if optimizer.built:
            _write_optimizer(file.create_group("optimizer_weights"), optimizer)


def write_weights(group: Any, model: Any) -> None:
    """Fills an h5py group with the weights of a model, layer by layer, in the form of Keras 2."""
    group.attrs["backend"] = "tensorflow"
    group.attrs["keras_version"] = _FORM
    _write_names(group, "layer_names", [layer.name for layer in model.layers])
    for layer in model.layers:
        below = group.create_group(layer.name)
        weights = [*layer.trainable_weights, *layer.non_trainable_weights]
        names = _unique([_weight_name(v) for v in weights])
        _write_names(below, "weight_names", names)
        for name, weight in zip(names, weights, strict=True):
            below.create_dataset(name, data=weight.numpy())


def _weight_name(weight: Any) -> str:
    return "/".join(weight.path.split("/")[-2:]) + ":0"


def _unique(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        fresh, number = name, 1
        while fresh in found:
            fresh, number = f"{name[:-2]}_{number}:0", number + 1
        found.append(fresh)
    return found


def _write_optimizer(group: Any, optimizer: Any) -> None:
    """Counter and slots; the learning rate is in the configuration."""
    skipped = [v for v in optimizer.variables[1:] if is_unused(v) or v is optimizer.constant_rate]
    kept = [v for v in optimizer.variables if all(v is not other for other in skipped)]
    names = ["iteration:0"] + _unique([_slot_name(optimizer, v) for v in kept[1:]])
    _write_names(group, "weight_names", names)
    for name, variable in zip(names, kept, strict=True):
        group.create_dataset(name, data=variable.numpy())


def _slot_name(optimizer: Any, variable: Any) -> str:
    """ "Adam/m/dense/kernel:0", from which both Keras 2 and `optimizer_state` know the order."""
    from keras_lite.saving.optimizer_state import KERAS_2_ROLES, role_of

    role = role_of(optimizer, variable)
    weight = variable.name.removesuffix(f"_{role}") if role != variable.name else "all"
    return f"{type(optimizer).__name__}/{KERAS_2_ROLES.get(role, role)}/{weight}:0"


def _write_names(group: Any, attribute: str, names: Sequence[str]) -> None:
    import numpy as np

    encoded = [name.encode("utf-8") for name in names]
    longest = max(map(len, encoded), default=1)
    fitting = max(1, _LONGEST_ATTRIBUTE // longest)
    pieces = [encoded[i : i + fitting] for i in range(0, len(encoded), fitting)] or [[]]
    for i, piece in enumerate(pieces):
        key = attribute if len(pieces) == 1 else f"{attribute}{i}"
        group.attrs[key] = np.array(piece, dtype=f"S{max(longest, 1)}")
