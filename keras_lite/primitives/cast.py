"""Values in another dtype."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.ir import BATCH, Spec
from keras_lite.engine.op import Array, Example, Name, Op, call
from keras_lite.engine.trace import apply
from keras_lite.primitives.elementwise import promoted


class Cast(Op):
    """y = x in another dtype."""

    dtype: str
    is_elementwise = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0].astype(self.dtype)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(inputs[0].shape, self.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        source = dtype_name(inputs[0].dtype)
        if not is_float(source) or not is_float(self.dtype):
            return (None,)
        return (call("cast", g, dtype=source),)

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f'copyto({out}, {inputs[0]}, casting="unsafe")']

    def expression(self, *inputs: Name) -> str:
        return f'{inputs[0]}.astype("{self.dtype}")'

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls("float64"), ((BATCH, 4),)), Example(cls("int32"), ((3,),))]


def cast(x: Any, dtype: Any) -> Any:
    """x in another dtype; itself if it has that dtype already."""
    (x,) = promoted(x)
    return x if dtype_name(x.dtype) == dtype_name(dtype) else apply(Cast(dtype_name(dtype)), x)
