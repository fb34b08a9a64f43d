"""The class that all layers derive from."""

from __future__ import annotations

import inspect
from typing import Any

from keras_lite import dtype_policies, ops, registry, regularizers, tree
from keras_lite.engine.dtypes import is_float
from keras_lite.errors import InvalidArgument, suggest
from keras_lite.layers import call_context
from keras_lite.layers.arguments import Call, converted, take_input_shape
from keras_lite.layers.configuration import accepted, given_arguments, own_arguments
from keras_lite.layers.inference import Inferred
from keras_lite.layers.input_spec import check_inputs
from keras_lite.ops.symbolic import any_symbolic


@registry.builtin("keras", also=("keras.layers",))
class Layer(Inferred):
    """Something with weights that turns tensors into tensors.

    A layer of your own defines `call`, and `build` if it has weights:

        >>> class Scale(Layer):
        ...     def build(self, input_shape):
        ...         self.factor = self.add_weight((input_shape[-1],), "ones", name="factor")
        ...
        ...     def call(self, inputs):
        ...         return inputs * self.factor
        >>> Scale()(np.array([[1.0, 2.0]]))
        Tensor([[1., 2.]], dtype=float32)

    Its output shape, its derivative and its configuration follow from that.

    Args:
        activity_regularizer: A penalty on the output, added to the loss.
        trainable: Whether training changes its weights.
        dtype: The type of its weights and of its arithmetic, as a name or a `DTypePolicy`.
        autocast: Whether float inputs are cast to that type.
        name: Its name; the class name in snake case, with a running number, by default.
        **kwargs: Of a first layer, what its inputs look like: `input_shape` (without the batch
            axis), `input_dim`, `batch_size`, `batch_input_shape`. Of any layer, `weights`: arrays
            that it starts with.

    Raises:
        InvalidArgument: (a ValueError) for an argument that does not exist.
    """

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name)
        self._declared_shape = take_input_shape(type(self).__name__, kwargs)
        self._start_weights = kwargs.pop("weights", None)
        self._refuse_unknown(kwargs)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.dtype_policy = dtype_policies.get(dtype)
        self.autocast = autocast
        self.input_spec: Any = None
        self.supports_masking = False
        self.path = None
        self._building = False
        # What has nothing to build need not wait for a shape.
        self.built = registry.place_of(type(self)) is not None and (
            type(self).build is Layer.build and self._is_built_when_made
        )
        object.__setattr__(self, "_trainable", bool(trainable))

    def _refuse_unknown(self, kwargs: dict[str, Any]) -> None:
        if kwargs:
            cls = type(self)
            names = set(inspect.signature(cls.__init__).parameters) - {"self"}
            names |= {*_ARGUMENTS} - {"kwargs"}
            unknown = ", ".join(f"{name}={value!r}" for name, value in kwargs.items())
            raise InvalidArgument(
                f"{cls.__name__}: got unknown arguments: {unknown}."
                f"{suggest(next(iter(kwargs)), names)}"
            )

    # ---------------------------------------------------------------------------------- calling

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation, in `keras_lite.ops`, operators or NumPy functions; subclasses define it.

        Args:
            *args: Tensors; the first is the input that the layer is built for.
            **kwargs: More tensors and settings. `training` tells `fit` (True) from `predict`.
        """
        raise NotImplementedError(f"{type(self).__name__} has no `call` method. Define one.")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The result for tensors, arrays or symbolic tensors; builds the layer first if need be."""
        self._check_ready()
        dtype = self.compute_dtype if self.autocast else None
        args = tuple(converted(value, dtype, f"Layer '{self.name}'") for value in args)
        if kwargs:
            kwargs = converted(kwargs, dtype, f"Layer '{self.name}'")
        call = Call(self, args, kwargs)
        if self.input_spec is not None:
            check_inputs(self.input_spec, call.first, self.name)
        with call_context.naming(self):
            if not self.built:
                self._build_for(call)
            return self._run(call)

    def _run(self, call: Call) -> Any:
        mode = call.training
        if mode is None:
            mode = call_context.training()
        if mode is None:
            mode = call.signature.training_default
        if mode is not None and call.signature.takes("training"):
            call.kwargs = {**call.kwargs, "training": mode}
        masks = call.named.get("mask") if call.signature.takes("mask") else None
        if masks is None:
            masks = _masks(call.first)
        if call.signature.takes("mask"):
            call.kwargs = {**call.kwargs, "mask": masks}
        if call_context.depth() == 0:
            self._clear_losses()
        with call_context.calling(mode):
            if any_symbolic(call.args, call.kwargs):
                outputs = self.symbolic_call(*call.args, **call.kwargs)
            else:
                outputs = self._compute(call)
                if self.activity_regularizer is not None:
                    self._penalize(outputs)
            makes_masks = type(self).compute_mask is not Layer.compute_mask
            if self.supports_masking and (masks is not None or makes_masks):
                _set_masks(outputs, self.compute_mask(call.first, masks))
        return outputs

    def _compute(self, call: Call) -> Any:
        try:
            return self.call(*call.args, **call.kwargs)
        except Exception as error:
            if not hasattr(error, "_layer_is_named"):
                error.add_note(f"In the call of layer '{self.name}' ({type(self).__name__}).")
                error._layer_is_named = True  # type: ignore[attr-defined]
            raise

    def _penalize(self, outputs: Any) -> None:
        for output in tree.flatten(outputs):
            if hasattr(output, "dtype") and is_float(str(output.dtype)):
                loss = self.activity_regularizer(output)
                # Keras: 3.15 divides by the batch size, so that a penalty is one per sample.
                rows = ops.shape(output)[0] if len(output.shape) else 1
                self.add_loss(ops.divide(loss, ops.cast(rows, loss.dtype)))

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """The mask of the output: that of the input, unless a subclass says otherwise."""
        return previous_mask

    # ----------------------------------------------------------------------------- plain data

    def get_config(self) -> dict[str, Any]:
        """The arguments of the constructor, as plain data."""
        config: dict[str, Any] = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": dtype_policies.serialize(self.dtype_policy),
        }
        if self.activity_regularizer is not None:
            config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
        config.update(own_arguments(self, Layer))
        if type(self).get_config is Layer.get_config and not registry.place_of(type(self)):
            config.update(given_arguments(self))
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """A layer, unbuilt, made from what `get_config` returned."""
        if cls.get_config is Layer.get_config and not registry.place_of(cls):
            config = {k: registry.deserialize_keras_object(v) for k, v in config.items()}
        taken, rest = accepted(cls, config)
        made = cls(**taken)
        made.name = rest.get("name", made.name)
        if not rest.get("trainable", True):
            made.trainable = False
        return made

    def __getattr__(self, name: str) -> Any:
        found = getattr(type(self), name, None)
        if isinstance(found, property):
            return found.fget(self)  # once more, for the error that it raised
        hint = ""
        if not self.__dict__.get("built", True) and not name.startswith("_"):
            hint = " yet; it is not built. Call it on data, or call `build(input_shape)`"
        raise AttributeError(
            f"'{type(self).__name__}' object has no attribute '{name}'{hint}", name=name, obj=self
        )

    def __repr__(self) -> str:
        name = self.__dict__.get("name")
        return f"<{type(self).__name__} name={name}, built={self.__dict__.get('built')}>"


_ARGUMENTS = (
    "activity_regularizer trainable dtype autocast name input_shape input_dim batch_size "
    "batch_input_shape batch_shape weights"
).split()


def _masks(inputs: Any) -> Any:
    """The masks that the inputs carry, in their structure; None if there is none."""
    if hasattr(inputs, "dtype"):
        return getattr(inputs, "_keras_mask", None)
    masks = [getattr(leaf, "_keras_mask", None) for leaf in tree.flatten(inputs)]
    if all(mask is None for mask in masks):
        return None
    return tree.pack_sequence_as(inputs, masks)


def _set_masks(outputs: Any, masks: Any) -> None:
    leaves = tree.flatten(outputs)
    found = [masks] if len(leaves) == 1 else tree.flatten(masks)
    for output, mask in zip(leaves, found, strict=False):
        if mask is not None:
            output._keras_mask = mask
