"""y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, within each sample."""

from __future__ import annotations

from typing import Any

from keras_lite import constraints, initializers, ops, registry, regularizers
from keras_lite.layers.checks import known_length, not_supported
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class LayerNormalization(Layer):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, the statistics of each sample.

    Source: Ba et al., Layer Normalization, 2016.

    Args:
        axis: The axis, or several, over which the statistics are taken.
        epsilon: Keeps the division away from zero.
        center, scale: Whether there are `beta` and `gamma`.
        beta_initializer, gamma_initializer: What they start as.
        beta_regularizer, gamma_regularizer: Penalties on them, added to the loss.
        beta_constraint, gamma_constraint: Applied to them after each update.
    """

    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        if kwargs.pop("rms_scaling", False):
            not_supported("LayerNormalization", rms_scaling=True)
        super().__init__(**kwargs)
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.supports_masking = True
        self.gamma = self.beta = None

    def _axes(self, rank: int) -> list[int]:
        axes = self.axis if isinstance(self.axis, (list, tuple)) else [self.axis]
        return sorted(axis % rank for axis in axes)

    def build(self, input_shape: Any) -> None:
        axes = self._axes(len(input_shape))
        shape = tuple(known_length(self, input_shape, axis) for axis in axes)
        # Keras: 3.15 writes it as a list from here on.
        self.axis = list(self.axis) if isinstance(self.axis, list) else [self.axis]
        if self.scale:
            self.gamma = self.add_weight(
                shape,
                self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                name="gamma",
            )
        if self.center:
            self.beta = self.add_weight(
                shape,
                self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                name="beta",
            )

    def call(self, inputs: Any) -> Any:
        axes = self._axes(len(inputs.shape))
        return ops.layer_normalization(inputs, self.gamma, self.beta, axes, self.epsilon)

    def get_config(self) -> dict[str, Any]:
        # Keras: 3.15 writes an argument that only older files set.
        return {**super().get_config(), "rms_scaling": False}
