"""What a layer was called with: arguments bound to the names in `call`, and shapes for `build`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from keras_lite import ops, tree
from keras_lite.engine.dtypes import is_float
from keras_lite.engine.values import Traced
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, InvalidType, explain, suggest
from keras_lite.layers.input_spec import shape_of
from keras_lite.ops.keras_tensor import KerasTensor
from keras_lite.record import Record


class CallSignature(Record):
    """The arguments that a `call` method takes, without `self`."""

    signature: inspect.Signature
    names: tuple[str, ...]
    training_default: Any

    def takes(self, name: str) -> bool:
        return name in self.names


@functools.lru_cache(maxsize=1000)
def _signature(function: Callable[..., Any], is_bound: bool) -> CallSignature:
    signature = inspect.signature(function)
    if not is_bound:
        signature = signature.replace(parameters=list(signature.parameters.values())[1:])
    training = signature.parameters.get("training")
    default = None if training is None or training.default is training.empty else training.default
    return CallSignature(signature, tuple(signature.parameters), default)


def signature_of(layer: Any) -> CallSignature:
    """The arguments of a layer's `call`."""
    own = layer.__dict__.get("call")
    return _signature(type(layer).call, False) if own is None else _signature(own, True)


class Call:
    """The arguments of one call of a layer.

    Args:
        layer: The layer.
        args, kwargs: As they were written, tensors converted.

    Raises:
        InvalidType: (a TypeError) when they do not fit the layer's `call`.
        InvalidArgument: (a ValueError) for a positional argument that is no tensor.
    """

    def __init__(self, layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.layer = layer
        self.signature = signature_of(layer)
        if "training" in kwargs and not self.signature.takes("training"):
            # The layers inside may take it.
            kwargs = dict(kwargs)
            self.training = kwargs.pop("training")
        else:
            self.training = kwargs.get("training")
        _check_positional(layer, args)
        self.args, self.kwargs = args, kwargs
        self.named = self._bound()
        self.first = next(iter(self.named.values()), None)

    def _bound(self) -> dict[str, Any]:
        """Name of an argument -> its value, in the order of the signature."""
        if len(self.args) == 1 and not self.kwargs and len(self.signature.names) == 1:
            kind = self.signature.signature.parameters[self.signature.names[0]].kind
            if kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
                return {self.signature.names[0]: self.args[0]}
        try:
            bound = self.signature.signature.bind(*self.args, **self.kwargs)
        except TypeError as error:
            names = [name for name in self.signature.names if name not in ("args", "kwargs")]
            unknown = [name for name in self.kwargs if name not in names]
            hint = "".join(suggest(name, names) for name in unknown[:1])
            raise InvalidType(
                f"Layer '{self.layer.name}' ({type(self.layer).__name__}) was called with arguments"
                f" that do not fit: {error}; its `call` takes {names}.{hint}"
            ) from error
        named: dict[str, Any] = {}
        for name, value in bound.arguments.items():
            kind = self.signature.signature.parameters[name].kind
            if kind is inspect.Parameter.VAR_POSITIONAL:
                named.update({f"{name}_{i}": v for i, v in enumerate(value)})
            elif kind is inspect.Parameter.VAR_KEYWORD:
                named.update(value)
            else:
                named[name] = value
        return named

    def shapes(self) -> dict[str, Any]:
        """Name of each tensor argument, with "_shape" appended -> its shape or shapes."""
        found = {}
        for name, value in self.named.items():
            leaves = tree.flatten(value)
            if name not in ("mask", "training") and leaves and all(map(is_tensor, leaves)):
                found[f"{name}_shape"] = shapes_of(value)
        return found


def is_tensor(value: Any) -> bool:
    """Whether a layer takes `value` for a tensor."""
    return hasattr(value, "shape") and hasattr(value, "dtype")


def shapes_of(value: Any) -> Any:
    """The shapes of a structure of tensors."""
    if is_tensor(value):
        return shape_of(value)
    return tree.map_structure(lambda leaf: None if leaf is None else shape_of(leaf), value)


def converted(value: Any, dtype: str | None, where: str) -> Any:
    """`value` with arrays turned into tensors, and floats cast to `dtype` unless that is None."""
    if isinstance(value, (list, tuple, dict)):
        return tree.map_structure(lambda leaf: _converted_leaf(leaf, dtype, where), value)
    return _converted_leaf(value, dtype, where)


def _converted_leaf(value: Any, dtype: str | None, where: str) -> Any:
    if not isinstance(value, (KerasTensor, Traced, Variable)):
        if not hasattr(value, "__array__") or isinstance(value, type):
            return value
        kind = getattr(getattr(value, "dtype", None), "kind", "f")
        if kind in "OSUMm":
            raise InvalidType(
                f"{where} got values of type {value.dtype}, but numbers were expected. Convert "
                'them first, as in x.astype("float32").'
            )
        value = ops.convert_to_tensor(value)
    if dtype is not None and str(value.dtype) != dtype and is_float(str(value.dtype)):
        return ops.cast(value, dtype)
    return value


def _check_positional(layer: Any, args: tuple[Any, ...]) -> None:
    for value in args:
        if is_tensor(value):
            continue
        for leaf in tree.flatten(value):
            if leaf is not None and not is_tensor(leaf):
                where = f"Layer '{layer.name}' ({type(layer).__name__}): a positional argument"
                fix = "Convert lists with np.array(...); pass everything else by its name."
                raise InvalidArgument(explain(where, leaf, "a tensor or an array", fix))


def build_arguments(build: Callable[..., Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for a layer's `build`.

    Args:
        build: The method. One with a single argument gets the shape of the first tensor; one with
            several gets those named after the arguments of `call`: `query_shape` for `query`.
        shapes: From `Call.shapes`.
    """
    parameters = inspect.signature(build).parameters.values()
    named = [p for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    if not named:
        return dict(shapes) if len(list(parameters)) else {}
    if len(named) == 1:
        return {named[0].name: next(iter(shapes.values()), None)}
    return {p.name: shapes[p.name] for p in named if p.name in shapes}


def take_input_shape(owner: str, kwargs: dict[str, Any]) -> tuple[int | None, ...] | None:
    """The shape, batch axis included, that a first layer was told for its inputs.

    Takes the arguments that say so out of `kwargs`: `input_shape`, `input_dim`,
    `batch_input_shape` (or `batch_shape`) and `batch_size`.
    """
    batch_size = kwargs.pop("batch_size", None)
    whole = [kwargs.pop(n) for n in ("batch_input_shape", "batch_shape") if kwargs.get(n)]
    dim, shape = kwargs.pop("input_dim", None), kwargs.pop("input_shape", None)
    for name in ("batch_input_shape", "batch_shape"):
        kwargs.pop(name, None)
    if whole:
        return _as_shape(owner, "batch_input_shape", whole[0])
    if shape is not None:
        return (batch_size, *_as_shape(owner, "input_shape", shape))
    if dim is not None:
        return (batch_size, *_as_shape(owner, "input_dim", (dim,)))
    return None


def _as_shape(owner: str, name: str, shape: Any) -> tuple[int | None, ...]:
    # Keras: 1 and 2 took a bare number for `input_shape` as one axis; so does everyone since.
    shape = (shape,) if isinstance(shape, int) else shape
    try:
        return ops.symbolic.standardize_shape(shape)
    except (TypeError, ValueError):
        fix = "Give the lengths of the axes without the batch axis, as in (4,)."
        expected = "a tuple of whole numbers or None"
        raise InvalidArgument(explain(f"{owner}: `{name}`", shape, expected, fix)) from None
