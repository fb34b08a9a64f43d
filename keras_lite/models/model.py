"""What all models share: layers by name, a summary, and a description as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keras_lite import registry, tree
from keras_lite.errors import InvalidArgument, NotReady, suggest
from keras_lite.layers.arguments import build_arguments, signature_of
from keras_lite.layers.building import as_tuples
from keras_lite.layers.call_context import calling
from keras_lite.layers.layer import Layer
from keras_lite.ops.symbolic import KerasTensor, infer_specs
from keras_lite.saving.saveable import Saveable, from_json
from keras_lite.training.trainer import Trainer


@registry.builtin("keras", also=("keras.models",))
class Model(Trainer, Saveable, Layer):
    """A layer that can be trained.

    There are three ways to make one. From symbolic inputs and outputs:

        >>> inputs = Input((3,))
        >>> model = Model(inputs, Dense(1)(Dense(8, "relu")(inputs)))

    from a list of layers, which is `Sequential`; and as a class of your own with layers for
    attributes and a `call` method:

        >>> class Network(Model):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.hidden = Dense(8, "relu")
        ...         self.answer = Dense(1)
        ...
        ...     def call(self, inputs):
        ...         return self.answer(self.hidden(inputs))

    Args:
        inputs: Symbolic tensors from `Input`: one, or a list, tuple or dict of them.
        outputs: Symbolic tensors that were computed from them.
        name: Its name.
        **kwargs: As for `Layer`.
    """

    _locks_state = False
    untracked_attributes = frozenset(
        "optimizer loss history _loss_tracker _compile_loss _compile_metrics _compile_arguments "
        "_output_structure _programs".split()
    )

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and _is_functional(args, kwargs):
            from keras_lite.models.functional import Functional

            cls = Functional
        return Layer.__new__(cls, *args, **kwargs)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from keras_lite.models.functional import Functional

        if _is_functional(args, kwargs) and not isinstance(self, Functional):
            # A subclass that hands over inputs and outputs becomes a subclass of `Functional`.
            _put_in_place(type(self), Functional)
            Functional.__init__(self, *args, **kwargs)  # type: ignore[arg-type]
            return
        if args:
            raise InvalidArgument(
                f"{type(self).__name__}: got {args!r}, but `inputs` and `outputs` were expected, "
                "or no arguments without names in a subclass with a `call` of its own."
            )
        Layer.__init__(self, **kwargs)
        Trainer.__init__(self)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation; subclasses define it."""
        raise NotImplementedError(
            f"{type(self).__name__} has no `call` method. Define one, or make the model of "
            "`inputs` and `outputs`."
        )

    def build(self, input_shape: Any) -> None:
        """Makes the weights of all layers, by tracing `call` for inputs of this shape.

        Args:
            input_shape: The shape with the batch axis, None for lengths that vary; or shapes in
                the structure of the inputs.
        """
        inputs = tree.map_shape_structure(
            lambda shape: KerasTensor(shape, self.compute_dtype, name="input"),
            as_tuples(input_shape),
        )
        default = signature_of(self).training_default
        with calling(default):
            infer_specs(self.call, (inputs,), {})

    def _build_for(self, call: Any) -> None:
        # Layers inside build themselves on the way; Python code may look at values there.
        if type(self).build is Model.build:
            self._build_shapes_dict = build_arguments(self.build, call.shapes())
            self._finish_build()
        else:
            super()._build_for(call)

    @property
    def layers(self) -> list[Any]:
        """The layers, without those inside them."""
        return list(self._layers)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Any:
        """The layer of this name, or at this place in `layers`.

        Raises:
            InvalidArgument: (a ValueError) when there is none, or when both or neither are given.
        """
        if (name is None) == (index is None):
            raise InvalidArgument(
                f"get_layer: name={name!r} and index={index!r} arrived, but exactly one of them "
                "was expected."
            )
        names = [layer.name for layer in self.layers]
        if index is not None:
            if not -len(names) <= index < len(names):
                raise InvalidArgument(
                    f"get_layer: there is no layer {index}; model '{self.name}' has {len(names)}."
                )
            return self.layers[index]
        if name not in names:
            raise InvalidArgument(
                f"get_layer: there is no layer '{name}' in model '{self.name}'."
                f"{suggest(name, names)} Its layers are {names}."
            )
        return self.layers[names.index(name)]

    def summary(
        self,
        line_length: int | None = None,
        positions: Sequence[float] | None = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Sequence[str] | None = None,
    ) -> None:
        """Prints a table of the layers, their output shapes and their numbers of weights.

        Args:
            line_length: The width; that of the terminal by default.
            positions: The right ends of the columns, as fractions of the width.
            print_fn: Gets the text in place of the screen.
            expand_nested: Whether layers inside layers are shown.
            show_trainable: Whether a column says what is trained.
            layer_range: Names (or patterns) of the first and the last layer to show.
        """
        from keras_lite.models.summary import summary

        summary(self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range)

    def to_json(self, **kwargs: Any) -> str:
        """The model's configuration, without its weights, as JSON.

        Args:
            **kwargs: For `json.dumps`.
        """
        import json

        return json.dumps(registry.serialize_keras_object(self), **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        """The layers with their weights, and how the model is compiled; no programs."""
        state = super().__getstate__()
        kept = {key: v for key, v in state.items() if key not in self._training_attributes()}
        return {**kept, "_training": self._training_record() if self.compiled else None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = dict(state)
        training = state.pop("_training")
        self._restore(state)
        Trainer.__init__(self)
        if training is not None:
            kind, config, values = training["optimizer"]
            self.compile(kind.from_config(config), **training["arguments"])
            if values is not None:
                self.optimizer.build(self.trainable_variables)
                for variable, value in zip(self.optimizer.variables, values, strict=True):
                    variable.assign(value)

    def _restore(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)

    @staticmethod
    def _training_attributes() -> set[str]:
        fresh = object.__new__(Trainer)
        Trainer.__init__(fresh)
        return {*vars(fresh), "_prepared", "_last_layout"}

    def _training_record(self) -> dict[str, Any]:
        optimizer = self.optimizer
        values = [v.numpy() for v in optimizer.variables] if optimizer.built else None
        names = ("run_eagerly", "steps_per_execution", "jit_compile")
        settings = {name: getattr(self, name) for name in names}
        return {
            "optimizer": (type(optimizer), optimizer.get_config(), values),
            "arguments": {**self._compile_arguments, **settings},
        }

    def get_compile_config(self) -> dict[str, Any]:
        """What `compile` was given, as plain data; empty before."""
        if not self.compiled:
            return {}
        config = {"optimizer": self.optimizer, **self._compile_arguments}
        config.update(
            run_eagerly=self.run_eagerly,
            steps_per_execution=self.steps_per_execution,
            jit_compile=bool(self.jit_compile) and self.jit_compile != "auto",
        )
        return registry.serialize_keras_object(config)  # type: ignore[no-any-return]

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compiles the model with what `get_compile_config` returned."""
        self.compile(**registry.deserialize_keras_object(config))
        if self.built:
            self.optimizer.build(self.trainable_variables)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        """A model, with fresh weights, made from what `get_config` returned.

        Args:
            config: A configuration.
            custom_objects: Your own classes and functions by name.
        """
        from keras_lite.models.functional import Functional, functional_from_config

        if {"layers", "input_layers", "output_layers"} <= set(config):
            if cls is Model:
                cls = Functional
            return functional_from_config(cls, config, custom_objects)
        with registry.CustomObjectScope(custom_objects):
            return super().from_config(config)


@registry.builtin("keras.models")
def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A model, with fresh weights, made from what `to_json` returned, in Keras 1, 2 or 3.

    Args:
        json_string: JSON.
        custom_objects: Your own classes and functions by name.
    """
    with registry.CustomObjectScope(custom_objects):
        return from_json(json_string)


def _is_functional(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether a constructor was given inputs and outputs."""
    return len(args) + sum(name in kwargs for name in ("inputs", "outputs")) >= 2


def _put_in_place(cls: type, functional: type) -> None:
    """Puts `functional` where a class, or one that it derives from, has `Model`."""
    if Model in cls.__bases__:
        cls.__bases__ = tuple(functional if b is Model else b for b in cls.__bases__)
        return
    for parent in cls.__bases__:
        if issubclass(parent, Model):
            _put_in_place(parent, functional)


def not_built(model: Any, what: str) -> NotReady:
    """The error for asking an unbuilt model for its shapes; `hasattr` takes it for an answer."""
    return _NotBuilt(
        f"{type(model).__name__} model '{model.name}' has no defined {what} yet. Add an "
        "`Input(shape)` first, call the model on data, or call `build(input_shape)`."
    )


class _NotBuilt(NotReady, AttributeError):
    pass
