"""What operations along axes share."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.ir import BATCH, Shape, Spec
from keras_lite.engine.op import Array, Example, Name, Op, call
from keras_lite.primitives.elementwise import as_dtype, promoted


class Reduction(Op, abstract=True):
    """An operation that makes one number of all numbers along axes.

    Attributes:
        axis: the axes, counted from 0, in order.
        keepdims: whether they stay, with length 1.
        function: its name in the array modules.
    """

    axis: tuple[int, ...]
    keepdims: bool
    function: ClassVar[str]

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        options = {"dtype": inputs[0].dtype} if self._typed else {}
        function = getattr(xp, self.function)
        return function(inputs[0], axis=self.axis, keepdims=self.keepdims, **options)

    def spec(self, *inputs: Spec) -> Spec:
        (x,) = inputs
        return Spec(reduced_shape(x.shape, self.axis, self.keepdims), x.dtype)

    def _arguments(self, x: Name) -> str:
        axis: Any = self.axis
        if len(axis) == 1:
            axis = axis[0]
        elif axis == tuple(range(x.spec.rank)):
            axis = None
        typed = f', dtype="{x.spec.dtype}"' if self._typed and not is_float(x.spec.dtype) else ""
        return f"{x}, axis={axis}" + (", keepdims=True" if self.keepdims else "") + typed

    @property
    def _typed(self) -> bool:
        """Whether the function would otherwise widen integers."""
        return self.function in ("sum", "prod")

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"{self.function}({self._arguments(inputs[0])}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        return f"np.{self.function}({self._arguments(inputs[0])})"

    def stacked(self) -> Op | None:
        return self.but(axis=tuple(a + 1 for a in self.axis))

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls((0, 1), False), ((BATCH, 4),)),
            Example(cls((1,), True), ((BATCH, 4),)),
            Example(cls((0,), False), ((BATCH, 4),)),
            Example(cls((0, 2), False), ((2, 3, 4),)),
            Example(cls((), False), ((),)),
            Example(cls((1,), False), (np.array([[1, 2], [3, 4]], "int32"),)),
        ]

    def kept(self, value: Any, x: Any) -> Any:
        """A value of the result's shape, with the axes put back at length 1."""
        if self.keepdims or not self.axis:
            return value
        return call("reshape", value, shape=reduced_shape(x.shape, self.axis, True))


def reduced_shape(shape: Shape, axis: Sequence[int], keepdims: bool) -> Shape:
    """The shape without the axes, or with length 1 there."""
    if keepdims:
        return tuple(1 if i in axis else size for i, size in enumerate(shape))
    return tuple(size for i, size in enumerate(shape) if i not in axis)


def summable(x: Any) -> Any:
    """x, with booleans and small integers as 32-bit integers, in which they are added up."""
    (x,) = promoted(x)
    wider = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32"}
    wider["uint16"] = "uint32"
    dtype = dtype_name(x.dtype)
    return as_dtype(x, wider.get(dtype, dtype))
