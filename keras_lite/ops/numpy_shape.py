"""Other shapes for the same values: reshaping, reordering, repeating, padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import product
from keras_lite.errors import InvalidArgument, InvalidShape, explain, suggest
from keras_lite.ops.conversion import as_tensor, cast, operand, part, unmarked
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import shape as shapes
from keras_lite.primitives import slicing


@symbolic
def reshape(x: Any, newshape: Any) -> Any:
    """The same elements in another shape, row by row.

    Args:
        x: A tensor.
        newshape: Lengths; one of them may be -1, and follows from the others.

    Example:
        >>> reshape([1, 2, 3, 4], (2, -1)).tolist()
        [[1, 2], [3, 4]]
    """
    x = as_tensor(x)
    return unmarked(shapes.reshape(x, _lengths(newshape)))


def _lengths(shape: Any) -> tuple[Any, ...]:
    """A shape argument as a tuple; None stands for -1, as in shapes of symbolic tensors."""
    if not isinstance(shape, (list, tuple)):
        shape = np.asarray(shape).tolist() if hasattr(shape, "shape") else shape
        shape = shape if isinstance(shape, list) else [shape]
    return tuple(-1 if s is None else int(s) if isinstance(s, np.generic) else s for s in shape)


@symbolic
def ravel(x: Any) -> Any:
    """All elements in one row."""
    x = as_tensor(x)
    return shapes.reshape(x, (product(x.shape),))


@symbolic
def transpose(x: Any, axes: Sequence[int] | None = None) -> Any:
    """The axes in another order; in reverse order unless `axes` says which.

    Example:
        >>> transpose([[1, 2], [3, 4]]).tolist()
        [[1, 3], [2, 4]]
    """
    x = as_tensor(x)
    rank = len(x.shape)
    if axes is None:
        axes = range(rank - 1, -1, -1)
    order = tuple(int(axis) % rank for axis in axes)
    if sorted(order) != list(range(rank)):
        raise InvalidArgument(
            f"transpose: `axes` is {tuple(axes)!r}, but each of the {rank} axes of the shape"
            f" {tuple(x.shape)} was expected once. Name the axes in their new order."
        )
    return unmarked(shapes.transpose(x, order))


@symbolic
def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Two axes in each other's place."""
    x = as_tensor(x)
    order = list(range(len(x.shape)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return shapes.transpose(x, tuple(order))


@symbolic
def moveaxis(x: Any, source: int | Sequence[int], destination: int | Sequence[int]) -> Any:
    """Some axes in new places; the others keep their order."""
    x = as_tensor(x)
    rank = len(x.shape)
    moved = [axis % rank for axis in _axes(source)]
    places = [axis % rank for axis in _axes(destination)]
    order = [axis for axis in range(rank) if axis not in moved]
    for place, axis in sorted(zip(places, moved, strict=True)):
        order.insert(place, axis)
    return shapes.transpose(x, tuple(order))


def _axes(axes: int | Sequence[int]) -> tuple[int, ...]:
    return tuple(axes) if isinstance(axes, Sequence) else (axes,)


@symbolic
def expand_dims(x: Any, axis: int | Sequence[int]) -> Any:
    """With further axes of length 1 in the places that `axis` names.

    Example:
        >>> expand_dims([1, 2], -1).tolist()
        [[1], [2]]
    """
    x = as_tensor(x)
    rank = len(x.shape) + len(_axes(axis))
    for place in _axes(axis):
        if not -rank <= place < rank:
            raise InvalidArgument(
                explain("expand_dims: `axis`", axis, f"a place between {-rank} and {rank - 1}")
            )
    for place in sorted(place % rank for place in _axes(axis)):
        x = shapes.expand_dims(x, place)
    return x


@symbolic
def squeeze(x: Any, axis: int | Sequence[int] | None = None) -> Any:
    """Without the axes that `axis` names, or without all axes of length 1.

    Raises:
        InvalidShape: (a ValueError) when an axis has another length than 1.
    """
    x = as_tensor(x)
    rank = len(x.shape)
    if axis is None:
        # Sizes that depend on the batch are not 1, whatever they will be.
        chosen = [i for i, length in enumerate(x.shape) if length == 1]
    else:
        chosen = [place % rank for place in _axes(axis)]
    for place in chosen:
        if x.shape[place] != 1:
            raise InvalidShape(
                f"squeeze: `axis` {axis} has length {x.shape[place]} in the shape"
                f" {tuple(x.shape)}, but 1 was expected. Only axes of length 1 can be left out."
            )
    kept = tuple(length for i, length in enumerate(x.shape) if i not in chosen)
    return unmarked(shapes.reshape(x, kept))


@symbolic
def broadcast_to(x: Any, shape: Sequence[int]) -> Any:
    """Repeated along axes of length 1 and new leading axes, until it has this shape."""
    return unmarked(shapes.broadcast_to(as_tensor(x), tuple(shape)))


@symbolic
def flip(x: Any, axis: int | Sequence[int] | None = None) -> Any:
    """In reverse order along an axis, several, or all."""
    x = as_tensor(x)
    axes = range(len(x.shape)) if axis is None else _axes(axis)
    return slicing.flip(x, tuple(a % len(x.shape) for a in axes))


@symbolic
def fliplr(x: Any) -> Any:
    """In reverse order along the second axis."""
    return flip(x, 1)


@symbolic
def flipud(x: Any) -> Any:
    """In reverse order along the first axis."""
    return flip(x, 0)


@symbolic
def rot90(array: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """Turned by k quarters, from the first of two axes towards the second.

    Raises:
        InvalidArgument: (a ValueError) unless two different axes are named.
    """
    array = as_tensor(array)
    first, second = (axis % len(array.shape) for axis in axes)
    if first == second:
        raise InvalidArgument(explain("rot90: `axes`", axes, "two different axes"))
    turned = k % 4
    if turned == 0:
        return array
    if turned == 2:
        return flip(array, (first, second))
    if turned == 1:
        return swapaxes(flip(array, second), first, second)
    return flip(swapaxes(array, first, second), second)


@symbolic
def tile(x: Any, repeats: Any) -> Any:
    """The whole tensor over and over: so many times along each axis."""
    x, counts = as_tensor(x), _lengths(repeats)
    rank = max(len(x.shape), len(counts))
    counts = (1,) * (rank - len(counts)) + counts
    x = shapes.reshape(x, (1,) * (rank - len(x.shape)) + tuple(x.shape))
    return shapes.tile(x, counts)


@symbolic
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Each element so many times in a row, along an axis of the tensor or of the flattened one.

    Args:
        x: A tensor.
        repeats: One count, or one for each place along the axis (then they must be known numbers).
        axis: An axis; None flattens first.
    """
    x = as_tensor(x)
    if axis is None:
        x, axis = ravel(x), 0
    counts = np.asarray(repeats)
    if counts.size == 1:
        return shapes.repeat(x, int(counts.reshape(())), axis % len(x.shape))
    from keras_lite.ops.numpy_index import take

    return take(x, np.repeat(np.arange(x.shape[axis], dtype="int32"), counts), axis)


@symbolic
def roll(x: Any, shift: int | Sequence[int], axis: int | Sequence[int] | None = None) -> Any:
    """Moved along axes; what leaves at one end comes back at the other."""
    x = as_tensor(x)
    if axis is None:
        return shapes.reshape(roll(ravel(x), shift, 0), tuple(x.shape))
    axes = _axes(axis)
    shifts = _axes(shift) if isinstance(shift, Sequence) else (shift,) * len(axes)
    for place, by in zip(axes, shifts, strict=True):
        place = place % len(x.shape)
        cut = -by % x.shape[place] if isinstance(x.shape[place], int) else -by
        before = (slice(None),) * place
        parts = [part(x, (*before, piece)) for piece in (slice(cut, None), slice(0, cut))]
        x = shapes.concatenate(parts, axis=place) if cut else x
    return x


@symbolic
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """With further elements before and behind along each axis.

    Args:
        x: A tensor.
        pad_width: How many: one number, a pair (before, behind), or such a pair for each axis.
        mode: "constant"; "reflect" and "symmetric" mirror the elements at the edge, without and
            with the one that lies there; "edge" repeats that one; "wrap" goes on at the other end.
        constant_values: The constant, 0 unless given; for mode "constant" only.

    Raises:
        InvalidArgument: (a ValueError) for an unknown mode, or a constant in another mode.

    Example:
        >>> pad([1, 2], (1, 0)).tolist()
        [0, 1, 2]
    """
    x = as_tensor(x)
    known = ("constant", "reflect", "symmetric", "edge", "wrap")
    if mode not in known:
        names = ", ".join(repr(name) for name in known)
        raise InvalidArgument(explain("pad: `mode`", mode, f"one of {names}", suggest(mode, known)))
    if mode != "constant" and constant_values is not None:
        raise InvalidArgument(
            f"pad: `constant_values` was given with the mode {mode!r}, but nothing was expected."
            " Leave it out, or choose the mode 'constant'."
        )
    rank = len(x.shape)
    pairs = np.broadcast_to(np.asarray(pad_width), (rank, 2)) if rank else np.zeros((0, 2), int)
    widths = tuple((int(before), int(behind)) for before, behind in pairs)
    if mode == "constant":
        return _pad_constant(x, widths, 0 if constant_values is None else constant_values)
    for axis, (before, behind) in enumerate(widths):
        if before or behind:
            places = np.pad(np.arange(x.shape[axis], dtype="int32"), (before, behind), mode)  # type: ignore[call-overload]
            x = _taken(x, places, axis)
    return x


def _pad_constant(x: Any, widths: tuple[tuple[int, int], ...], value: Any) -> Any:
    if isinstance(value, (int, float)):
        return slicing.pad(x, widths, value)
    value = cast(operand(value), dtype_name(x.dtype))
    for axis, (before, behind) in enumerate(widths):
        parts = [x]
        for count in (before, behind):
            size = tuple(count if i == axis else s for i, s in enumerate(x.shape))
            parts.append(shapes.broadcast_to(value, size))
        x = shapes.concatenate([parts[1], parts[0], parts[2]], axis=axis)
    return x


def _taken(x: Any, places: Any, axis: int) -> Any:
    from keras_lite.ops.numpy_index import take

    return take(x, places, axis)
