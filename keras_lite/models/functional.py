"""Models made of symbolic inputs and outputs."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from keras_lite import ops, registry, tree
from keras_lite.errors import InvalidArgument, KerasLiteWarning
from keras_lite.layers.arguments import signature_of
from keras_lite.layers.input_layer import InputLayer
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer
from keras_lite.models.functional_config import calls_config, restore_calls
from keras_lite.models.graph import Graph
from keras_lite.models.model import Model
from keras_lite.ops.symbolic import KerasTensor, any_symbolic
from keras_lite.training.trainer import Trainer


@registry.builtin("keras.src.models.functional", also=("keras", "keras.models"))
class Functional(Model):
    """The model of all calls between `inputs` and `outputs`. `Model(inputs, outputs)` makes one.

    Args:
        inputs: Symbolic tensors: one, or a list, tuple or dict of them. If other layers made one,
            the model begins there, with an input of its own.
        outputs: Symbolic tensors that were computed from them.
        name: Its name.
        **kwargs: `trainable`.

    Raises:
        InvalidArgument: (a ValueError) for what is no symbolic tensor, or for outputs that depend
            on more than `inputs`.
    """

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None, **kwargs: Any) -> None:
        trainable = kwargs.pop("trainable", True)
        Layer.__init__(self, name=name, **kwargs)
        Trainer.__init__(self)
        self.autocast = False  # each input has a type of its own
        for what, structure in (("inputs", inputs), ("outputs", outputs)):
            for leaf in tree.flatten(structure):
                if not isinstance(leaf, KerasTensor):
                    raise InvalidArgument(
                        f"Model: `{what}` holds {leaf!r}, but symbolic tensors were expected. "
                        "Start from `Input(shape)` and call layers on what comes out."
                    )
        if not all(_is_input(tensor) for tensor in tree.flatten(inputs)):
            inputs, outputs = _with_own_inputs(inputs, outputs)
        self._set_graph(Graph(tree.flatten(inputs), tree.flatten(outputs)), inputs, outputs)
        self._finish_build()
        if not trainable:
            self.trainable = False

    def _set_graph(self, graph: Graph, inputs: Any, outputs: Any) -> None:
        own = self.__dict__
        own.update(_graph=graph, _inputs_struct=inputs, _outputs_struct=outputs)
        own["_layers"] = [op for op in graph.operations if isinstance(op, Layer)]
        self.input_spec = [
            InputSpec(
                shape=(None, *t.shape[1:]),
                allow_last_axis_squeeze=True,
                name=t._keras_history.operation.name,
                optional=t._keras_history.operation.optional,
            )
            for t in graph.inputs
        ]

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        values = self._in_order(inputs)
        values = [fitted(v, t) for v, t in zip(values, self._graph.inputs, strict=True)]

        def call(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            # Keras: 3.15.1 lets the mode of the model go before that of a call inside it.
            if training is not None and isinstance(operation, Layer):
                if signature_of(operation).takes("training"):
                    kwargs["training"] = training
            return operation(*args, **kwargs)

        results = self._graph.run(values, call)
        # Keras: 3.15.1 returns the tensor alone for a list of one, too.
        if len(results) == 1 and not isinstance(self._outputs_struct, dict):
            return results[0]
        return tree.pack_sequence_as(self._outputs_struct, results)

    def _in_order(self, inputs: Any) -> list[Any]:
        """The inputs in the order of the model's; those in a dict are found by name."""
        names = self._input_keys()
        if isinstance(inputs, dict):
            missing = [name for name in names if name not in inputs]
            if missing:
                raise InvalidArgument(
                    f"Model '{self.name}' got inputs named {sorted(map(str, inputs))}, but {names} "
                    f"were expected. Add {missing[0]!r}."
                )
            unused = sorted(str(name) for name in inputs if name not in names)
            if unused:
                warnings.warn(
                    f"Model '{self.name}' got inputs named {unused} that it does not use; it takes "
                    f"{names}.",
                    KerasLiteWarning,
                    stacklevel=2,
                )
            return [inputs[name] for name in names]
        found = tree.flatten(inputs)
        if len(found) != len(names):
            raise InvalidArgument(
                f"Model '{self.name}' got {len(found)} inputs, but {len(names)} were expected: "
                f"{names}. Give them as a list in this order, or as a dict."
            )
        return found

    def _input_keys(self) -> list[Any]:
        """The names under which inputs may be given in a dict."""
        if isinstance(self._inputs_struct, dict):
            return sorted(self._inputs_struct)
        return self.input_names

    @property
    def inputs(self) -> list[Any]:
        """The symbolic inputs."""
        return list(self._graph.inputs)

    @property
    def outputs(self) -> list[Any]:
        """The symbolic outputs."""
        return list(self._graph.outputs)

    @property
    def input(self) -> Any:
        """The symbolic inputs, in the structure that was given."""
        return self._inputs_struct

    @property
    def output(self) -> Any:
        """The symbolic outputs, in the structure that was given."""
        return self._outputs_struct

    @property
    def input_names(self) -> list[str]:
        """The names of the input layers."""
        return [tensor._keras_history.operation.name for tensor in self._graph.inputs]

    @property
    def output_names(self) -> list[str]:
        """The names of the outputs: their keys in a dict, else those of the layers."""
        if isinstance(self._outputs_struct, dict):
            return [str(key) for key in sorted(self._outputs_struct)]
        return [tensor._keras_history.operation.name for tensor in self._graph.outputs]

    @property
    def input_shape(self) -> Any:
        """The shape of the input: a tuple, or a list of them if there are several."""
        shapes = [tensor.shape for tensor in self._graph.inputs]
        return shapes[0] if len(shapes) == 1 else shapes

    @property
    def output_shape(self) -> Any:
        """The shape of the output: a tuple, or a list of them if there are several."""
        shapes = [tensor.shape for tensor in self._graph.outputs]
        return shapes[0] if len(shapes) == 1 else shapes

    @property
    def operations(self) -> list[Any]:
        """The layers, and the functions of `keras_lite.ops` that were called between them."""
        return list(self._graph.operations)

    @property
    def _nodes_by_depth(self) -> dict[int, list[Any]]:
        return self._graph.nodes_by_depth

    def get_build_config(self) -> dict[str, Any] | None:
        # Keras: 3.15 writes a functional model's so; its inputs say the shape.
        return {"input_shape": None}

    def get_config(self) -> dict[str, Any]:
        if type(self) is not Functional:
            return super().get_config()
        return {
            "name": self.name,
            "trainable": self.trainable,
            **calls_config(self._graph, self._inputs_struct, self._outputs_struct),
        }

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        graph = state.pop("_graph")
        for end in ("_inputs_struct", "_outputs_struct"):
            state[end] = tree.map_structure(lambda _: 0, state[end])
        # The tensors that it was made of lead to everything else that was made of them.
        given = {k: v for k, v in state["_arguments"].items() if not any_symbolic(v)}
        return {**state, "_arguments": given, "input_spec": None, "_graph_record": graph.record()}

    def _restore(self, state: dict[str, Any]) -> None:
        record = state.pop("_graph_record")
        super()._restore(state)
        graph = Graph.from_record(record)
        inputs = tree.pack_sequence_as(state["_inputs_struct"], graph.inputs)
        outputs = tree.pack_sequence_as(state["_outputs_struct"], graph.outputs)
        self._set_graph(graph, inputs, outputs)


def fitted(value: Any, tensor: KerasTensor) -> Any:
    """`value` in the type of an input, with a last axis of length 1 added or taken off if need be.

    Args:
        value: An array or a traced value, or None for an optional input.
        tensor: The input.
    """
    if value is None:
        return None
    if not hasattr(value, "dtype"):
        value = ops.convert_to_tensor(value)
    if str(value.dtype) != tensor.dtype:
        value = ops.cast(value, tensor.dtype)
    rank, wanted = len(value.shape), len(tensor.shape)
    if rank == wanted + 1 and value.shape[-1] == 1:
        return ops.squeeze(value, axis=-1)
    if rank == wanted - 1 and tensor.shape[-1] == 1:
        return ops.expand_dims(value, axis=-1)
    return value


def _is_input(tensor: Any) -> bool:
    history = getattr(tensor, "_keras_history", None)
    return history is not None and isinstance(history.operation, InputLayer)


def _with_own_inputs(inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """Inputs in place of tensors that other layers made, and what the same calls make of them."""

    def own(tensor: KerasTensor) -> KerasTensor:
        if _is_input(tensor):
            return tensor
        # Keras: 3.15 calls them so, and a summary shows it.
        name = f"{tensor.name}CLONE"
        return InputLayer(batch_shape=tensor.shape, dtype=tensor.dtype, name=name).output

    graph = Graph(tree.flatten(inputs), tree.flatten(outputs))
    fresh = tree.map_structure(own, inputs)
    return fresh, tree.pack_sequence_as(outputs, graph.copied(tree.flatten(fresh)))


def functional_from_config(
    cls: type, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
) -> Any:
    """A functional model made from its configuration.

    Args:
        cls: `Functional`, or a subclass with the same constructor.
        config: What `get_config` returned.
        custom_objects: The user's own classes and functions by name.
    """
    with registry.CustomObjectScope(custom_objects):
        inputs, outputs = restore_calls(config)
    kept = {key: config[key] for key in ("name", "trainable") if key in config}
    return cls(inputs=inputs, outputs=outputs, **kept)
