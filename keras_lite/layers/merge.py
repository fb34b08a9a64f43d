"""Several tensors of one shape made one: sum, difference, product, mean, largest, smallest."""

from __future__ import annotations

import functools
from typing import Any

from keras_lite import ops, registry
from keras_lite.errors import InvalidArgument, InvalidShape
from keras_lite.layers.layer import Layer


class Merge(Layer):
    """What the element by element merging layers share: the check of their inputs.

    Inputs of fewer axes get axes of length 1 after the batch axis, and lengths of 1 are stretched.
    """

    fewest = 1
    most: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        check_several(self, input_shape)
        rank = max(len(shape) for shape in input_shape)
        lengths: list[int | None] = [1] * rank
        for shape in input_shape:
            shape = (*shape[:1], *[1] * (rank - len(shape)), *shape[1:])
            for axis, length in enumerate(shape):
                if length in (None, 1) or lengths[axis] == length:
                    continue
                if lengths[axis] not in (None, 1):
                    raise InvalidShape(
                        f"{type(self).__name__} layer '{self.name}' got inputs of the shapes "
                        f"{input_shape}, but equal lengths (or 1) were expected along axis {axis}. "
                        "Bring the inputs to one shape first."
                    )
                lengths[axis] = length

    def call(self, inputs: Any) -> Any:
        check_several(self, inputs)
        rank = max(len(x.shape) for x in inputs)
        return self.merged([_with_rank(x, rank) for x in inputs])

    def merged(self, inputs: list[Any]) -> Any:
        """The result for inputs of one rank; subclasses define it."""
        raise NotImplementedError

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        masks = [mask for mask in previous_mask or () if mask is not None]
        return functools.reduce(ops.logical_and, masks) if masks else None


def check_several(layer: Any, inputs: Any) -> None:
    """Raises `InvalidArgument` unless `inputs` is a list of enough tensors, or of their shapes."""
    is_list = isinstance(inputs, (list, tuple)) and not hasattr(inputs, "dtype")
    if is_list and inputs and (inputs[0] is None or isinstance(inputs[0], int)):
        is_list = False  # the shape of a single tensor
    count = len(inputs) if is_list else 1
    most = getattr(layer, "most", None)
    if not is_list or count < layer.fewest or (most is not None and count > most):
        wanted = str(layer.fewest) if most == layer.fewest else f"at least {layer.fewest}"
        got = f"a list of {count}" if is_list else "no list"
        name = type(layer).__name__
        raise InvalidArgument(
            f"{name} layer '{layer.name}' got {got}, but a list of {wanted} tensors was expected. "
            f"Write {name}()([a, b])."
        )


def _with_rank(x: Any, rank: int) -> Any:
    missing = rank - len(x.shape)
    return ops.expand_dims(x, tuple(range(1, missing + 1))) if missing else x


@registry.builtin("keras.layers")
class Add(Merge):
    """y = a + b + ...

    Example:
        >>> Add()([np.array([[1.0]]), np.array([[2.0]])])
        Tensor([[3.]], dtype=float32)
    """

    def merged(self, inputs: list[Any]) -> Any:
        return functools.reduce(ops.add, inputs)


@registry.builtin("keras.layers")
class Subtract(Merge):
    """y = a - b."""

    fewest = most = 2

    def merged(self, inputs: list[Any]) -> Any:
        return ops.subtract(*inputs)


@registry.builtin("keras.layers")
class Multiply(Merge):
    """y = a * b * ..."""

    def merged(self, inputs: list[Any]) -> Any:
        return functools.reduce(ops.multiply, inputs)


@registry.builtin("keras.layers")
class Average(Merge):
    """y = (a + b + ...) / their number."""

    def merged(self, inputs: list[Any]) -> Any:
        return functools.reduce(ops.add, inputs) / len(inputs)


@registry.builtin("keras.layers")
class Maximum(Merge):
    """y = the largest of a, b, ..., element by element."""

    def merged(self, inputs: list[Any]) -> Any:
        return functools.reduce(ops.maximum, inputs)


@registry.builtin("keras.layers")
class Minimum(Merge):
    """y = the smallest of a, b, ..., element by element."""

    def merged(self, inputs: list[Any]) -> Any:
        return functools.reduce(ops.minimum, inputs)


@registry.builtin("keras.layers")
def add(inputs: Any, **kwargs: Any) -> Any:
    """``Add(**kwargs)(inputs)``."""
    return Add(**kwargs)(inputs)


@registry.builtin("keras.layers")
def subtract(inputs: Any, **kwargs: Any) -> Any:
    """``Subtract(**kwargs)(inputs)``."""
    return Subtract(**kwargs)(inputs)


@registry.builtin("keras.layers")
def multiply(inputs: Any, **kwargs: Any) -> Any:
    """``Multiply(**kwargs)(inputs)``."""
    return Multiply(**kwargs)(inputs)


@registry.builtin("keras.layers")
def average(inputs: Any, **kwargs: Any) -> Any:
    """``Average(**kwargs)(inputs)``."""
    return Average(**kwargs)(inputs)


@registry.builtin("keras.layers")
def maximum(inputs: Any, **kwargs: Any) -> Any:
    """``Maximum(**kwargs)(inputs)``."""
    return Maximum(**kwargs)(inputs)


@registry.builtin("keras.layers")
def minimum(inputs: Any, **kwargs: Any) -> Any:
    """``Minimum(**kwargs)(inputs)``."""
    return Minimum(**kwargs)(inputs)
