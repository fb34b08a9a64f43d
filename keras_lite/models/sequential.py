"""Layers one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lite import registry, tree
from keras_lite.errors import InvalidArgument, InvalidShape, InvalidType, explain
from keras_lite.layers.building import as_tuples
from keras_lite.layers.call_context import naming
from keras_lite.layers.input_layer import InputLayer
from keras_lite.layers.layer import Layer
from keras_lite.models.functional import fitted
from keras_lite.models.model import Model, not_built
from keras_lite.naming import auto_name, skip_names
from keras_lite.training.trainer import Trainer


@registry.builtin("keras", also=("keras.models",))
class Sequential(Model):
    """A model of layers, each of which gets what the one before returned.

    Args:
        layers: The layers, if they are not added one by one.
        trainable: Whether training changes the weights.
        name: Its name.

    The weights are made when the shape of the inputs is known: at once if the first layer is an
    `Input` or was told `input_shape`, else on the first call.

    Example:
        >>> model = Sequential([Input((4,)), Dense(8, activation="relu"), Dense(1)])
        >>> model.output_shape
        (None, 1)
    """

    def __init__(
        self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None
    ) -> None:
        Layer.__init__(self, trainable=trainable, name=name)
        Trainer.__init__(self)
        self.autocast = False  # the input layer and the layers see to it
        self.__dict__.update(_layers=[], _symbolic_inputs=None, _symbolic_outputs=None)
        if layers is None:
            return
        if not isinstance(layers, (list, tuple)):
            fix = "Write Sequential([...])."
            raise InvalidType(explain("Sequential: `layers`", layers, "a list of layers", fix))
        for layer in layers:
            self.add(layer, rebuild=False)
        self._rebuild()

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Puts a layer at the end.

        Args:
            layer: A layer, a model, or what `Input` returned.
            rebuild: Whether the model is built at once, if the shape of its inputs is known.

        Raises:
            InvalidArgument: (a ValueError) for what is no layer, a second input, or a name that is
                taken.
            InvalidShape: (a ValueError) when the layer cannot take what the last one returns.
        """
        history = getattr(layer, "_keras_history", None)
        if history is not None and isinstance(history.operation, InputLayer):
            layer = history.operation
        self._check(layer)
        if not self._layers and not isinstance(layer, InputLayer):
            shape = getattr(layer, "_declared_shape", None)
            if shape is not None:
                self._layers.append(InputLayer(batch_shape=shape))
        self._layers.append(layer)
        if not rebuild:
            self._forget()
        elif self._symbolic_outputs is not None:
            self._extend(layer)
        else:
            self._rebuild(undo=True)

    def _extend(self, layer: Any) -> None:
        """Calls one more layer at the end of a model that is built."""
        # Keras: 3.15 calls them all anew, and the counting of names shows it.
        skip_names("keras_tensor", self._tensors_made)
        auto_name("functional")
        try:
            with naming(self):
                outputs = layer(self._symbolic_outputs)
        except Exception:
            self._layers.pop()
            raise
        self.__dict__["_symbolic_outputs"] = outputs
        self.__dict__["_tensors_made"] += len(tree.flatten(outputs))
        self._programs.clear()

    def _check(self, layer: Any) -> None:
        if not isinstance(layer, Layer):
            fix = "Give an instance, as in Dense(4)."
            if isinstance(layer, type) and issubclass(layer, Layer):
                fix = f"That is the class; give an instance, as in {layer.__name__}(...)."
            raise InvalidArgument(explain("Sequential: a layer", layer, "a layer", fix))
        taken = layer.name in [other.name for other in self._layers if other is not layer]
        if taken:
            raise InvalidArgument(
                f"Sequential '{self.name}' has a layer named '{layer.name}' already, but names "
                "that differ were expected. Pass name=... to one of them."
            )
        if isinstance(layer, InputLayer) and self._layers:
            raise InvalidArgument(
                f"Sequential '{self.name}' got the input '{layer.name}' after the layer "
                f"'{self._layers[-1].name}', but an input was expected in first place only. Use "
                "Model(inputs, outputs) for several inputs."
            )

    def pop(self, rebuild: bool = True) -> Any:
        """Takes the last layer off and returns it.

        Raises:
            InvalidArgument: (a ValueError) when there is none.
        """
        if not self.layers:
            raise InvalidArgument(f"Sequential '{self.name}': pop found no layer to take off.")
        layer = self._layers.pop()
        if rebuild:
            self._rebuild()
        else:
            self._forget()
        return layer

    def _forget(self) -> None:
        self.built = False
        self.__dict__.update(_symbolic_inputs=None, _symbolic_outputs=None)
        self._programs.clear()

    def _rebuild(self, undo: bool = False) -> None:
        """Builds the model if the shape of its inputs is known.

        Args:
            undo: Whether the last layer is taken off again if it does not fit.
        """
        self._forget()
        if not self.layers:
            return
        first = self._layers[0]
        shape = getattr(first, "batch_shape", None)
        if shape is None and len(self._layers) > 1 and isinstance(first, Model) and first.built:
            shape = getattr(first, "input_shape", None)
        if isinstance(shape, tuple):
            try:
                self.build(shape)
            except Exception:
                if undo:
                    self._layers.pop()
                    self._rebuild()
                raise

    def build(self, input_shape: Any = None) -> None:
        """Makes the weights.

        Args:
            input_shape: The shape of the inputs with the batch axis, None for lengths that vary.

        Raises:
            InvalidArgument: (a ValueError) when there are no layers, or an input of another shape.
        """
        if not self._layers:
            raise InvalidArgument(
                f"Sequential '{self.name}' cannot be built because it has no layers. Call "
                "`add(layer)` first."
            )
        first = self._layers[0]
        if isinstance(first, InputLayer):
            if input_shape is not None and not _agree(first.batch_shape, input_shape):
                raise InvalidShape(
                    f"Sequential '{self.name}' was to be built for {tuple(input_shape)}, but its "
                    f"input says {first.batch_shape}. Leave one of them out."
                )
        elif input_shape is None or not tree.is_shape(input_shape):
            return  # several inputs: the layers are built when they are called
        else:
            start = InputLayer(batch_shape=as_tuples(input_shape), dtype=first.compute_dtype)
            self._layers.insert(0, start)
        inputs = x = self._layers[0].output
        made = 0
        for layer in self._layers[1:]:
            x = layer(x)
            made += len(tree.flatten(x))
        # Keras: 3.15 keeps a functional model inside, which takes the next name of that kind.
        auto_name("functional")
        self.__dict__.update(_symbolic_inputs=inputs, _symbolic_outputs=x, _tensors_made=made)

    def _build_for(self, call: Any) -> None:
        shapes = list(call.shapes().values())
        self.build(shapes[0] if shapes else None)

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        x = inputs
        if self._symbolic_inputs is not None:
            leaves = tree.flatten(x)
            if len(leaves) != 1:
                raise InvalidArgument(
                    f"Sequential '{self.name}' got {len(leaves)} inputs, but one was expected. Use "
                    "Model(inputs, outputs) for several."
                )
            if isinstance(x, dict):
                self._check_key(*x)
            x = fitted(leaves[0], self._symbolic_inputs)
        for layer in self.layers:
            x = layer(x)
        return x

    def _check_key(self, key: str) -> None:
        """Refuses an input that is given under a name that is none of the model's."""
        known = [self._layers[0].name, self._symbolic_inputs.name]
        if key not in known:
            raise InvalidArgument(
                f"Sequential '{self.name}' got an input named {key!r}, but {known[0]!r} was "
                "expected. Give the array alone, or under this name."
            )

    @property
    def layers(self) -> list[Any]:
        """The layers, without the input."""
        start = 1 if self._layers and isinstance(self._layers[0], InputLayer) else 0
        return list(self._layers[start:])

    @property
    def inputs(self) -> list[Any]:
        """The symbolic input, in a list."""
        if self._symbolic_inputs is None:
            raise not_built(self, "inputs")
        return [self._symbolic_inputs]

    @property
    def outputs(self) -> list[Any]:
        """The symbolic outputs."""
        if self._symbolic_outputs is None:
            raise not_built(self, "outputs")
        return tree.flatten(self._symbolic_outputs)

    @property
    def input(self) -> Any:
        """The symbolic input."""
        return self.inputs[0]

    @property
    def output(self) -> Any:
        """What the last layer returned for the symbolic input."""
        outputs = self.outputs
        return outputs[0] if len(outputs) == 1 else self._symbolic_outputs

    @property
    def input_shape(self) -> Any:
        """The shape of the input, with the batch axis."""
        if self._symbolic_inputs is None:
            raise not_built(self, "input shape")
        return self._symbolic_inputs.shape

    @property
    def output_shape(self) -> Any:
        """The shape of the output, with the batch axis."""
        if self._symbolic_outputs is None:
            raise not_built(self, "output shape")
        return tree.map_structure(lambda tensor: tensor.shape, self._symbolic_outputs)

    @property
    def output_names(self) -> list[str]:
        """The name of the last layer."""
        return [self._layers[-1].name] if self._layers else []

    def get_config(self) -> dict[str, Any]:
        config = Layer.get_config(self)
        config["layers"] = [registry.serialize_keras_object(layer) for layer in self._layers]
        if self._build_shapes_dict is not None:
            config["build_input_shape"] = self._build_shapes_dict.get("input_shape")
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        """A model, with fresh weights, made from what `get_config` returned."""
        kept = {key: config[key] for key in ("name", "trainable") if key in config}
        model = cls(**kept)
        with registry.CustomObjectScope(custom_objects):
            for entry in config["layers"]:
                layer = registry.deserialize_keras_object(entry)
                with registry.calling(layer):
                    model.add(layer)
        shape = config.get("build_input_shape")
        if shape and not model.built and tree.is_shape(shape):
            model.build(tuple(shape))
        return model

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        return {**state, "_symbolic_inputs": None, "_symbolic_outputs": None}

    def _restore(self, state: dict[str, Any]) -> None:
        super()._restore(state)
        if state["built"] and isinstance(self._layers[0], InputLayer):
            self._layers[0] = InputLayer.from_config(self._layers[0].get_config())
            self.build(self._layers[0].batch_shape)


def _agree(shape: Any, other: Any) -> bool:
    """Whether two shapes can be those of one input; the batch size may differ."""
    other = tuple(other)
    return len(shape) == len(other) and all(
        None in (a, b) or a == b for a, b in zip(shape[1:], other[1:], strict=True)
    )
