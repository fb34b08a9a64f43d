"""y = (x - mean) / deviation, with statistics taken from data beforehand."""

from __future__ import annotations

import math
from typing import Any

from keras_lite import config, ops, registry, tree
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.layers.layer import Layer


@registry.builtin("keras.layers")
class Normalization(Layer):
    """y = (x - mean) / sqrt(variance): data around zero, of size one.

    Args:
        axis: The axis, or several, along which each place has its own statistics; None for one
            pair of numbers for everything.
        mean, variance: The statistics, if they are known; else call `adapt` first.
        invert: Whether y = x * sqrt(variance) + mean instead.

    Raises:
        InvalidArgument: (a ValueError) when only one of `mean` and `variance` is given.

    Example:
        >>> layer = Normalization()
        >>> layer.adapt(np.array([[1.0], [3.0]]))
        >>> layer(np.array([[3.0]]))
        Tensor([[1.]], dtype=float32)
    """

    def __init__(
        self,
        axis: Any = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if (mean is None) != (variance is None):
            raise InvalidArgument(
                f"Normalization: mean={mean!r} and variance={variance!r} arrived, but both or "
                "neither were expected. Give both, or call `adapt`."
            )
        if axis is None:
            axis = ()
        self.axis = tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)
        self.input_mean, self.input_variance = mean, variance
        self.invert = invert
        self.supports_masking = True
        self.mean = self.variance = None

    def _kept(self, rank: int) -> list[int]:
        kept = sorted(axis % rank for axis in self.axis)
        if 0 in kept:
            raise InvalidArgument(
                explain("Normalization: `axis`", self.axis, "no batch axis", "Leave 0 out.")
            )
        return kept

    def build(self, input_shape: Any) -> None:
        rank = len(input_shape)
        kept = self._kept(rank)
        shape = tuple(input_shape[axis] for axis in kept)
        if None in shape:
            raise InvalidShape(
                f"Layer '{self.name}' was to be built for inputs of shape {tuple(input_shape)}, "
                f"but known lengths were expected along the axes {kept}. Give `Input` these."
            )
        self._kept_shape = shape
        self._broadcast_shape = [input_shape[i] if i in kept else 1 for i in range(rank)]
        if self.input_mean is None:
            self.adapt_mean = self.add_weight(shape, "zeros", trainable=False, name="mean")
            self.adapt_variance = self.add_weight(shape, "ones", trainable=False, name="variance")
            # Keras: 3.15 keeps this weight for files of old; nothing changes it.
            self.count = self.add_weight((), "zeros", "int64", trainable=False, name="count")
            self.finalize_state()
        else:
            self.mean = self._laid_out(self.input_mean)
            self.variance = self._laid_out(self.input_variance)

    def _laid_out(self, statistic: Any) -> Any:
        value = ops.convert_to_tensor(statistic, self.compute_dtype)
        if math.prod(value.shape) != math.prod(self._kept_shape):
            value = ops.broadcast_to(value, self._kept_shape)
        return ops.reshape(value, self._broadcast_shape)

    def adapt(self, data: Any) -> None:
        """Takes the statistics from data.

        Args:
            data: An array, or batches of arrays to go through once.
        """
        if not hasattr(data, "__array__"):
            data = ops.concatenate([ops.convert_to_tensor(_first(batch)) for batch in data], axis=0)
        data = ops.convert_to_tensor(data)
        if len(data.shape) == 1:
            data = ops.expand_dims(data, -1)
        if not self.built:
            self.build((None, *data.shape[1:]))
        kept = self._kept(len(data.shape))
        axes = [axis for axis in range(len(data.shape)) if axis not in kept]
        data = ops.cast(data, "float64")
        self.adapt_mean.assign(ops.cast(ops.mean(data, axes), self.adapt_mean.dtype))
        self.adapt_variance.assign(ops.cast(ops.var(data, axes), self.adapt_variance.dtype))
        self.finalize_state()

    def finalize_state(self) -> None:
        """Takes over the statistics from the weights; needed after changing these by hand."""
        if self.input_mean is None and "adapt_mean" in self.__dict__:
            self.mean = self._laid_out(self.adapt_mean.numpy())
            self.variance = self._laid_out(self.adapt_variance.numpy())

    def set_weights(self, weights: Any) -> None:
        super().set_weights(weights)
        self.finalize_state()

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, self.compute_dtype)
        deviation = ops.maximum(ops.sqrt(self.variance), config.epsilon())
        if self.invert:
            return self.mean + x * deviation
        return (x - self.mean) / deviation

    def get_config(self) -> dict[str, Any]:
        return {
            **Layer.get_config(self),
            "mean": _as_list(self.input_mean),
            "variance": _as_list(self.input_variance),
        }


def _first(batch: Any) -> Any:
    """The inputs of a batch that may come with targets."""
    return tree.flatten(batch)[0] if isinstance(batch, tuple) else batch


def _as_list(statistic: Any) -> Any:
    if hasattr(statistic, "__array__"):
        return ops.convert_to_numpy(statistic).tolist()
    return statistic
