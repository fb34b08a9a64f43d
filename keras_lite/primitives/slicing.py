"""Parts of a value by index, and values put into a larger one."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name, is_integer
from keras_lite.engine.ir import BATCH, Dim, Shape, Size, Spec, SymbolicSizeError, product
from keras_lite.engine.op import Array, Example, Name, Op, call
from keras_lite.engine.support import on
from keras_lite.engine.trace import active, apply
from keras_lite.engine.values import ConcreteValueError, Traced, tensor
from keras_lite.engine.variable import Variable
from keras_lite.primitives.arithmetic import add, mod, multiply
from keras_lite.primitives.axes import several_axes
from keras_lite.primitives.elementwise import as_dtype, install_operators, promoted
from keras_lite.record import Record


class Range(Record):
    """`start:stop:step` along one axis. (Python's own slices cannot be compared by hash.)"""

    start: Size | None = None
    stop: Size | None = None
    step: int | None = None

    def length(self, size: Size) -> Size:
        """How many of `size` places are taken.

        Raises:
            SymbolicSizeError: if that is not the same formula for every batch size.
        """
        if not any(isinstance(v, Dim) for v in (size, self.start, self.stop)):
            return len(range(*slice(self.start, self.stop, self.step).indices(size)))  # type: ignore[arg-type]
        step = self.step or 1
        whole = (self.start, self.stop) == (None, None)
        if step < 0 and not whole:
            raise SymbolicSizeError(
                f"{self} was asked of an axis of length {size}: with a negative step only the whole"
                " axis can be taken. Flip first, then slice."
            )
        count = size if whole else self._between(size)
        if count % abs(step):
            raise SymbolicSizeError(
                f"Every {abs(step)}th of {count} places was asked for: how many that are depends on"
                " the remainder."
            )
        return count // abs(step)

    def _between(self, size: Size) -> Size:
        start = 0 if self.start is None else _clipped(self.start, size)
        stop = size if self.stop is None else _clipped(self.stop, size)
        if not _never_above(start, stop):
            raise SymbolicSizeError(
                f"{self} of an axis of length {size} may be empty for some batch sizes."
            )
        return stop - start

    def __str__(self) -> str:
        text = ":".join("" if v is None else str(v) for v in (self.start, self.stop))
        return text if self.step is None else f"{text}:{self.step}"


def _clipped(place: Size, size: Size) -> Size:
    """A place between 0 and `size`, counted from the end if it is negative."""
    if isinstance(place, int) and place < 0:
        place = size + place
    if _never_above(size, place):
        return size
    if _never_above(0, place) and _never_above(place, size):
        return place
    raise SymbolicSizeError(
        f"Whether place {place} lies inside an axis of length {size} depends on the batch size."
    )


def _never_above(a: Size, b: Size) -> bool:
    """Whether a <= b for every batch size from 1 on."""
    rest = b - a
    if not isinstance(rest, Dim):
        return rest >= 0
    # As a polynomial in n - 1, it is not negative if no coefficient is.
    shifted: Size = 0
    for coefficient in reversed(rest.coefficients):
        shifted = shifted * (BATCH + 1) + coefficient
    parts = shifted.coefficients if isinstance(shifted, Dim) else (shifted,)
    return all(c >= 0 for c in parts)


Index = tuple[Any, ...]
"""One entry for each axis: an integer or a `Range`; and `None` for each new axis."""


def _plain(index: Index) -> tuple[Any, ...]:
    plain = (slice(e.start, e.stop, e.step) if isinstance(e, Range) else e for e in index)
    return (*plain, ...)  # a view even if only integers stand before it


def _source(index: Index) -> str:
    entries = list(map(str, index))
    while len(entries) > 1 and entries[-1] == ":":
        entries.pop()
    if entries and all(isinstance(entry, int) for entry in index):
        entries.append("...")  # with integers alone NumPy would copy a number out, not look at it
    return ", ".join(entries) or "()"


def sliced_shape(shape: Shape, index: Index) -> Shape:
    """The shape of what an index takes."""
    result: list[Size] = []
    sizes = iter(shape)
    for entry in index:
        if entry is None:
            result.append(1)
            continue
        size = next(sizes)
        if isinstance(entry, Range):
            result.append(entry.length(size))
        elif isinstance(size, int) and not -size <= entry < size:
            raise IndexError(f"Index {entry} is outside an axis of length {size}.")
    return tuple(result)


class Slice(Op):
    """y = x[index]."""

    index: Index
    is_view = True

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        return inputs[0][_plain(self.index)]

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(sliced_shape(inputs[0].shape, self.index), inputs[0].dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return (_placed(g, self.index, tuple(inputs[0].shape), 0),)

    def stacked(self) -> Op | None:
        return Slice((Range(), *self.index))

    def expression(self, *inputs: Name) -> str:
        return f"{inputs[0]}[{_source(self.index)}]"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        whole = Range()
        return [
            Example(cls((whole, 1)), ((BATCH, 4),)),
            Example(cls((Range(1), None, Range(None, -1))), ((BATCH, 4),)),
            Example(cls((0, Range(None, None, -1))), ((BATCH, 4),)),
            Example(cls((Range(None, None, -1), Range(0, 3, 2))), ((2 * BATCH, 4),)),
            Example(cls((Range(BATCH, 2 * BATCH),)), ((3 * BATCH,),)),
            Example(cls((2, 0)), ((4, 3),)),
        ]


def placed(x: Any, index: Any, shape: Any, fill: Any) -> Any:
    """An array filled with one number, with `x` put where the index says."""
    y = np.empty(shape, x.dtype)
    y[...] = fill
    y[index] = x
    return y


class Place(Op):
    """y = an array filled with one number, with x put at y[index]; from (x, number)."""

    index: Index
    shape: Shape
    support = (placed,)

    def forward(self, xp: ModuleType, *inputs: Array) -> Array:
        x, fill = inputs
        return on(placed, xp)(x, _plain(self.index), self.shape, fill)

    def spec(self, *inputs: Spec) -> Spec:
        return Spec(self.shape, inputs[0].dtype)

    def grad(self, g: Any, y: Any, *inputs: Any) -> Sequence[Any]:
        return apply(Slice(self.index), g), None

    def emit(self, out: Name, *inputs: Name) -> Sequence[str]:
        x, fill = inputs
        return [f"copyto({out}, {fill})", f"copyto({out}[{_source(self.index)}], {x})"]

    def expression(self, *inputs: Name) -> str:
        x, fill = inputs
        return f"placed({x}, np.s_[{_source(self.index)}], {self.shape}, {fill})"

    @classmethod
    def examples(cls) -> Sequence[Example]:
        fill = np.zeros(())
        shape = (BATCH, 6)
        return [
            Example(cls((Range(), Range(1, 5)), shape), ((BATCH, 4), fill), differentiable=(0,)),
            Example(cls((Range(), 2), shape), ((BATCH,), fill), differentiable=(0,)),
            Example(cls((1, 2), (3, 4)), ((), fill), differentiable=(0,)),
        ]


def _placed(x: Any, index: Index, shape: Shape, fill: Any) -> Any:
    return apply(Place(index, shape), x, as_dtype(fill, dtype_name(x.dtype)))


def pad(x: Any, widths: Any, value: Any = 0) -> Any:
    """x with borders of one number.

    Args:
        x: a value.
        widths: for each axis how many places are added before and after.
        value: the number.
    """
    (x,) = promoted(x)
    pairs = list(zip(widths, x.shape, strict=True))
    index = tuple(Range(int(before), before + size) for (before, _), size in pairs)
    shape = tuple(before + size + after for (before, after), size in pairs)
    return _placed(x, index, shape, value)


def flip(x: Any, axis: Any = None) -> Any:
    """x with the order along axes reversed (all of them by default)."""
    (x,) = promoted(x)
    rank = len(x.shape)
    axes = several_axes(axis, rank, "flip")
    index = tuple(Range(None, None, -1) if i in axes else Range() for i in range(rank))
    return apply(Slice(index), x)


def getitem(x: Any, index: Any) -> Any:
    """x[index], for traced values too: integers, slices, `None`, `...` and integer arrays.

    Raises:
        IndexError: if an index lies outside, or there are more indices than axes.
        ConcreteValueError: if the shape would depend on traced numbers (a mask).
    """
    entries = index if isinstance(index, tuple) else (index,)
    if active() is None or not any(_is_traced(v) for v in (x, *entries)):
        array = x.value if isinstance(x, Variable) else x
        array = array if hasattr(array, "dtype") else np.asarray(array)
        plain = tuple(e.value if isinstance(e, Variable) else e for e in entries)
        return tensor(array[plain if isinstance(index, tuple) else plain[0]])
    (x,) = promoted(x)
    entries = _expanded(entries, len(x.shape))
    arrays = [i for i, e in enumerate(entries) if not _is_basic(e)]
    if not arrays:
        return _basic(x, tuple(map(_entry, entries)))
    return _gathered(x, entries)


def _is_traced(value: Any) -> bool:
    return isinstance(value, (Traced, Variable))


def _is_basic(entry: Any) -> bool:
    return entry is None or isinstance(entry, (slice, int, np.integer))


def _expanded(entries: Sequence[Any], rank: int) -> tuple[Any, ...]:
    """The entries with `...` written out, one for each axis."""
    used = len([e for e in entries if e is not None and e is not Ellipsis])
    if used > rank:
        raise IndexError(f"{used} indices arrived for a value with {rank} axes.")
    dots = [i for i, e in enumerate(entries) if e is Ellipsis]
    place = dots[0] if dots else len(entries)
    filler = (slice(None),) * (rank - used)
    return (*entries[:place], *filler, *entries[place + 1 :])


def _entry(entry: Any) -> Any:
    if isinstance(entry, slice):
        return Range(_bound(entry.start), _bound(entry.stop), _bound(entry.step))
    return None if entry is None else operator.index(entry)


def _bound(value: Any) -> Any:
    return value if value is None or isinstance(value, Dim) else operator.index(value)


def _basic(x: Any, index: Index) -> Any:
    return x if all(e == Range() for e in index) else apply(Slice(index), x)


def _gathered(x: Any, entries: Sequence[Any]) -> Any:
    """An index with integer arrays: first the slices, then the rows that the arrays name."""
    slices: list[Any] = []
    arrays: dict[int, Any] = {}
    for entry in entries:
        if entry is None or isinstance(entry, slice):
            slices.append(_entry(entry))
        else:
            arrays[len(slices)] = _checked(entry)
            slices.append(Range())
    x = _basic(x, tuple(slices))
    axes = list(arrays)
    if axes != list(range(axes[0], axes[0] + len(axes))):
        # As in NumPy: arrays that stand apart put their axes first.
        x = call("transpose", x, axes=(*axes, *(i for i in range(len(x.shape)) if i not in axes)))
        axes = list(range(len(axes)))
    sizes = [x.shape[i] for i in axes]
    if len(axes) == 1:
        return call("take", x, *arrays.values(), axis=axes[0])
    place: Any = 0
    for size, array in zip(sizes, arrays.values(), strict=True):
        place = add(multiply(place, size), mod(array, size))  # negative places count from the end
    merged = (*x.shape[: axes[0]], product(sizes), *x.shape[axes[-1] + 1 :])
    return call("take", call("reshape", x, shape=merged), place, axis=axes[0])


def _checked(array: Any) -> Any:
    array = array if hasattr(array, "dtype") else np.asarray(array)
    if dtype_name(array.dtype) == "bool":
        raise ConcreteValueError(
            "A mask was used as an index of a traced value; the shape of the result would depend on"
            " its numbers. Use ops.where, or multiply with the mask."
        )
    if not is_integer(dtype_name(array.dtype)):
        raise IndexError(f"An index of dtype {array.dtype} arrived; integers are expected.")
    return array


install_operators({"getitem": getitem})
