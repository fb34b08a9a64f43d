"""y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, the statistics being the batch's."""

from __future__ import annotations

from typing import Any

from keras_lite import constraints, initializers, ops, registry, regularizers
from keras_lite.layers.checks import known_length, not_supported
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class BatchNormalization(Layer):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta.

    While training, mean and variance are those of the batch, and the moving ones follow them:
    ``moving = moving * momentum + batch * (1 - momentum)``. Otherwise, and in a frozen layer, the
    moving ones are used. The variance is the mean of the squared deviations, in both places.

    Source: Ioffe and Szegedy, Batch Normalization, 2015.

    Args:
        axis: The axis of the features; statistics are taken over all others.
        momentum: How slowly the moving statistics follow.
        epsilon: Keeps the division away from zero.
        center, scale: Whether there are `beta` and `gamma`.
        beta_initializer, gamma_initializer: What they start as.
        moving_mean_initializer, moving_variance_initializer: What the moving statistics start as.
        beta_regularizer, gamma_regularizer: Penalties on them, added to the loss.
        beta_constraint, gamma_constraint: Applied to them after each update.
        renorm, renorm_clipping, renorm_momentum: Kept for Keras' signature; only False.
        synchronized: Kept for Keras' signature; one process sees the whole batch anyway.
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        not_supported("BatchNormalization", renorm=renorm)
        self.axis = int(axis)
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.renorm, self.renorm_clipping = renorm, renorm_clipping
        self.renorm_momentum = renorm_momentum
        self.synchronized = synchronized
        self.supports_masking = True
        self.gamma = self.beta = None

    def build(self, input_shape: Any) -> None:
        shape = (known_length(self, input_shape, self.axis),)
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
        self.moving_mean = self.add_weight(
            shape, self.moving_mean_initializer, trainable=False, name="moving_mean"
        )
        self.moving_variance = self.add_weight(
            shape, self.moving_variance_initializer, trainable=False, name="moving_variance"
        )
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: shape[0]})

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        rank = len(inputs.shape)
        kept = self.axis % rank
        if training and self.trainable:
            axes = [axis for axis in range(rank) if axis != kept]
            mean = ops.mean(inputs, axes)
            # The slopes that reach the mean by way of the variance add up to 0.
            # Keras: slopes of slopes pass it by, too, as `tf.nn.moments` has it (3.15).
            deviation = inputs - self._along(ops.stop_gradient(mean), rank)
            variance = ops.mean(ops.square(deviation), axes)
            self._follow(self.moving_mean, mean)
            self._follow(self.moving_variance, variance)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        factor = ops.rsqrt(variance + self.epsilon)
        if self.gamma is not None:
            factor = factor * self.gamma
        shift = -mean * factor
        if self.beta is not None:
            shift = self.beta + shift
        return inputs * self._along(factor, rank) + self._along(shift, rank)

    def _along(self, x: Any, rank: int) -> Any:
        """A vector laid along the axis of the features."""
        if self.axis % rank == rank - 1:
            return x
        shape = [1] * rank
        shape[self.axis] = x.shape[0]
        return ops.reshape(x, shape)

    def _follow(self, moving: Any, batch: Any) -> None:
        moving.assign(moving * self.momentum + batch * (1.0 - self.momentum))
