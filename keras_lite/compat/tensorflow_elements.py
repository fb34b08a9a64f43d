"""Elements of a `tf.data.Dataset`: arrays inside, tensors for the functions of a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from keras_lite import ops, tree


class TensorSpec(NamedTuple):
    """Shape and type of a tensor."""

    shape: Any = None
    dtype: Any = "float32"
    name: str | None = None


def call(function: Callable[..., Any], element: Any) -> Any:
    """What a function makes of an element: a tuple is its arguments."""
    given = tensors_of(element)
    return function(*given) if isinstance(given, tuple) else function(given)


def tensors_of(structure: Any) -> Any:
    """An element with tensors for arrays."""
    if hasattr(structure, "as_numpy_iterator"):
        return structure  # a data set inside another one
    return tree.map_structure(_tensor, structure)


def _tensor(leaf: Any) -> Any:
    return leaf if hasattr(leaf, "as_numpy_iterator") else ops.convert_to_tensor(leaf)


def arrays_of(structure: Any) -> Any:
    """What a function returned, as arrays; a list is one array, as in TensorFlow."""
    if hasattr(structure, "as_numpy_iterator"):
        return structure  # a data set inside another one
    if isinstance(structure, tuple):
        return tuple(map(arrays_of, structure))
    if isinstance(structure, dict):
        return {key: arrays_of(value) for key, value in structure.items()}
    return np.asarray(ops.convert_to_tensor(structure))


def table_or_arrays(structure: Any) -> Any:
    """What a script hands over, as arrays; columns of a table by their names."""
    if hasattr(structure, "to_numpy") and not hasattr(structure, "numpy"):
        return structure.to_numpy()
    return arrays_of(structure)


def map_specs(function: Callable[[Any], Any], specs: Any) -> Any:
    """What a function makes of each `TensorSpec`."""
    if isinstance(specs, dict):
        return {key: map_specs(function, spec) for key, spec in specs.items()}
    if isinstance(specs, (list, tuple)) and not isinstance(specs, TensorSpec):
        return tuple(map_specs(function, spec) for spec in specs)
    return function(specs)


def typed(element: Any, types: Any) -> Any:
    """An element with its arrays in the types asked for."""
    if isinstance(types, dict):
        return {key: typed(element[key], kind) for key, kind in types.items()}
    if isinstance(types, (list, tuple)):
        return tuple(typed(part, kind) for part, kind in zip(element, types, strict=True))
    return np.asarray(element, str(types))
