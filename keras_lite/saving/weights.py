"""The tree of a `.weights.h5` file: which weights stand where, written and read.

Each layer has a group, named after its class, with its arrays under ``vars/0``, ``vars/1``...; the
layers of a Sequential or functional model are in ``layers``, those that a layer has for attributes
under the names of the attributes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from keras_lite.errors import InvalidFile, KerasLiteWarning
from keras_lite.layers.holder import _BOOKKEEPING
from keras_lite.layers.layer import Layer
from keras_lite.metrics.metric import Metric
from keras_lite.naming import to_snake_case
from keras_lite.saving.hdf5_reader import Dataset, Group

_LAYERS = "layers"
# tf_keras of TF 2.12 and 2.13 called them so.
_OLD_LAYERS = "_layer_checkpoint_dependencies"


def parts(model: Any) -> Iterator[tuple[str, Any]]:
    """Each layer and metric that keeps something, once, with its place in the tree."""
    yield from _parts("", model, set())


def _parts(path: str, found: Any, seen: set[int]) -> Iterator[tuple[str, Any]]:
    if id(found) in seen:
        return
    seen.add(id(found))
    yield path, found
    if isinstance(found, Metric):
        return
    if has_layers(found):
        yield from _contained(f"{path}/{_LAYERS}", found._layers[_first(found) :], seen)
    for name in sorted(vars(found)):
        if name in _BOOKKEEPING or name in found.untracked_attributes or name.startswith("__"):
            continue
        value = vars(found)[name]
        if isinstance(value, (Layer, Metric)):
            yield from _parts(f"{path}/{name}", value, seen)
        elif isinstance(value, (list, tuple, set, dict)):
            inside = value.values() if isinstance(value, dict) else value
            yield from _contained(f"{path}/{name}", inside, seen)


def has_layers(found: Any) -> bool:
    """Whether it is a Sequential or functional model, which keeps its layers in a list."""
    return bool({"Sequential", "Functional"} & {cls.__name__ for cls in type(found).__mro__})


def _first(found: Any) -> int:
    """A Sequential model leaves its input out."""
    return len(found._layers) - len(found.layers)


def _contained(path: str, held: Iterable[Any], seen: set[int]) -> Iterator[tuple[str, Any]]:
    counts: dict[str, int] = {}
    for value in held:
        if isinstance(value, (Layer, Metric)):
            name = to_snake_case(type(value).__name__)
            number = counts.get(name, 0)
            counts[name] = number + 1
            yield from _parts(
                f"{path}/{name}_{number}" if number else f"{path}/{name}", value, seen
            )


# ------------------------------------------------------------------------------------- writing


def write_tree(root: Any, model: Any, with_optimizer: bool = True) -> None:
    """Fills an h5py file with the weights of a model, and the state of its optimizer.

    Args:
        root: An h5py group.
        model: A built model.
        with_optimizer: Whether the optimizer's state is written, if it has any.
    """
    for path, name, store in stores(model, with_optimizer):
        write_part(root, path, name, store)


def stores(model: Any, with_optimizer: bool) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Place, name and arrays of each layer, and of the optimizer."""
    for path, found in parts(model):
        store: dict[str, Any] = {}
        if isinstance(found, Metric):
            store = {str(i): v.numpy() for i, v in enumerate(found.variables)}
        else:
            found.save_own_variables(store)
        yield path, found.name, store
    optimizer = model.__dict__.get("optimizer")
    if with_optimizer and optimizer is not None and optimizer.built:
        store = {}
        optimizer.save_own_variables(store)
        yield "/optimizer", optimizer.name, store


def write_part(root: Any, path: str, name: str, store: dict[str, Any]) -> None:
    """Puts the arrays of one layer into an h5py file."""
    group = root.require_group(f"{path}/vars".lstrip("/"))
    group.attrs["name"] = name
    for key, value in store.items():
        group.create_dataset(key, data=value)


# ------------------------------------------------------------------------------------- reading


class _Misfit(Exception):
    """The arrays in the file are not those of the layer."""


def read_tree(root: Group, model: Any, skip_mismatch: bool = False) -> None:
    """Sets the weights of a model to those of a file. All is checked before any is changed.

    Args:
        root: The root of the file.
        model: A built model.
        skip_mismatch: Whether a layer that does not fit keeps its weights, with a warning.

    Raises:
        InvalidFile: (a ValueError) when the file has no weights for a layer, or of other shapes.
    """
    changes: list[Any] = []
    for path, found in parts(model):
        try:
            changes.extend(_changes(root, path, found))
        except _Misfit as error:
            message = f"{root.source.name}: {error}"
            if not skip_mismatch:
                raise InvalidFile(
                    f"{message} The model must be made as the saved one was; "
                    "skip_mismatch=True leaves such layers as they are."
                ) from None
            warnings.warn(message, KerasLiteWarning, stacklevel=3)
    for _, held in changes:
        for dataset in held:
            dataset.check()
    # One after the other, so that the values are never in memory twice.
    for change, held in changes:
        change([dataset.read() for dataset in held])


def _changes(root: Group, path: str, found: Any) -> Iterator[tuple[Any, list[Dataset]]]:
    """Pairs of a function that sets weights, and the datasets that it is to be given."""
    datasets = _datasets(_vars(root, path))
    own = type(found).load_own_variables if isinstance(found, Layer) else None
    if own is not None and own is not Layer.load_own_variables:
        held = list(datasets.values())
        yield (
            lambda arrays: found.load_own_variables(dict(zip(datasets, arrays, strict=True))),
            held,
        )
        return
    variables = found.variables if isinstance(found, Metric) else found._own_variables()
    if len(datasets) != len(variables):
        if isinstance(found, Metric):
            return  # Keras 2 and 3.0 kept other metrics than later versions do
        names = [v.name for v in variables]
        hint = "" if found.built else " It is not built: call it on data, or call `build`."
        raise _Misfit(
            f"layer '{found.name}' has {len(variables)} weights {names}, but the file has "
            f"{len(datasets)} at '{path.lstrip('/')}'.{hint}"
        )
    for i, variable in enumerate(variables):
        dataset = datasets.get(str(i))
        if dataset is None:
            raise _Misfit(f"layer '{found.name}' misses its weight number {i} in the file.")
        check_shape(found.name, variable, dataset)
        yield variable_setter(variable), [dataset]


def check_shape(layer: str, variable: Any, dataset: Dataset) -> None:
    """Refuses an array of another shape than the weight has, before it is read."""
    if tuple(dataset.shape) != tuple(variable.shape):
        raise _Misfit(
            f"layer '{layer}' has the weight '{variable.path}' of shape {tuple(variable.shape)}, "
            f"but the file has shape {tuple(dataset.shape)} at '{dataset.path}'."
        )


def variable_setter(variable: Any) -> Any:
    """A function that sets a variable to the one array in a list."""
    return lambda arrays: variable.assign(arrays[0].astype(variable.dtype, copy=False))


def _vars(root: Group, path: str) -> Group | None:
    place = f"{path}/vars".lstrip("/")
    # Windows' separators were in the names that Keras 2.12 to 2.15 wrote there.
    for spelling in (place, place.replace(_LAYERS, _OLD_LAYERS), place.replace("/", "\\")):
        found = root.group(spelling)
        if found is not None:
            return found
    return None


def _datasets(group: Group | None) -> dict[str, Dataset]:
    """The arrays of a group in the order of their numbers: "10" comes after "9"."""
    if group is None:
        return {}
    names = sorted(group.names, key=lambda name: (len(name), name))
    found = {name: group.get(name) for name in names}
    return {name: dataset for name, dataset in found.items() if isinstance(dataset, Dataset)}


def numbered(group: Group | None) -> list[Dataset]:
    """The arrays under "0", "1"... of a group, in this order."""
    return list(_datasets(group).values())


def stored_bytes(root: Group) -> int:
    """The bytes of all values in a file.

    Raises:
        InvalidFile: (a ValueError) when a group has two names, or is in itself: no way through it
            would have an end.
    """
    total, pending, seen = 0, [root], {root.address}
    while pending:
        group = pending.pop()
        for name in group.names:
            found = group.get(name)
            if isinstance(found, Dataset):
                total += found.nbytes
            elif found is not None:
                if found.address in seen:
                    raise root.source.broken(f"the group '{found.path}' is in another place, too")
                seen.add(found.address)
                pending.append(found)
    return min(total, root.source.length)
