"""The same numbers in another shape, order or number."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.ir import BATCH, Dim, Node, Shape, Size, Spec, SymbolicSizeError, product
from keras_lite.engine.op import Array, Example, Name, Op, broadcast_shapes, call
from keras_lite.engine.simplify import rule
from keras_lite.engine.trace import active, apply
from keras_lite.primitives.axes import one_axis, several_axes
from keras_lite.primitives.elementwise import as_dtype, promoted
from keras_lite.primitives.slicing import Range, Slice, flip, getitem, pad

__all__ = [
    "broadcast_to",
    "concatenate",
    "expand_dims",
    "flip",
    "full",
    "getitem",
    "pad",
    "product",
    "repeat",
    "reshape",
    "squeeze",
    "stop_gradient",
    "tile",
    "transpose",
]


class Reshape(Op):
    """y = the numbers of x, read row by row, in another shape."""

    shape: Shape
    is_view = True
    needs_contiguous = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0].reshape(self.shape)

    def spec(self, *inputs: Spec) -> Spec:
        x = inputs[0]
        if x.size != product(self.shape):
            # Sizes that differ as formulas may be equal for the batch size of today.
            error = SymbolicSizeError if isinstance(x.size, Dim) else ValueError
            raise error(
                f"reshape: {x.size} numbers of shape {x.shape} do not fit into the shape"
                f" {self.shape}. Use -1 for one of the sizes."
            )
        return Spec(self.shape, x.dtype)

    def stacked(self) -> Op | None:
        return Reshape((-1, *self.shape))

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (call("reshape", g, shape=tuple(inputs[0].shape)),)

    def expression(self, *inputs: Name) -> str:
        return f"{inputs[0]}.reshape({', '.join(map(str, self.shape)) or '()'})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls((BATCH, 6)), ((BATCH, 2, 3),)),
            Example(cls((2 * BATCH, 3)), ((BATCH, 2, 3),)),
            Example(cls(()), ((1, 1),)),
        ]


class Transpose(Op):
    """y = x with its axes in another order."""

    axes: tuple[int, ...]
    is_view = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0].transpose(self.axes)

    def spec(self, *inputs: Spec) -> Spec:
        x = inputs[0]
        if sorted(self.axes) != list(range(x.rank)):
            raise ValueError(
                f"transpose: axes={self.axes} arrived for a value with {x.rank} axes; each of its"
                " axes is expected once."
            )
        return Spec(tuple(x.shape[i] for i in self.axes), x.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        back = tuple(self.axes.index(i) for i in range(len(self.axes)))
        return (call("transpose", g, axes=back),)

    def stacked(self) -> Op | None:
        return Transpose((0, *(i + 1 for i in self.axes)))

    def expression(self, *inputs: Name) -> str:
        if self.axes == (1, 0):
            return f"{inputs[0]}.T"
        return f"{inputs[0]}.transpose({', '.join(map(str, self.axes))})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls((1, 0)), ((BATCH, 4),)), Example(cls((2, 0, 1)), ((BATCH, 3, 4),))]


class BroadcastTo(Op):
    """y = x, repeated along axes of length 1 and along new axes in front."""

    shape: Shape
    is_view = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.broadcast_to(inputs[0], self.shape)

    def spec(self, *inputs: Spec) -> Spec:
        if broadcast_shapes(self, inputs[0].shape, self.shape) != self.shape:
            raise ValueError(
                f"broadcast_to: the shape {inputs[0].shape} cannot be spread over {self.shape}."
                " Only axes of length 1 can be repeated."
            )
        return Spec(self.shape, inputs[0].dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (g,)

    def expression(self, *inputs: Name) -> str:
        x = inputs[0]
        if not x.isidentifier():  # a number as such would lose its dtype
            return f'np.full({self.shape}, {x}, "{x.spec.dtype}")'
        return f"np.broadcast_to({x}, {self.shape})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls((BATCH, 4)), ((4,),)),
            Example(cls((BATCH, 3, 4)), ((BATCH, 1, 4),)),
            Example(cls((BATCH,)), ((),)),
        ]


class StopGradient(Op):
    """y = x, through which no slope passes."""

    is_view = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0]

    def spec(self, *inputs: Spec) -> Spec:
        return inputs[0]

    def expression(self, *inputs: Name) -> str:
        return str(inputs[0])

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [Example(cls(), ((BATCH, 4),), differentiable=())]


@rule("stop_gradient")
def _passed(node: Node) -> Node:
    """The value itself: slopes have been taken when graphs are simplified."""
    return node.inputs[0]


class Concatenate(Op):
    """y = the inputs, one after another along an axis."""

    axis: int

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return xp.concatenate(inputs, axis=self.axis)

    def spec(self, *inputs: Spec) -> Spec:
        first = inputs[0]
        for other in inputs[1:]:
            same = [a == b for a, b in zip(first.shape, other.shape, strict=False)]
            if first.rank != other.rank or not all(same[: self.axis] + same[self.axis + 1 :]):
                listed = ", ".join(str(s.shape) for s in inputs)
                raise ValueError(
                    f"concatenate: the shapes {listed} do not fit along axis {self.axis}; all other"
                    " lengths must be equal."
                )
        total: Size = 0
        for x in inputs:
            total = total + x.shape[self.axis]
        return Spec((*first.shape[: self.axis], total, *first.shape[self.axis + 1 :]), first.dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        slopes, start = [], 0
        for x in inputs:
            stop = start + x.shape[self.axis]
            index = [Range()] * x.ndim
            index[self.axis] = Range(start, stop)
            slopes.append(apply(Slice(tuple(index)), g))
            start = stop
        return slopes

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        return [f"concatenate([{', '.join(inputs)}], axis={self.axis}, out={out})"]

    def expression(self, *inputs: Name) -> str:
        return f"np.concatenate([{', '.join(inputs)}], axis={self.axis})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        return [
            Example(cls(1), ((BATCH, 4), (BATCH, 2), (BATCH, 1))),
            Example(cls(0), ((BATCH, 3), (2 * BATCH, 3))),
            Example(cls(0), ((2,),)),
        ]


def reshape(x: Any, shape: Any) -> Any:
    """The numbers of x in another shape; one size may be -1, which is worked out.

    Raises:
        ValueError: if the sizes do not fit.
    """
    (x,) = promoted(x)
    asked = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    sizes = tuple(s if isinstance(s, Dim) else int(s) for s in asked)
    if -1 in sizes:
        place = sizes.index(-1)
        rest = product(s for i, s in enumerate(sizes) if i != place)
        total = product(x.shape)
        fits = rest != 0 and total % rest == 0
        sizes = (*sizes[:place], total // rest if fits else 0, *sizes[place + 1 :])
    return x if sizes == tuple(x.shape) else apply(Reshape(sizes), x)


def transpose(x: Any, axes: Any = None) -> Any:
    """x with its axes in another order; in reverse order by default."""
    (x,) = promoted(x)
    rank = len(x.shape)
    if axes is None:
        order = tuple(reversed(range(rank)))
    else:
        order = tuple(one_axis(a, rank, "transpose") for a in axes)
    return x if order == tuple(range(rank)) else apply(Transpose(order), x)


def broadcast_to(x: Any, shape: Any) -> Any:
    """x, repeated along axes of length 1 and along new axes in front."""
    (x,) = promoted(x)
    sizes = tuple(s if isinstance(s, Dim) else int(s) for s in shape)
    trace = active()
    if trace is not None and any(isinstance(s, Dim) for s in sizes):
        x = trace.traced(x)  # a fixed array, whose copies are as many as the batch is long
    return x if sizes == tuple(x.shape) else apply(BroadcastTo(sizes), x)


def full(shape: Any, value: Any, dtype: str) -> Any:
    """An array of one number; its shape may depend on the batch size."""
    trace = active()
    if trace is None or not any(isinstance(s, Dim) for s in shape):
        return np.full(tuple(shape), value, dtype)
    return broadcast_to(trace.traced(as_dtype(value, dtype)), tuple(shape))


def stop_gradient(x: Any) -> Any:
    """x, through which no slope passes."""
    (x,) = promoted(x)
    return apply(StopGradient(), x)


def concatenate(values: Sequence[Any], axis: int = -1) -> Any:
    """The values, one after another along an axis."""
    parts = promoted(*values)
    return apply(Concatenate(one_axis(axis, len(parts[0].shape), "concatenate")), *parts)


def expand_dims(x: Any, axis: Any) -> Any:
    """x with a new axis of length 1 at each place named (counted in the result)."""
    (x,) = promoted(x)
    count = len(axis) if isinstance(axis, (tuple, list)) else 1
    places = several_axes(axis, len(x.shape) + count, "expand_dims")
    sizes = iter(x.shape)
    rank = len(x.shape) + count
    return reshape(x, tuple(1 if i in places else next(sizes) for i in range(rank)))


def squeeze(x: Any, axis: Any = None) -> Any:
    """x without axes of length 1 (all of those by default).

    Raises:
        ValueError: if a named axis has another length.
    """
    (x,) = promoted(x)
    if axis is None:
        places: Sequence[int] = [i for i, size in enumerate(x.shape) if size == 1]
    else:
        places = several_axes(axis, len(x.shape), "squeeze")
    for i in places:
        if x.shape[i] != 1:
            raise ValueError(
                f"squeeze: axis {i} of the shape {tuple(x.shape)} has length {x.shape[i]}; only"
                " axes of length 1 can be left out."
            )
    return reshape(x, tuple(size for i, size in enumerate(x.shape) if i not in places))


def tile(x: Any, repeats: Any) -> Any:
    """x, laid side by side `repeats` times along each axis."""
    (x,) = promoted(x)
    times = tuple(repeats) if isinstance(repeats, (tuple, list)) else (repeats,)
    shape = tuple(x.shape)
    rank = max(len(times), len(shape))
    times = (1,) * (rank - len(times)) + times
    shape = (1,) * (rank - len(shape)) + shape
    apart = tuple(size for s in shape for size in (1, s))
    spread = tuple(size for pair in zip(times, shape, strict=True) for size in pair)
    together = tuple(t * s for t, s in zip(times, shape, strict=True))
    return reshape(broadcast_to(reshape(x, apart), spread), together)


def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """x with each of its places along an axis `repeats` times (a number, or one for each place)."""
    (x,) = promoted(x)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    axis = one_axis(axis, len(x.shape), "repeat")
    shape = tuple(x.shape)
    if np.ndim(repeats):
        places = np.repeat(np.arange(shape[axis]), np.asarray(repeats)).astype("int32")
        return call("take", x, places, axis=axis)
    before, size, after = shape[:axis], shape[axis], shape[axis + 1 :]
    apart = reshape(x, (*before, size, 1, *after))
    return reshape(
        broadcast_to(apart, (*before, size, repeats, *after)), (*before, size * repeats, *after)
    )
