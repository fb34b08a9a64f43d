"""Elements picked by their place, and places found by their elements."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine import allowance
from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import product
from keras_lite.engine.values import ConcreteValueError, Traced, tensor
from keras_lite.errors import InvalidArgument
from keras_lite.ops.conversion import as_tensor, cast, part, unmarked
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, gather
from keras_lite.primitives import shape as shapes


@symbolic
def get_item(x: Any, key: Any) -> Any:
    """x[key]: numbers, slices, None, `...`, or tensors of places or of booleans.

    Example:
        >>> get_item([[1, 2], [3, 4]], (slice(None), 0)).tolist()
        [1, 3]
    """
    return unmarked(part(as_tensor(x), key))


@symbolic
def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The elements (or slices) at these places along an axis.

    Args:
        x: A tensor.
        indices: Places; negative ones count from the end.
        axis: An axis; None for places in the flattened tensor.

    Example:
        >>> take([10, 20, 30], [2, 0]).tolist()
        [30, 10]
    """
    x, indices = as_tensor(x), _places(indices)
    if axis is None:
        x, axis = shapes.reshape(x, (product(x.shape),)), 0
    return gather.take(x, indices, axis=axis % len(x.shape))


@symbolic
def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> Any:
    """For each place of `indices`, the element of `x` in the same row along an axis.

    Args:
        x: A tensor.
        indices: Places along the axis, in the shape of `x` but for its length there.
        axis: An axis; None for the flattened tensor.
    """
    x, indices = as_tensor(x), _places(indices)
    if axis is None:
        x, axis = shapes.reshape(x, (product(x.shape),)), 0
    return gather.take_along_axis(x, indices, axis=axis % len(x.shape))


def _places(indices: Any) -> Any:
    indices = as_tensor(indices)
    if dtype_name(indices.dtype).startswith(("float", "bool")):
        indices = cast(indices, "int32")
    return indices


@symbolic
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The elements on a diagonal of each matrix; they form a new last axis.

    Args:
        x: A tensor with two axes or more.
        offset: Which diagonal: 0 the main one, positive ones above it.
        axis1, axis2: The axes that make up the matrices.
    """
    from keras_lite.ops.numpy_shape import moveaxis

    x = moveaxis(as_tensor(x), (axis1, axis2), (-2, -1))
    rows, columns = x.shape[-2:]
    first, start = builtins.max(0, -offset), builtins.max(0, offset)
    count = builtins.max(0, builtins.min(rows - first, columns - start))
    row = np.arange(first, first + count, dtype="int32")
    flat = shapes.reshape(x, (*x.shape[:-2], rows * columns))
    return gather.take(flat, row * columns + row + offset, axis=len(flat.shape) - 1)


@symbolic
def diag(x: Any, k: int = 0) -> Any:
    """A matrix with a vector on its diagonal, or the diagonal of a matrix."""
    x = as_tensor(x)
    if len(x.shape) == 2:
        return diagonal(x, k)
    if len(x.shape) != 1:
        raise InvalidArgument(
            f"diag: `x` has the shape {tuple(x.shape)}, but a vector or a matrix was expected."
        )
    count = x.shape[0]
    size = count + builtins.abs(k)
    row = np.arange(count, dtype="int32") + builtins.max(0, -k)
    allowance.take((size, size), dtype_name(x.dtype))
    zeros = np.zeros(size * size, dtype_name(x.dtype))
    return shapes.reshape(gather.scatter_add(zeros, row * size + row + k, x), (size, size))


@symbolic
def diagflat(x: Any, k: int = 0) -> Any:
    """A matrix with all elements of a tensor on its diagonal."""
    x = as_tensor(x)
    return diag(shapes.reshape(x, (product(x.shape),)), k)


@symbolic
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of a diagonal of each matrix."""
    from keras_lite.ops.numpy_reduce import sum

    return sum(diagonal(x, offset, axis1, axis2), -1)


@symbolic
def tril(x: Any, k: int = 0) -> Any:
    """The elements on and below a diagonal of each matrix; zeros above it."""
    return _triangle(x, k, lower=True)


@symbolic
def triu(x: Any, k: int = 0) -> Any:
    """The elements on and above a diagonal of each matrix; zeros below it."""
    return _triangle(x, k, lower=False)


def _triangle(x: Any, k: int, lower: bool) -> Any:
    x = as_tensor(x)
    rows, columns = x.shape[-2:]
    mask = np.tri(rows, columns, k, bool) if lower else ~np.tri(rows, columns, k - 1, bool)
    return compare.where(mask, x, np.zeros((), dtype_name(x.dtype)))


@symbolic
def unravel_index(indices: Any, shape: Sequence[int]) -> tuple[Any, ...]:
    """The coordinates of places in a flattened tensor of this shape, one tensor for each axis."""
    rest = _places(indices)
    dtype = dtype_name(rest.dtype)
    rest = compare.where(compare.less(rest, 0), arithmetic.add(rest, product(shape)), rest)
    coordinates = []
    for length in reversed(tuple(shape)):
        coordinates.append(cast(arithmetic.mod(rest, length), dtype))
        rest = arithmetic.floor_divide(rest, length)
    return tuple(reversed(coordinates))


@symbolic
def nonzero(x: Any) -> list[Any]:
    """The coordinates of all elements that are not 0, one int32 tensor for each axis.

    How many there are depends on the values, so it cannot be part of a traced model.
    """
    places = np.nonzero(known(x, "nonzero"))
    return [tensor(place.astype("int32")) for place in places]


def known(x: Any, where: str) -> np.ndarray:
    """The values of a tensor, for functions whose result's shape depends on them.

    Raises:
        ConcreteValueError: (a TypeError) while a model is traced; training then goes on step by
            step.
    """
    if isinstance(x, Traced):
        if not x.trace.eager:
            raise ConcreteValueError(
                f"{where} needs the values of {x!r}, which has none while the model is traced."
            )
        return x.numpy()  # type: ignore[no-any-return]
    found = as_tensor(x)
    if isinstance(found, Traced):
        return known(found, where)
    return np.asarray(found)
