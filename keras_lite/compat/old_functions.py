"""Functions that older versions had and that no function of today replaces."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from keras_lite.compat.arguments import renaming
from keras_lite.errors import InvalidArgument, explain, suggest

_MODES = {
    "sum": "add",
    "mul": "multiply",
    "ave": "average",
    "max": "maximum",
    "concat": "concatenate",
    "dot": "dot",
    "cos": "dot",
}


def merge(
    inputs: Any,
    mode: Any = "sum",
    dot_axes: Any = -1,
    concat_axis: int = -1,
    name: str | None = None,
    **kwargs: Any,
) -> Any:
    """Several tensors as one. Source: Keras 1.

    Args:
        inputs: The tensors.
        mode: ``"sum"``, ``"mul"``, ``"ave"``, ``"max"``, ``"concat"``, ``"dot"`` or ``"cos"``;
            or a function of a list of tensors.
        dot_axes: The axes of the products, for ``"dot"`` and ``"cos"``.
        concat_axis: The axis that grows, for ``"concat"``.
        name: The layer's name.
        **kwargs: `output_shape` and its like, which need not be told any more.

    Raises:
        InvalidArgument: (a ValueError) for another mode.
    """
    from keras_lite import layers

    if callable(mode):
        return layers.Lambda(mode, name=name, **kwargs)(list(inputs))
    if mode not in _MODES:
        fix = f"The modes are {', '.join(_MODES)}.{suggest(mode, _MODES)}"
        raise InvalidArgument(explain("merge: `mode`", mode, "the name of a mode", fix))
    function = getattr(layers, _MODES[mode])
    if mode == "concat":
        return function(list(inputs), axis=concat_axis, name=name)
    if mode in ("dot", "cos"):
        axes = dot_axes if isinstance(dot_axes, int) else tuple(dot_axes)
        return function(list(inputs), axes=axes, normalize=mode == "cos", name=name)
    return function(list(inputs), name=name)


def Merge(layers: Any = None, mode: Any = "sum", **kwargs: Any) -> Any:
    """Several branches as one: the layer `Merge` of Keras 0 and 1.

    Args:
        layers: Models or layers with inputs of their own, for the start of a `Sequential`, whose
            inputs are then those of all branches in a list; None for a layer to call on tensors.
        mode: As for `merge`.
        **kwargs: As for `merge`.

    Returns:
        A model of the branches; without them, a function of a list of tensors.
    """
    from keras_lite import models, tree

    if not layers:
        return lambda inputs: merge(inputs, mode, **kwargs)
    sources = [tensor for layer in layers for tensor in tree.flatten(layer.input)]
    ends = [tensor for layer in layers for tensor in tree.flatten(layer.output)]
    return models.Model(sources, merge(ends, mode, **kwargs))


def ThresholdedReLU(theta: float = 1.0, **kwargs: Any) -> Any:
    """The layer ReLU with a threshold: x where x > theta, else 0. Source: Keras 1 and 2."""
    from keras_lite import layers

    return layers.ReLU(threshold=theta, **kwargs)


class BaseLogger:
    """A callback that averaged the logs of an epoch, which `fit` does now.

    Args:
        stateful_metrics: Names of metrics that needed no averaging.
    """

    def __init__(self, stateful_metrics: Any = None) -> None:
        self.stateful_metrics = set(stateful_metrics or [])

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Nothing is left to do."""


class Reduction:
    """The names of the ways in which losses are summed up. Source: Keras 2."""

    AUTO = SUM_OVER_BATCH_SIZE = "sum_over_batch_size"
    NONE = "none"
    SUM = "sum"


class Sequence:
    """Batches by number: a class of yours with `__len__` and `__getitem__`, which `fit` takes.

    Args:
        **kwargs: `workers` and its like: one process reads the batches.
    """

    def __init__(self, **kwargs: Any) -> None:
        pass

    def __getitem__(self, index: int) -> Any:
        """The batch of this number."""
        raise NotImplementedError(f"{type(self).__name__} has no `__getitem__`. Write one.")

    def __len__(self) -> int:
        """The number of batches."""
        raise NotImplementedError(f"{type(self).__name__} has no `__len__`. Write one.")

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def on_epoch_end(self) -> None:
        """Called after each epoch."""


def model_from_config(config: Any, custom_objects: Any = None) -> Any:
    """A model from what `get_config` returned, or from a class name and that."""
    from keras_lite import models, registry

    if isinstance(config, dict) and "class_name" in config:
        return registry.deserialize_keras_object(config, custom_objects=custom_objects)
    kind = models.Sequential if isinstance(config, list) or "input_layers" not in config else None
    return (kind or models.Model).from_config(config, custom_objects=custom_objects)


def get_source_inputs(tensor: Any, layer: Any = None, node_index: Any = None) -> list[Any]:
    """The inputs from which a symbolic tensor was computed."""
    from keras_lite.compat.backend_sessions import leaves_of

    return leaves_of(tensor)


def print_summary(model: Any, *args: Any, **kwargs: Any) -> None:
    """`model.summary`. Source: Keras 2."""
    model.summary(*args, **kwargs)


def count_params(weights: Any) -> int:
    """The number of values in some weights. Source: Keras 2."""
    from keras_lite.compat.backend_values import count_params as count

    return sum(count(weight) for weight in {id(w): w for w in weights}.values())


def to_categorical(modern: Callable[..., Any]) -> Callable[..., Any]:
    """`to_categorical` with the arguments of Keras 1 and 2: `y`, `nb_classes` and `dtype`."""
    renamed = renaming(modern, y="x", nb_classes="num_classes")

    @functools.wraps(modern)
    def wrapper(*args: Any, dtype: Any = None, **kwargs: Any) -> Any:
        if len(args) > 2:
            *args, dtype = args  # type: ignore[assignment]
        found = renamed(*args, **kwargs)
        return found if dtype is None else found.astype(dtype)

    return wrapper


def probas_to_classes(y_pred: Any) -> Any:
    """The class of each row of probabilities. Source: Keras 0.1 to 1.2."""
    if len(y_pred.shape) > 1 and y_pred.shape[1] > 1:
        return y_pred.argmax(axis=-1)
    return (y_pred > 0.5).astype("int32").reshape(-1)
