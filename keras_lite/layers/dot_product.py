"""Products of two tensors, sample by sample. (`layers.dot` is a function.)"""

from __future__ import annotations

import math
from typing import Any

from keras_lite import ops, registry
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.layers.layer import Layer
from keras_lite.layers.merge import check_several


@registry.builtin("keras.layers")
class Dot(Layer):
    """y[b] = sum over k of a[b, ..., k, ...] * c[b, ..., k, ...].

    Args:
        axes: The axis that is summed over, the same in both inputs, or one for each.
        normalize: Whether both are divided by their length first: y is the cosine of the angle.

    Shapes:
        The output has the batch axis, the other axes of the first input, then those of the second;
        (batch, 1) if there are none.

    Example:
        >>> Dot(axes=1)([np.ones((2, 3)), np.ones((2, 3))])
        Tensor([[3.],
                [3.]], dtype=float32)
    """

    fewest = most = 2

    def __init__(self, axes: Any, normalize: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        pair = axes if isinstance(axes, (list, tuple)) else (axes, axes)
        if len(pair) != 2 or not all(isinstance(axis, int) for axis in pair):
            raise InvalidArgument(explain("Dot: `axes`", axes, "an integer or a pair of them"))
        self.axes = axes
        self.normalize = normalize
        self.supports_masking = True

    def _pair(self, ranks: tuple[int, int]) -> tuple[int, int]:
        axes = self.axes if isinstance(self.axes, (list, tuple)) else (self.axes, self.axes)
        return axes[0] % ranks[0], axes[1] % ranks[1]

    def build(self, input_shape: Any) -> None:
        check_several(self, input_shape)
        a, b = input_shape
        i, j = self._pair((len(a), len(b)))
        if 0 in (i, j) or (a[i] != b[j] and None not in (a[i], b[j])):
            raise InvalidShape(
                f"Dot layer '{self.name}' got inputs of the shapes {tuple(a)} and {tuple(b)}, but "
                f"equal lengths were expected along axis {i} of the first and {j} of the second, "
                "and neither may be the batch axis. Choose other `axes`."
            )

    def call(self, inputs: Any) -> Any:
        check_several(self, inputs)
        a, b = inputs
        i, j = self._pair((len(a.shape), len(b.shape)))
        if self.normalize:
            a, b = ops.normalize(a, axis=i), ops.normalize(b, axis=j)
        batch, *rows = [n for axis, n in enumerate(ops.shape(a)) if axis != i]
        _, *columns = [n for axis, n in enumerate(ops.shape(b)) if axis != j]
        length = a.shape[i]
        a = ops.reshape(ops.moveaxis(a, i, -1), (batch, math.prod(rows), length))
        b = ops.reshape(ops.moveaxis(b, j, 1), (batch, length, math.prod(columns)))
        return ops.reshape(ops.matmul(a, b), (batch, *((*rows, *columns) or (1,))))

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return None


@registry.builtin("keras.layers")
def dot(inputs: Any, axes: Any = -1, **kwargs: Any) -> Any:
    """``Dot(axes, **kwargs)(inputs)``."""
    return Dot(axes=axes, **kwargs)(inputs)
