"""Several tensors side by side. (Called so because `layers.concatenate` is a function.)"""

from __future__ import annotations

from typing import Any

from keras_lite import ops, registry
from keras_lite.errors import InvalidShape
from keras_lite.layers.layer import Layer
from keras_lite.layers.merge import check_several


@registry.builtin("keras.layers")
class Concatenate(Layer):
    """y = a, b, ... one after another along an axis.

    Args:
        axis: The axis; all others must have equal lengths.

    Example:
        >>> Concatenate()([np.ones((2, 3)), np.ones((2, 1))]).shape
        (2, 4)
    """

    fewest = 1

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        check_several(self, input_shape)
        shapes = [tuple(shape) for shape in input_shape]
        rank = len(shapes[0])
        fits = -rank <= self.axis < rank and all(len(shape) == rank for shape in shapes)
        for axis in range(rank if fits else 0):
            lengths = {shape[axis] for shape in shapes} - {None}
            fits = fits and (axis == self.axis % rank or len(lengths) <= 1)
        if not fits:
            raise InvalidShape(
                f"Concatenate layer '{self.name}' got inputs of the shapes {shapes}, but shapes "
                f"that differ along axis {self.axis} only were expected. Reshape the inputs, or "
                "choose another axis."
            )

    def call(self, inputs: Any) -> Any:
        check_several(self, inputs)
        return ops.concatenate(inputs, axis=self.axis)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        if all(mask is None for mask in previous_mask or ()):
            return None
        masks = []
        for x, mask in zip(inputs, previous_mask, strict=True):
            mask = ops.ones_like(x, dtype="bool") if mask is None else ops.cast(mask, "bool")
            missing = range(len(mask.shape), len(x.shape))
            masks.append(ops.broadcast_to(ops.expand_dims(mask, tuple(missing)), ops.shape(x)))
        return ops.all(ops.concatenate(masks, axis=self.axis), axis=-1)


@registry.builtin("keras.layers")
def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """``Concatenate(axis, **kwargs)(inputs)``."""
    return Concatenate(axis=axis, **kwargs)(inputs)
