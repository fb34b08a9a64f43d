"""Any function as a layer."""

from __future__ import annotations

import inspect
from typing import Any

from keras_lite import registry, tree
from keras_lite.layers.layer import Layer
from keras_lite.ops.symbolic import KerasTensor


@registry.builtin("keras.layers")
class Lambda(Layer):
    """y = function(x, **arguments).

    Args:
        function: A function of tensors, written in `keras_lite.ops`, operators or NumPy functions.
        output_shape: The shape it returns without the batch axis, or a function from the input's
            shape to it. Found by tracing the function unless given.
        mask: The mask of the output, or a function of inputs and mask to it.
        arguments: More arguments for the function, by name.

    A named function registered with `register_keras_serializable` can be saved; a lambda is saved
    as byte code.

    Example:
        >>> Lambda(lambda x: x**2)(np.array([[3.0]]))
        Tensor([[9.]], dtype=float32)
    """

    _is_built_when_made = False  # Keras: 3.15 notes the shape that it is called on first

    def __init__(
        self,
        function: Any,
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.function = function
        self._output_shape = output_shape
        self.mask = mask
        self.arguments = arguments or {}
        self.supports_masking = mask is not None

    def call(self, inputs: Any, mask: Any = None, training: bool | None = None) -> Any:
        offered = {"mask": mask, "training": training}
        try:
            taken = inspect.signature(self.function).parameters
        except (TypeError, ValueError):  # a function of C, which tells nothing
            taken = {}
        wanted = {name: v for name, v in offered.items() if name in taken}
        return self.function(inputs, **{**wanted, **self.arguments})

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        if self._output_shape is None:
            return super().compute_output_spec(*args, **kwargs)
        first = tree.flatten(args)[0]
        if callable(self._output_shape):
            shapes = tree.map_structure(lambda tensor: tensor.shape, args[0])
            shape = tuple(self._output_shape(shapes))  # of several inputs, a list of shapes
        else:
            shape = (first.shape[0], *self._output_shape)
        return KerasTensor(shape, self.compute_dtype)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return self.mask(inputs, previous_mask) if callable(self.mask) else self.mask

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        return {k: v for k, v in config.items() if k not in ("output_shape", "mask") or v}

    @property
    def output_shape(self) -> Any:
        """What was given as `output_shape`; else the shape of what the layer first returned."""
        return super().output_shape if self._output_shape is None else self._output_shape

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        names = ("function", "output_shape", "mask")
        read = {
            name: registry.deserialize_keras_object(config[name])
            for name in names
            if isinstance(config.get(name), dict)
        }
        if isinstance(config.get("output_shape"), list):
            read["output_shape"] = tuple(config["output_shape"])
        return super().from_config({**config, **read})
