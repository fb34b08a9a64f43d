"""Reductions that pass over nan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.ops import numpy_reduce as plain
from keras_lite.ops.conversion import as_tensor, cast, standard
from keras_lite.ops.numpy_reduce import Axis
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare


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
    distance = _without(arithmetic.subtract(x, nanmean(x, axis, True)), 0)
    total = plain.sum(arithmetic.square(distance), axis, keepdims)
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
