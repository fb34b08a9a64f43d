"""y = x / (1 - rate) where chance keeps x, 0 elsewhere; only while training."""

from __future__ import annotations

from typing import Any

from keras_lite import ops, random, registry
from keras_lite.errors import InvalidArgument, explain
from keras_lite.layers.checks import number_in
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Dropout(Layer):
    """y = x / (1 - rate) with probability 1 - rate, else 0; y = x outside of training.

    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting,
    2014, in the form that scales while training.

    Args:
        rate: The share of inputs that is dropped, from 0 to 1.
        noise_shape: The shape of the mask, broadcast to the inputs; None in it, and in place of it,
            stands for the inputs' own.
        seed: An integer for numbers that repeat from run to run.

    Raises:
        InvalidArgument: (a ValueError) for a rate that is no share.
    """

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        fix = "Give the share of inputs to drop, as in Dropout(0.5)."
        self.rate = number_in("Dropout: `rate`", rate, 0, 1, fix)
        self.noise_shape = checked_noise_shape("Dropout", noise_shape)
        self.seed = seed
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        return random.dropout(
            inputs,
            rate=self.rate,
            noise_shape=full_noise_shape(self.noise_shape, inputs),
            seed=self.seed_generator,
        )


def checked_noise_shape(layer: str, shape: Any) -> tuple[int | None, ...] | None:
    """`shape` as a tuple of positive integers and None, or None.

    Raises:
        InvalidArgument: (a ValueError) for anything else.
    """
    if shape is None:
        return None
    is_whole = hasattr(shape, "__iter__") and all(
        n is None or (isinstance(n, int) and n > 0) for n in shape
    )
    if not is_whole:
        fix = "Use None for axes that the inputs decide."
        expected = "a tuple of positive integers and None"
        raise InvalidArgument(explain(f"{layer}: `noise_shape`", shape, expected, fix))
    return tuple(shape)


def full_noise_shape(shape: Any, inputs: Any) -> Any:
    """The shape of the mask, with the inputs' own lengths in place of None."""
    if shape is None:
        return None
    own = ops.shape(inputs)
    return tuple(own[axis] if n is None else n for axis, n in enumerate(shape))
