"""Sums, means, extremes and counts along axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lite import config
from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.ir import product
from keras_lite.ops.conversion import as_tensor, cast, floating, standard
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, cumulative, reduce, shape

Axis = int | Sequence[int] | None


@symbolic
def sum(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The sum along axes.

    Args:
        x: A tensor; booleans and small integers are summed as int32 (or uint32).
        axis: One axis, several, or None for all.
        keepdims: Whether the axes stay, with length 1.

    Example:
        >>> sum([[1.0, 2.0], [3.0, 4.0]], axis=0).tolist()
        [4.0, 6.0]
    """
    return reduce.sum(_wide(x), axis=standard_axis(axis), keepdims=keepdims)


@symbolic
def prod(x: Any, axis: Axis = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """The product along axes; booleans and small integers are multiplied as int32 (or uint32)."""
    x = _wide(x) if dtype is None else cast(x, standard(dtype))
    return reduce.prod(x, axis=standard_axis(axis), keepdims=keepdims)


@symbolic
def mean(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The mean along axes, in floats.

    Args:
        x: A tensor.
        axis: One axis, several, or None for all.
        keepdims: Whether the axes stay, with length 1.

    Example:
        >>> mean([[1, 2], [3, 4]], axis=1).tolist()
        [1.5, 3.5]
    """
    x = as_tensor(x)
    axis = standard_axis(axis)
    total = reduce.sum(_computing(x), axis=axis, keepdims=keepdims)
    return cast(arithmetic.divide(total, _count(x, axis)), _result_dtype(x))


@symbolic
def var(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The mean squared distance from the mean along axes."""
    x = as_tensor(x)
    return spread(x, mean(_computing(x), axis, keepdims=True), axis, keepdims)


def spread(x: Any, middle: Any, axis: Axis, keepdims: bool) -> Any:
    """The mean squared distance from `middle` along axes."""
    squares = arithmetic.square(arithmetic.subtract(_computing(x), middle))
    return cast(mean(squares, axis, keepdims), _result_dtype(x))


@symbolic
def std(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The square root of the variance along axes."""
    return arithmetic.sqrt(var(x, axis, keepdims))


@symbolic
def max(x: Any, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Any:
    """The largest element along axes.

    Args:
        x: A tensor.
        axis: One axis, several, or None for all.
        keepdims: Whether the axes stay, with length 1.
        initial: The result is at least this, also where there is nothing to choose from.
    """
    return _extreme(reduce.max, arithmetic.maximum, x, axis, keepdims, initial)


@symbolic
def min(x: Any, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Any:
    """The smallest element along axes.

    Args:
        x: A tensor.
        axis: One axis, several, or None for all.
        keepdims: Whether the axes stay, with length 1.
        initial: The result is at most this, also where there is nothing to choose from.
    """
    return _extreme(reduce.min, arithmetic.minimum, x, axis, keepdims, initial)


@symbolic
def amax(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The largest element along axes; the older name of `max`."""
    return _extreme(reduce.max, arithmetic.maximum, x, axis, keepdims, None)


@symbolic
def amin(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The smallest element along axes; the older name of `min`."""
    return _extreme(reduce.min, arithmetic.minimum, x, axis, keepdims, None)


@symbolic
def ptp(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The largest minus the smallest element along axes."""
    return arithmetic.subtract(max(x, axis, keepdims), min(x, axis, keepdims))


@symbolic
def any(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Whether some element along the axes is true (not 0)."""
    return reduce.any(cast(x, "bool"), axis=standard_axis(axis), keepdims=keepdims)


@symbolic
def all(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Whether every element along the axes is true (not 0)."""
    return reduce.all(cast(x, "bool"), axis=standard_axis(axis), keepdims=keepdims)


@symbolic
def count_nonzero(x: Any, axis: Axis = None) -> Any:
    """How many elements along the axes are not 0, as int32."""
    return reduce.sum(cast(compare.not_equal(as_tensor(x), 0), "int32"), axis=standard_axis(axis))


@symbolic
def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The place of the largest element along an axis (the first of equals), as int32.

    Args:
        x: A tensor.
        axis: An axis; None for the place in the flattened tensor.
        keepdims: Whether the axis stays, with length 1.

    Example:
        >>> argmax([[1, 5, 2], [7, 0, 7]], axis=-1).tolist()
        [1, 0]
    """
    return _place(cumulative.argmax, x, axis, keepdims)


@symbolic
def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The place of the smallest element along an axis (the first of equals), as int32.

    Args:
        x: A tensor.
        axis: An axis; None for the place in the flattened tensor.
        keepdims: Whether the axis stays, with length 1.
    """
    return _place(cumulative.argmin, x, axis, keepdims)


@symbolic
def cumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running sums along an axis; of the flattened tensor when `axis` is None."""
    return _running(cumulative.cumsum, x, axis, dtype)


@symbolic
def cumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running products along an axis; of the flattened tensor when `axis` is None."""
    return _running(cumulative.cumprod, x, axis, dtype)


@symbolic
def average(x: Any, axis: Axis = None, weights: Any = None) -> Any:
    """The weighted mean along axes: sum(x * weights) / sum(weights).

    Args:
        x: A tensor.
        axis: One axis, several, or None for all.
        weights: In the shape of `x`, or one for each place along the axis; all equal if None.
    """
    x = floating(x)
    if weights is None:
        return mean(x, axis)
    weights = floating(weights)
    if len(weights.shape) == 1 and len(x.shape) > 1:
        place = int(axis) % len(x.shape)  # type: ignore[arg-type]
        weights = shape.reshape(
            weights, tuple(-1 if i == place else 1 for i in range(len(x.shape)))
        )
        weights = shape.broadcast_to(weights, tuple(x.shape))
    total = reduce.sum(arithmetic.multiply(x, weights), axis=standard_axis(axis))
    return arithmetic.divide(total, reduce.sum(weights, axis=standard_axis(axis)))


def standard_axis(axis: Axis) -> Axis:
    """An axis argument as an int, a tuple of ints or None."""
    if axis is None or isinstance(axis, tuple):
        return axis
    return tuple(int(a) for a in axis) if isinstance(axis, Sequence) else int(axis)


def _wide(x: Any) -> Any:
    """Small integers and booleans as 32-bit integers, in which they are added up."""
    x = as_tensor(x)
    wide = {
        "bool": "int32",
        "int8": "int32",
        "int16": "int32",
        "uint8": "uint32",
        "uint16": "uint32",
    }
    return cast(x, wide.get(dtype_name(x.dtype), dtype_name(x.dtype)))


def _computing(x: Any) -> Any:
    """The floats in which means are computed: float16 is too narrow to add up."""
    dtype = dtype_name(x.dtype)
    if dtype == "float16":
        return cast(x, "float32")
    return x if is_float(dtype) else cast(x, config.floatx())


def _result_dtype(x: Any) -> str:
    dtype = dtype_name(x.dtype)
    return dtype if is_float(dtype) else config.floatx()


def _count(x: Any, axis: Axis) -> Any:
    """How many elements each result is made of."""
    sizes = tuple(x.shape)
    if axis is not None:
        sizes = tuple(sizes[a] for a in (axis if isinstance(axis, tuple) else (axis,)))
    return product(sizes)


def _extreme(
    reduction: Callable[..., Any],
    pairwise: Callable[..., Any],
    x: Any,
    axis: Axis,
    keepdims: bool,
    initial: Any,
) -> Any:
    x, axis = as_tensor(x), standard_axis(axis)
    is_bool = dtype_name(x.dtype) == "bool"
    if is_bool:
        x = cast(x, "int32")
    if initial is not None and _count(x, axis) == 0:
        sizes = reduce.sum(x, axis=axis, keepdims=keepdims).shape
        result = shape.broadcast_to(cast(initial, dtype_name(x.dtype)), tuple(sizes))
    else:
        result = reduction(x, axis=axis, keepdims=keepdims)
        if initial is not None:
            result = pairwise(result, cast(initial, dtype_name(x.dtype)))
    return cast(result, "bool") if is_bool else result


def _place(function: Callable[..., Any], x: Any, axis: int | None, keepdims: bool) -> Any:
    x = as_tensor(x)
    if dtype_name(x.dtype) == "bool":
        x = cast(x, "int32")
    return function(x, axis=axis, keepdims=keepdims)


def _running(function: Callable[..., Any], x: Any, axis: int | None, dtype: Any) -> Any:
    x = as_tensor(x)
    if dtype is not None:
        x = cast(x, standard(dtype))
    elif dtype_name(x.dtype) == "bool":
        x = cast(x, "int32")
    # Keras: 3.15 keeps small integers as they are here, though `sum` widens them.
    return cast(function(x, axis=axis), dtype_name(x.dtype))
