"""Elements in order: sorting, medians, quantiles, counting and searching."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine import allowance
from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.ir import product
from keras_lite.engine.values import tensor
from keras_lite.errors import InvalidArgument, explain, suggest
from keras_lite.ops.conversion import as_tensor, cast, floating, operand
from keras_lite.ops.numpy_index import known, take_along_axis
from keras_lite.ops.numpy_reduce import Axis, standard_axis
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, cumulative, nonlinear, reduce
from keras_lite.primitives import shape as shapes

_METHODS = ("linear", "lower", "higher", "midpoint", "nearest")


@symbolic
def sort(x: Any, axis: int | None = -1) -> Any:
    """The elements along an axis from the smallest to the largest.

    Example:
        >>> sort([3, 1, 2]).tolist()
        [1, 2, 3]
    """
    return _ordered(cumulative.sort, x, axis)


@symbolic
def argsort(x: Any, axis: int | None = -1) -> Any:
    """The places along an axis from that of the smallest element to that of the largest.

    Equal elements keep their order.
    """
    return _ordered(cumulative.argsort, x, axis)


def _ordered(function: Any, x: Any, axis: int | None) -> Any:
    x = as_tensor(x)
    is_bool = dtype_name(x.dtype) == "bool"
    if is_bool:
        x = cast(x, "int32")
    if axis is None:
        x, axis = shapes.reshape(x, (product(x.shape),)), 0
    found = function(x, axis=axis % len(x.shape))
    return cast(found, "bool") if is_bool and function is cumulative.sort else found


@symbolic
def argpartition(x: Any, kth: int, axis: int = -1) -> Any:
    """Places along an axis, that of the k-th smallest where it belongs, smaller ones before it."""
    return argsort(x, axis)


@symbolic
def median(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The middle element along axes, or the mean of both that are."""
    return quantile(x, 0.5, axis, "linear", keepdims)


@symbolic
def percentile(
    x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """As `quantile`, with `q` in percent."""
    return quantile(x, arithmetic.divide(operand(q), 100), axis, method, keepdims)


@symbolic
def quantile(
    x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """The element below which a fraction `q` of the elements along the axes lies.

    Args:
        x: A tensor.
        q: Fractions between 0 and 1: a number, or a vector, which adds a leading axis.
        axis: One axis, several, or None for all.
        method: What to take between two elements: "linear" between them in proportion, "lower",
            "higher", "midpoint" or "nearest".
        keepdims: Whether the axes stay, with length 1.

    Raises:
        InvalidArgument: (a ValueError) for an unknown method.
    """
    x = floating(x)
    rows, kept, axes = as_rows(x, axis)
    count = rows.shape[-1]
    found = between(
        cumulative.sort(rows, axis=len(kept)), cast(operand(q), "float64"), count, method
    )
    found = cast(found, dtype_name(x.dtype))
    found = with_axes(found, x, kept, axes) if keepdims else found
    nan = reduce.any(compare.isnan(x), axis=axes, keepdims=keepdims)
    return compare.where(nan, np.nan, found)


def as_rows(x: Any, axis: Axis) -> tuple[Any, list[int], tuple[int, ...]]:
    """The tensor with `axis` as one last axis; the other axes; those that make it up."""
    rank = len(x.shape)
    axes = tuple(range(rank)) if axis is None else standard_axis(axis)
    axes = tuple(a % rank for a in (axes if isinstance(axes, tuple) else (axes,)))  # type: ignore
    kept = [i for i in range(rank) if i not in axes]
    sizes = tuple(x.shape[i] for i in kept)
    count = product(x.shape[i] for i in axes)
    return shapes.reshape(shapes.transpose(x, (*kept, *axes)), (*sizes, count)), kept, axes


def with_axes(found: Any, x: Any, kept: list[int], axes: tuple[int, ...]) -> Any:
    """A result with the axes back, at length 1, that were summed up in it."""
    leading = found.shape[: len(found.shape) - len(kept)]
    lengths = tuple(1 if i in axes else x.shape[i] for i in range(len(x.shape)))
    return shapes.reshape(found, (*leading, *lengths))


def between(rows: Any, q: Any, count: Any, method: str) -> Any:
    """Elements of sorted rows at fractional places; the axes of `q` come first.

    Args:
        rows: Shape (..., n), in rising order.
        q: Fractions, a number or a vector.
        count: How many elements of the rows count: a number, or one for each row.
        method: See `quantile`.
    """
    if method not in _METHODS:
        names = ", ".join(map(repr, _METHODS))
        hint = suggest(method, _METHODS)
        raise InvalidArgument(explain("quantile: `method`", method, f"one of {names}", hint))
    rank = len(rows.shape) - 1
    q = shapes.reshape(q, (*q.shape, *(1,) * rank))
    place = arithmetic.multiply(q, arithmetic.maximum(arithmetic.subtract(count, 1), 0))
    below, above = nonlinear.floor(place), nonlinear.ceil(place)
    if method in ("lower", "higher", "nearest"):
        chosen = {"lower": below, "higher": above, "nearest": nonlinear.round(place)}[method]
        return _at(rows, chosen)
    weight = arithmetic.subtract(place, below)
    if method == "midpoint":
        weight = arithmetic.multiply(cast(compare.greater(weight, 0), "float64"), 0.5)
    weight = cast(weight, dtype_name(rows.dtype))
    low, high = _at(rows, below), _at(rows, above)
    rest = arithmetic.subtract(1, weight)
    return arithmetic.add(arithmetic.multiply(low, rest), arithmetic.multiply(high, weight))


def _at(rows: Any, places: Any) -> Any:
    """The element of each row at a place: places (..., rows' axes) of rows (..., n)."""
    places = cast(places, "int32")
    sizes = (*places.shape[: len(places.shape) - len(rows.shape) + 1], *rows.shape[:-1])
    places = shapes.expand_dims(shapes.broadcast_to(places, sizes), -1)
    rows = shapes.broadcast_to(rows, (*sizes, rows.shape[-1]))
    return shapes.squeeze(take_along_axis(rows, places, -1), -1)


@symbolic(name="SearchSorted")
def searchsorted(sorted_sequence: Any, values: Any, side: str = "left") -> Any:
    """The places in a sorted vector where values would go, as int32.

    Args:
        sorted_sequence: A vector in rising order.
        values: What to look for.
        side: "left" before equal elements, "right" behind them.

    Raises:
        InvalidArgument: (a ValueError) for another side, or a sequence that is not a vector.
    """
    sequence, values = as_tensor(sorted_sequence), as_tensor(values)
    if len(sequence.shape) != 1:
        raise InvalidArgument(
            f"searchsorted: `sorted_sequence` has the shape {tuple(sequence.shape)}, but a vector"
            " was expected. Search row by row."
        )
    if side not in ("left", "right"):
        raise InvalidArgument(explain("searchsorted: `side`", side, "'left' or 'right'"))
    before = compare.less if side == "left" else compare.less_equal
    smaller = before(sequence, shapes.expand_dims(values, len(values.shape)))
    return reduce.sum(cast(smaller, "int32"), axis=-1)


@symbolic
def digitize(x: Any, bins: Any) -> Any:
    """The number of the bin each element falls in: how many of the rising limits it reaches."""
    return searchsorted(bins, x, "right")


@symbolic
def bincount(x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Any:
    """How often each of 0, 1, 2… stands in `x`, or the sum of the weights of its places.

    Args:
        x: Integers of 0 or more; along the last axis of a matrix, each row is counted apart.
        weights: In the shape of `x`.
        minlength: The least length of the result; otherwise it ends with the largest element.
        sparse: Kept for Keras' signature; the result is dense.
    """
    from keras_lite.primitives import gather

    x = as_tensor(x)
    length = int(known(x, "bincount").max(initial=-1)) + 1
    length = builtins.max(length, minlength)
    allowance.take((*x.shape, length), "int64")
    hits = gather.one_hot(cast(x, "int32"), length)
    if weights is None:
        return reduce.sum(cast(hits, "int32"), axis=len(x.shape) - 1)
    weights = as_tensor(weights)
    hits = cast(hits, dtype_name(weights.dtype))
    weighted = arithmetic.multiply(hits, shapes.expand_dims(weights, len(weights.shape)))
    return reduce.sum(weighted, axis=len(x.shape) - 1)


@symbolic
def histogram(x: Any, bins: int = 10, range: Sequence[float] | None = None) -> tuple[Any, Any]:
    """How many elements fall in each of equally wide bins, and the limits of the bins.

    Args:
        x: A tensor.
        bins: How many bins.
        range: The lowest and the highest limit; those of the elements unless given.

    Returns:
        Counts (bins,) and limits (bins + 1,).

    Raises:
        InvalidArgument: (a ValueError) for bins that are not a positive integer, or an empty range.
    """
    if isinstance(bins, bool) or not isinstance(bins, int) or bins < 1:
        raise InvalidArgument(explain("histogram: `bins`", bins, "a positive integer"))
    if range is not None and not (len(range) == 2 and range[0] <= range[1]):
        raise InvalidArgument(explain("histogram: `range`", range, "a pair (low, high)"))
    values = known(as_tensor(x), "histogram")
    if values.ndim != 1:
        raise InvalidArgument(
            f"histogram: `x` has the shape {values.shape}, but a vector was expected. Flatten it."
        )
    dtype = values.dtype if is_float(values.dtype.name) else np.dtype("float32")
    counts, limits = np.histogram(values.astype(dtype), bins, range)
    # Keras: 3.15 counts in the type of the values.
    return tensor(counts.astype(values.dtype)), tensor(limits.astype(dtype))


@symbolic
def unique(
    x: Any,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """Each value once, in rising order; needs the values.

    Args:
        x: A tensor.
        sorted: Kept for Keras' signature; the values come sorted.
        return_index: Whether to add the place where each one stands first.
        return_inverse: Whether to add, for each element, the place of its value in the result.
        return_counts: Whether to add how often each one stands in `x`.
        axis: Slices along this axis are compared; single elements if None.
        size: The length of the result: cut off, or filled up.
        fill_value: What it is filled up with; the smallest value unless given.
    """
    values = known(as_tensor(x), "unique")
    found = np.unique(values, True, True, True, axis=axis)
    wanted = (True, return_index, return_inverse, return_counts)
    parts = [part for part, chosen in zip(found, wanted, strict=True) if chosen]
    if size is not None:
        along = 0 if axis is None else axis
        fills = [fill_value, 0, None, 0]
        fills = [fill for fill, chosen in zip(fills, wanted, strict=True) if chosen]
        parts = [
            part if i == 1 + return_index and return_inverse else _sized(part, size, fill, along)
            for i, (part, fill) in enumerate(zip(parts, fills, strict=True))
        ]
    typed = [parts[0], *(part.astype("int32") for part in parts[1:])]
    results = tuple(tensor(part) for part in typed)
    return results if len(results) > 1 else results[0]


def _sized(part: np.ndarray, size: int, fill: Any, axis: int) -> np.ndarray:
    along = axis if part.ndim > 1 else 0
    missing = size - part.shape[along]
    if missing <= 0:
        return np.take(part, np.arange(size), along)
    first = np.take(part, [0], along)
    filling = first if fill is None else np.full_like(first, fill)
    return np.concatenate([part, np.repeat(filling, missing, along)], along)
