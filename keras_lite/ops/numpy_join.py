"""Tensors joined into one, and one cut into several."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name, result_type
from keras_lite.errors import InvalidArgument, InvalidShape
from keras_lite.ops.conversion import as_tensor, cast, part
from keras_lite.ops.numpy_shape import ravel, reshape
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import shape as shapes


@symbolic
def concatenate(xs: Sequence[Any], axis: int | None = 0) -> Any:
    """Tensors one after another along an axis.

    Args:
        xs: Tensors that differ in length along that axis only.
        axis: An axis; None joins the flattened tensors.

    Example:
        >>> concatenate([[1, 2], [3]]).tolist()
        [1, 2, 3]
    """
    parts = _alike(xs, "concatenate")
    if axis is None:
        parts, axis = [ravel(each) for each in parts], 0
    return shapes.concatenate(parts, axis=axis % max(1, len(parts[0].shape)))


@symbolic
def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Tensors of one shape along a new axis.

    Example:
        >>> stack([[1, 2], [3, 4]], axis=1).tolist()
        [[1, 3], [2, 4]]
    """
    parts = _alike(x, "stack")
    place = axis % (len(parts[0].shape) + 1)
    return shapes.concatenate([shapes.expand_dims(each, place) for each in parts], axis=place)


@symbolic
def append(x1: Any, x2: Any, axis: int | None = None) -> Any:
    """x1 followed by x2 along an axis, or the flattened ones if `axis` is None."""
    return concatenate([x1, x2], axis)


@symbolic
def hstack(xs: Sequence[Any]) -> Any:
    """Tensors side by side: joined along the second axis, or the first if there is only one."""
    parts = [_with_axes(x, 1) for x in _alike(xs, "hstack")]
    return concatenate(parts, 0 if len(parts[0].shape) == 1 else 1)


@symbolic
def vstack(xs: Sequence[Any]) -> Any:
    """Tensors on top of each other: joined along the first axis, vectors as rows."""
    return concatenate([_with_axes(x, 2) for x in _alike(xs, "vstack")], 0)


@symbolic
def dstack(xs: Sequence[Any]) -> Any:
    """Tensors behind each other: joined along the third axis."""
    parts = [_with_axes(x, 2) for x in _alike(xs, "dstack")]
    parts = [shapes.expand_dims(x, 2) if len(x.shape) == 2 else x for x in parts]
    return concatenate(parts, 2)


def _with_axes(x: Any, rank: int) -> Any:
    """With leading axes of length 1, so that there are at least so many."""
    missing = rank - len(x.shape)
    return reshape(x, (1,) * missing + tuple(x.shape)) if missing > 0 else x


def _alike(xs: Any, where: str) -> list[Any]:
    """Tensors of their common dtype."""
    if not isinstance(xs, (list, tuple)):
        xs = [part(as_tensor(xs), i) for i in range(as_tensor(xs).shape[0])]
    if len(xs) == 0:
        raise InvalidArgument(f"{where}: no tensor arrived. Give a list of at least one.")
    parts = [as_tensor(x) for x in xs]
    dtype = result_type(*(dtype_name(each.dtype) for each in parts))
    return [cast(each, dtype) for each in parts]


@symbolic
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Pieces along an axis, as a list.

    Args:
        x: A tensor.
        indices_or_sections: How many equal pieces, or the places where to cut.
        axis: An axis.

    Raises:
        InvalidShape: (a ValueError) when equal pieces do not come out even.

    Example:
        >>> [part.tolist() for part in split([1, 2, 3, 4], 2)]
        [[1, 2], [3, 4]]
    """
    x = as_tensor(x)
    axis = axis % len(x.shape)
    length = x.shape[axis]
    if isinstance(indices_or_sections, (int, np.integer)):
        sections = int(indices_or_sections)
        if length % sections:
            raise InvalidShape(
                f"split: the shape {tuple(x.shape)} has length {length} along axis {axis}, but a"
                f" multiple of {sections} was expected. Use array_split for uneven pieces."
            )
        cuts = [length // sections * i for i in range(1, sections)]
    else:
        cuts = [int(cut) for cut in np.asarray(indices_or_sections).reshape(-1)]
    return _pieces(x, cuts, axis)


@symbolic
def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Pieces along an axis, as a list; the first ones one longer if it does not come out even."""
    x = as_tensor(x)
    axis = axis % len(x.shape)
    if not isinstance(indices_or_sections, (int, np.integer)):
        return split(x, indices_or_sections, axis)  # type: ignore[no-any-return]
    sections = int(indices_or_sections)
    each, rest = divmod(x.shape[axis], sections)
    cuts = [each * i + (i if i < rest else rest) for i in range(1, sections)]
    return _pieces(x, cuts, axis)


@symbolic
def hsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """Pieces along the second axis, or along the first if there is only one."""
    x = as_tensor(x)
    return split(x, indices_or_sections, 0 if len(x.shape) == 1 else 1)  # type: ignore


@symbolic
def vsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """Pieces along the first axis."""
    return split(x, indices_or_sections, 0)  # type: ignore[no-any-return]


@symbolic
def dsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """Pieces along the third axis."""
    return split(x, indices_or_sections, 2)  # type: ignore[no-any-return]


def _pieces(x: Any, cuts: list[Any], axis: int) -> list[Any]:
    before = (slice(None),) * axis
    edges = [0, *cuts, None]
    return [part(x, (*before, slice(start, stop))) for start, stop in itertools.pairwise(edges)]


@symbolic
def meshgrid(*x: Any, indexing: str = "xy") -> list[Any]:
    """The coordinates of all points of a grid, one tensor for each direction.

    Args:
        *x: The places along each direction.
        indexing: "xy" lets the second axis of the results run along the first direction; "ij"
            gives the axes the order of the directions.

    Raises:
        InvalidArgument: (a ValueError) for another `indexing`.
    """
    if indexing not in ("xy", "ij"):
        raise InvalidArgument(
            f"meshgrid: `indexing` is {indexing!r}, but 'xy' or 'ij' was expected."
        )
    parts = [ravel(each) for each in x]
    rank = len(parts)
    places = list(range(rank))
    if indexing == "xy" and rank > 1:
        places[0], places[1] = 1, 0
    sizes = [0] * rank
    for place, each in zip(places, parts, strict=True):
        sizes[place] = each.shape[0]
    grids = []
    for place, each in zip(places, parts, strict=True):
        column = reshape(each, tuple(-1 if i == place else 1 for i in range(rank)))
        grids.append(shapes.broadcast_to(column, tuple(sizes)))
    return grids
