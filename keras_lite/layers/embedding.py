"""Numbers of words, or of anything that can be counted, as vectors."""

from __future__ import annotations

from typing import Any

from keras_lite import constraints, initializers, ops, registry, regularizers
from keras_lite.layers.checks import not_supported, positive_integer
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Embedding(Layer):
    """y[b, i] = embeddings[x[b, i]]: one learned vector for each whole number.

    Args:
        input_dim: How many numbers there are; they run from 0.
        output_dim: The length of the vectors.
        embeddings_initializer: What the vectors start as.
        embeddings_regularizer: A penalty on the vectors, added to the loss.
        embeddings_constraint: Applied to the vectors after each update.
        mask_zero: Whether 0 stands for nothing and is masked.
        weights: An array, or a list with one, to start with.
        lora_rank, lora_alpha, quantization_config: Kept for Keras' signature; only None.

    Shapes:
        Input (batch, ...), output (batch, ..., output_dim).
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ) -> None:
        length = kwargs.pop("input_length", None)
        if length is not None and "input_shape" not in kwargs:
            # Keras: 2 was told the length of the sequences so; 3 finds it out.
            lengths = tuple(length) if hasattr(length, "__iter__") else (length,)
            kwargs["input_shape"] = lengths
        super().__init__(**kwargs)
        fix = "Give the number of different words."
        self.input_dim = positive_integer("Embedding: `input_dim`", input_dim, fix)
        fix = "Give the length of a vector."
        self.output_dim = positive_integer("Embedding: `output_dim`", output_dim, fix)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero
        not_supported("Embedding", lora_rank=lora_rank, quantization_config=quantization_config)
        self.quantization_config = quantization_config
        # Word numbers are no floats to be rounded to a smaller type.
        self.autocast = False
        if weights is not None:
            self._start_weights = weights if isinstance(weights, (list, tuple)) else [weights]
            self.build(None)

    def build(self, input_shape: Any = None) -> None:
        self.embeddings = self.add_weight(
            (self.input_dim, self.output_dim),
            self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
            name="embeddings",
        )

    def call(self, inputs: Any) -> Any:
        if not str(inputs.dtype).startswith(("int", "uint")):
            inputs = ops.cast(inputs, "int32")
        return ops.take(self.embeddings, inputs, axis=0)

    def get_config(self) -> dict[str, Any]:
        return {"activity_regularizer": None, **super().get_config()}

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return ops.not_equal(inputs, 0) if self.mask_zero else None
