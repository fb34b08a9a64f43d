"""Reductions that pass over nan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.ops import numpy_reduce as plain
from keras_lite.ops.conversion import as_tensor, cast, operand, standard
from keras_lite.ops.numpy_reduce import Axis
from keras_lite.ops.numpy_sort import as_rows, between, quantile, with_axes
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, cumulative


@symbolic
def nansum(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The sum along axes of all elements that are not nan."""
    return plain.sum(_without(x, 0), axis, keepdims)


@symbolic
def nanprod(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The product along axes of all elements that are not nan."""
    return plain.prod(_without(x, 1), axis, keepdims)


@symbolic
def nanmean(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The mean along axes of all elements that are not nan; nan where there is none."""
    x = as_tensor(x)
    if not is_float(dtype_name(x.dtype)):
        return plain.mean(x, axis, keepdims)
    total = plain.sum(_without(x, 0), axis, keepdims)
    return arithmetic.divide(total, _count(x, axis, keepdims))


@symbolic
def nanvar(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The mean squared distance from the mean, of all elements that are not nan."""
    x = as_tensor(x)
    if not is_float(dtype_name(x.dtype)):
        return plain.var(x, axis, keepdims)
    distance = arithmetic.subtract(x, nanmean(x, axis, True))
    squares = compare.where(compare.isnan(x), 0, arithmetic.square(distance))
    total = plain.sum(squares, axis, keepdims)
    return arithmetic.divide(total, _count(x, axis, keepdims))


@symbolic
def nanstd(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The square root of the variance of all elements that are not nan."""
    return arithmetic.sqrt(nanvar(x, axis, keepdims))


@symbolic
def nanmax(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The largest element along axes that is not nan; nan where there is none."""
    return _extreme(plain.max, -np.inf, x, axis, keepdims)


@symbolic
def nanmin(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The smallest element along axes that is not nan; nan where there is none."""
    return _extreme(plain.min, np.inf, x, axis, keepdims)


@symbolic
def nanargmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The place of the largest element that is not nan; -1 where there is none."""
    return _place(plain.argmax, -np.inf, x, axis, keepdims)


@symbolic
def nanargmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The place of the smallest element that is not nan; -1 where there is none."""
    return _place(plain.argmin, np.inf, x, axis, keepdims)


@symbolic
def nancumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running sums along an axis, nan taken as 0."""
    x = x if dtype is None else cast(_without(x, 0), standard(dtype))
    return plain.cumsum(_without(x, 0), axis)


@symbolic
def nancumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running products along an axis, nan taken as 1."""
    x = x if dtype is None else cast(_without(x, 1), standard(dtype))
    return plain.cumprod(_without(x, 1), axis)


@symbolic
def nanmedian(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The middle element along axes of all that are not nan."""
    return nanquantile(x, 0.5, axis, "linear", keepdims)


@symbolic
def nanpercentile(
    x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """As `nanquantile`, with `q` in percent."""
    return nanquantile(x, arithmetic.divide(operand(q), 100), axis, method, keepdims)


@symbolic
def nanquantile(
    x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """As `quantile`, of the elements that are not nan; nan where there is none."""
    x = as_tensor(x)
    if not is_float(dtype_name(x.dtype)):
        return quantile(x, q, axis, method, keepdims)
    # Sorting puts nan last, so the others of each row are its first elements.
    rows, kept, axes = as_rows(x, axis)
    count = plain.sum(cast(compare.logical_not(compare.isnan(rows)), "int32"), -1)
    sorted_rows = cumulative.sort(rows, axis=len(kept))
    found = between(sorted_rows, cast(operand(q), "float64"), count, method)
    found = cast(found, dtype_name(x.dtype))
    return with_axes(found, x, kept, axes) if keepdims else found


def _without(x: Any, stand_in: float) -> Any:
    """The tensor with a number in place of nan."""
    x = as_tensor(x)
    if not is_float(dtype_name(x.dtype)):
        return x
    return compare.where(compare.isnan(x), stand_in, x)


def _count(x: Any, axis: Axis, keepdims: bool) -> Any:
    known = compare.logical_not(compare.isnan(x))
    return plain.sum(cast(known, dtype_name(x.dtype)), axis, keepdims)


def _nothing(x: Any, axis: Axis, keepdims: bool) -> Any:
    """Where all elements are nan."""
    return plain.all(compare.isnan(x), axis, keepdims)


def _extreme(
    reduction: Callable[..., Any], worst: float, x: Any, axis: Axis, keepdims: bool
) -> Any:
    x = as_tensor(x)
    if not is_float(dtype_name(x.dtype)):
        return reduction(x, axis, keepdims)
    found = reduction(_without(x, worst), axis, keepdims)
    return compare.where(_nothing(x, axis, keepdims), np.nan, found)


def _place(
    function: Callable[..., Any], worst: float, x: Any, axis: int | None, keepdims: bool
) -> Any:
    x = as_tensor(x)
    if not is_float(dtype_name(x.dtype)):
        return function(x, axis, keepdims)
    place = function(_without(x, worst), axis, keepdims)
    return compare.where(_nothing(x, axis, keepdims), -1, place)
