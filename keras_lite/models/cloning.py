"""Copies of models with weights of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lite import registry, tree
from keras_lite.errors import InvalidArgument, InvalidType
from keras_lite.layers.input_layer import Input, InputLayer
from keras_lite.layers.layer import Layer
from keras_lite.models.functional import Functional
from keras_lite.models.model import Model
from keras_lite.models.sequential import Sequential
from keras_lite.ops.symbolic import KerasTensor


@registry.builtin("keras.models")
def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Callable[[Any], Any] | None = None,
    call_function: Callable[..., Any] | None = None,
    recursive: bool = False,
    **kwargs: Any,
) -> Any:
    """A model of new layers like those of `model`, with weights that start anew.

    Args:
        model: A model.
        input_tensors: Symbolic tensors for it to begin with, in place of new inputs.
        clone_function: Called with each layer but inputs; returns the new one, or the old one to
            share it. Makes each from its configuration by default.
        call_function: Called as ``call_function(layer, *args, **kwargs)`` in place of each new
            layer of a functional model.
        recursive: Whether models inside are cloned layer by layer too.

    Raises:
        InvalidArgument: (a ValueError) for what is no model, or for a subclass of `Model` with a
            `clone_function`, of whose layers nobody knows how they are called.

    Example:
        >>> copy = clone_model(Sequential([Input((2,)), Dense(3)]))
    """
    cache = kwargs.pop("cache", {})
    if kwargs:
        raise InvalidType(f"clone_model: unknown arguments {sorted(kwargs)}.")
    if not isinstance(model, Model):
        raise InvalidArgument(f"clone_model: `model` is {model!r}, but a model was expected.")
    clone = _Cloner(clone_function, call_function, recursive, cache)
    if isinstance(model, Sequential):
        return clone.sequential(model, input_tensors)
    if type(model) is Functional:
        return clone.functional(model, input_tensors)
    if clone_function is not None or input_tensors is not None:
        raise InvalidArgument(
            "clone_model: `clone_function` and `input_tensors` are for Sequential and functional "
            f"models, but {type(model).__name__} calls its layers in its own way. Leave them out."
        )
    return type(model).from_config(model.get_config())


class _Cloner:
    """Makes each layer once."""

    def __init__(self, clone: Any, call: Any, recursive: bool, made: dict[int, Any]) -> None:
        self.clone, self.call, self.recursive, self.made = clone, call, recursive, made

    def layer(self, layer: Any) -> Any:
        if id(layer) not in self.made:
            if self.recursive and isinstance(layer, (Functional, Sequential)):
                found = clone_model(
                    layer, None, self.clone, self.call, recursive=True, cache=self.made
                )
            elif self.clone is not None and isinstance(layer, Layer):
                found = self.clone(layer)
            elif isinstance(layer, Layer):
                found = type(layer).from_config(layer.get_config())
            else:
                found = layer  # a function has no weights
            self.made[id(layer)] = found
        return self.made[id(layer)]

    def sequential(self, model: Sequential, inputs: Any) -> Sequential:
        given = tree.flatten(inputs) if inputs is not None else []
        if given:
            layers: list[Any] = [given[0]]
        else:
            layers = [_input_like(v) for v in model._layers[:1] if isinstance(v, InputLayer)]
        layers += [self.layer(layer) for layer in model.layers]
        return Sequential(layers, name=model.name, trainable=model.trainable)

    def functional(self, model: Functional, inputs: Any) -> Functional:
        if inputs is None:
            # Keras: 3.15 names the new inputs after the tensors, not after the input layers.
            starts = [Input(batch_shape=t.shape, dtype=t.dtype, name=t.name) for t in model.inputs]
        else:
            starts = tree.flatten(inputs)
            if not all(isinstance(tensor, KerasTensor) for tensor in starts):
                raise InvalidArgument(
                    f"clone_model: `input_tensors` is {inputs!r}, but symbolic tensors from "
                    "`Input` were expected."
                )

        def call(operation: Any, args: Any, kwargs: Any) -> Any:
            layer = self.layer(operation)
            if self.call is not None and isinstance(layer, Layer):
                return self.call(layer, *args, **kwargs)
            return layer(*args, **kwargs)

        results = model._graph.run(starts, call)
        return Functional(
            tree.pack_sequence_as(model._inputs_struct, starts),
            tree.pack_sequence_as(model._outputs_struct, results),
            name=model.name,
            trainable=model.trainable,
        )


def _input_like(layer: InputLayer) -> InputLayer:
    return InputLayer.from_config(layer.get_config())
