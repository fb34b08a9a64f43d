"""y = x above zero, alpha * x below, alpha learned."""

from __future__ import annotations

from typing import Any

from keras_lite import activations, constraints, initializers, registry, regularizers
from keras_lite.layers.checks import known_length
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class PReLU(Layer):
    """y = x for x >= 0, alpha * x for x < 0, where `alpha` is learned for each input.

    Source: He et al., Delving Deep into Rectifiers, 2015.

    Args:
        alpha_initializer, alpha_regularizer, alpha_constraint: For the weights `alpha`.
        shared_axes: Axes, counted from 1, along which one `alpha` holds for all.
    """

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        if shared_axes is not None:
            shared_axes = list(shared_axes) if hasattr(shared_axes, "__iter__") else [shared_axes]
        self.shared_axes = shared_axes

    def build(self, input_shape: Any) -> None:
        shared = self.shared_axes or ()
        rank = len(input_shape)
        lengths = [
            1 if axis in shared else known_length(self, input_shape, axis)
            for axis in range(1, rank)
        ]
        self.alpha = self.add_weight(
            tuple(lengths),
            self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
            name="alpha",
        )
        axes = {axis: input_shape[axis] for axis in range(1, rank) if axis not in shared}
        self.input_spec = InputSpec(ndim=rank, axes=axes)

    def call(self, inputs: Any) -> Any:
        return activations.relu(inputs) - self.alpha * activations.relu(-inputs)
