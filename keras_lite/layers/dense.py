"""y = activation(x @ kernel + bias)."""

from __future__ import annotations

from typing import Any

from keras_lite import activations, constraints, initializers, ops, registry, regularizers
from keras_lite.layers.checks import known_length, not_supported, positive_integer
from keras_lite.layers.input_spec import InputSpec
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Dense(Layer):
    """y = activation(x @ kernel + bias): every output is connected with every input.

    Args:
        units: The number of outputs (neurons).
        activation: A function of the outputs, or its name; none by default.
        use_bias: Whether a number of its own is added to each output.
        kernel_initializer, bias_initializer: What the weights start as.
        kernel_regularizer, bias_regularizer: Penalties on the weights, added to the loss.
        activity_regularizer: A penalty on the outputs.
        kernel_constraint, bias_constraint: Applied to the weights after each update.
        lora_rank, lora_alpha, quantization_config: Kept for Keras' signature; only None.

    Shapes:
        Input (batch, ..., features), output (batch, ..., units); `kernel` (features, units), `bias`
        (units,).

    Raises:
        InvalidArgument: (a ValueError) unless `units` is a positive integer.

    Example:
        >>> layer = Dense(1, kernel_initializer="ones", bias_initializer="ones")
        >>> layer(np.array([[1.0, 2.0]]))
        Tensor([[4.]], dtype=float32)
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.units = positive_integer("Dense: `units`", units, "Give the number of neurons.")
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        not_supported("Dense", lora_rank=lora_rank, quantization_config=quantization_config)
        self.quantization_config = quantization_config
        self.input_spec = InputSpec(min_ndim=2)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        features = known_length(self, input_shape)
        self.kernel = self.add_weight(
            (features, self.units),
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            name="kernel",
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                (self.units,),
                self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                name="bias",
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: features})

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        x = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            x = ops.add(x, self.bias)
        return self.activation(x)
