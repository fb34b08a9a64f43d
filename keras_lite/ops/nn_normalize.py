"""Means and variances, and tensors brought to a standard scale by them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite import config
from keras_lite.engine.dtypes import dtype_name, result_type
from keras_lite.errors import InvalidArgument, explain
from keras_lite.ops.conversion import as_tensor, cast, floating
from keras_lite.ops.numpy_arithmetic import clip
from keras_lite.ops.numpy_reduce import mean, spread, standard_axis, sum, var
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare
from keras_lite.primitives import shape as shapes


@symbolic
def moments(
    x: Any, axes: int | Sequence[int], keepdims: bool = False, synchronized: bool = False
) -> tuple[Any, Any]:
    """The mean and the variance along axes.

    Args:
        x: A tensor.
        axes: One axis or several.
        keepdims: Whether the axes stay, with length 1.
        synchronized: Kept for Keras' signature; there is one replica.
    """
    x = floating(x)
    dtype = dtype_name(x.dtype)
    wide = cast(x, "float32") if dtype == "float16" else x
    # The slopes that reach the mean by way of the variance add up to 0; no need to compute them.
    # Keras: slopes of slopes pass it by, too, as `tf.nn.moments` has it (3.15).
    middle = shapes.stop_gradient(mean(wide, axes, keepdims=True))
    found = mean(wide, axes, keepdims), spread(wide, middle, axes, keepdims)
    if dtype != "float16":
        return found
    limit = float(np.finfo("float16").max)
    low, high = (cast(clip(part, -limit, limit), dtype) for part in found)
    return low, high


@symbolic(name="BatchNorm")
def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    axis: int,
    offset: Any = None,
    scale: Any = None,
    epsilon: float = 1e-3,
) -> Any:
    """(x - mean) / sqrt(variance + epsilon) * scale + offset.

    Args:
        x: A tensor.
        mean, variance, offset, scale: Vectors along `axis`; the last two may be None.
        axis: The axis that they belong to.
        epsilon: Keeps the root away from 0.
    """
    x = floating(x)
    if axis != -1:
        lengths = tuple(-1 if i == axis % len(x.shape) else 1 for i in range(len(x.shape)))
        mean, variance, offset, scale = (
            None if v is None else shapes.reshape(as_tensor(v), lengths)
            for v in (mean, variance, offset, scale)
        )
    factor = _rsqrt(arithmetic.add(as_tensor(variance), epsilon))
    if scale is not None:
        factor = arithmetic.multiply(factor, as_tensor(scale))
    shift = arithmetic.multiply(as_tensor(mean), factor)
    shift = arithmetic.negative(shift) if offset is None else arithmetic.subtract(offset, shift)
    dtype = dtype_name(x.dtype)
    return arithmetic.add(arithmetic.multiply(x, cast(factor, dtype)), cast(shift, dtype))


def _rsqrt(x: Any) -> Any:
    return arithmetic.reciprocal(arithmetic.sqrt(x))


@symbolic(name="LayerNorm")
def layer_normalization(
    x: Any,
    gamma: Any = None,
    beta: Any = None,
    axis: int | Sequence[int] = -1,
    epsilon: float | None = None,
    **kwargs: Any,
) -> Any:
    """(x - mean) / sqrt(variance + epsilon) * gamma + beta, along `axis` (Ba et al., 2016).

    Args:
        x: A tensor.
        gamma, beta: Scale and offset, or None.
        axis: One axis or several.
        epsilon: Keeps the root away from 0; that of the configuration if None.
    """
    x = floating(x)
    dtype = dtype_name(x.dtype)
    wide = cast(x, result_type(dtype, "float32"))
    axes = tuple(sorted(a % len(x.shape) for a in ([axis] if isinstance(axis, int) else axis)))
    gamma, beta = (_along(v, axes, wide) for v in (gamma, beta))
    epsilon = config.epsilon() if epsilon is None else epsilon
    if kwargs.pop("rms_scaling", False):
        warnings.warn(
            "layer_normalization: `rms_scaling` divides by the standard deviation, not by the root"
            " mean square. Use rms_normalization.",
            stacklevel=3,
        )
        result = arithmetic.multiply(wide, _rsqrt(arithmetic.add(var(wide, axes, True), epsilon)))
        result = result if gamma is None else arithmetic.multiply(result, gamma)
        return cast(result, dtype)
    middle, variance = moments(wide, axes, keepdims=True)
    factor = _rsqrt(arithmetic.add(variance, epsilon))
    factor = factor if gamma is None else arithmetic.multiply(factor, gamma)
    shift = arithmetic.multiply(arithmetic.negative(middle), factor)
    shift = shift if beta is None else arithmetic.add(shift, beta)
    return cast(arithmetic.add(arithmetic.multiply(wide, factor), shift), dtype)


def _along(value: Any, axes: tuple[int, ...], x: Any) -> Any:
    """A scale or offset in a shape that spreads over `x`."""
    if value is None:
        return None
    value = cast(value, dtype_name(x.dtype))
    rank = len(x.shape)
    if len(value.shape) == rank or axes == (rank - 1,):
        return value
    return shapes.reshape(value, tuple(x.shape[i] if i in axes else 1 for i in range(rank)))


@symbolic(name="RMSNorm")
def rms_normalization(
    x: Any, scale: Any = None, axis: int | Sequence[int] = -1, epsilon: float | None = None
) -> Any:
    """x / sqrt(mean(x**2) + epsilon) * scale, along `axis` (Zhang and Sennrich, 2019).

    Args:
        x: A tensor.
        scale: Multiplied with the result, or None.
        axis: One axis or several.
        epsilon: Keeps the root away from 0; that of the configuration if None.
    """
    x = floating(x)
    dtype = dtype_name(x.dtype)
    wide = cast(x, result_type(dtype, "float32"))
    wide = shapes.expand_dims(wide, 0) if not len(wide.shape) else wide
    epsilon = config.epsilon() if epsilon is None else epsilon
    squares = mean(arithmetic.square(wide), standard_axis(axis), True)
    result = arithmetic.multiply(wide, _rsqrt(arithmetic.add(squares, epsilon)))
    if scale is not None:
        result = arithmetic.multiply(result, cast(scale, dtype_name(wide.dtype)))
    return cast(result, dtype)


@symbolic
def normalize(
    x: Any, axis: int | Sequence[int] = -1, order: int = 2, epsilon: float | None = None
) -> Any:
    """x divided by its norm along `axis`.

    Args:
        x: A tensor.
        axis: One axis or several.
        order: Of the norm: 1 for the sum of sizes, 2 for the length, and so on.
        epsilon: The norm is taken to be at least this; that of the configuration if None.

    Raises:
        InvalidArgument: (a ValueError) for an order that is not a positive integer.

    Example:
        >>> [f"{number:.1f}" for number in normalize([3.0, 4.0])]
        ['0.6', '0.8']
    """
    if isinstance(order, bool) or not isinstance(order, int) or order < 1:
        raise InvalidArgument(explain("normalize: `order`", order, "a positive integer"))
    x = floating(x)
    x = shapes.expand_dims(x, 0) if not len(x.shape) else x
    epsilon = config.epsilon() if epsilon is None else epsilon
    if order == 2:
        squares = sum(arithmetic.square(x), axis, True)
        # The shortest are kept out of the root, whose slope there is infinite and times 0.
        is_long = compare.greater(squares, epsilon**2)
        factor = _rsqrt(compare.where(is_long, squares, 1.0))
        factor = compare.where(is_long, arithmetic.minimum(factor, 1.0 / epsilon), 1.0 / epsilon)
        return arithmetic.multiply(x, factor)
    size = arithmetic.abs(x)
    total = sum(size if order == 1 else arithmetic.power(size, float(order)), axis, True)
    norm = total if order == 1 else arithmetic.power(total, 1.0 / order)
    return arithmetic.divide(x, arithmetic.maximum(norm, epsilon))
