"""Tensors made from nothing but a shape, a type and a few numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite import config
from keras_lite.engine import allowance
from keras_lite.engine.dtypes import dtype_name, is_float, result_type
from keras_lite.engine.ir import Dim
from keras_lite.engine.values import Traced, tensor
from keras_lite.errors import InvalidArgument, explain
from keras_lite.ops.conversion import as_tensor, cast, floating, kind, operand, standard
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare
from keras_lite.primitives import shape as shapes

Shape = int | Sequence[Any]


@symbolic
def array(x: Any, dtype: Any = None) -> Any:
    """`x` as a tensor; see `convert_to_tensor`."""
    return as_tensor(x, dtype)


@symbolic
def copy(x: Any) -> Any:
    """A tensor with the same values, which changes on its own."""
    x = as_tensor(x)
    return tensor(x.numpy().copy()) if not isinstance(x, Traced) else x


def zeros(shape: Shape, dtype: Any = None) -> Any:
    """A tensor full of zeros.

    Args:
        shape: Lengths; symbolic sizes while a model is traced.
        dtype: Type of the values; the default float type if None.
    """
    return _filled(shape, 0, standard(dtype))


def ones(shape: Shape, dtype: Any = None) -> Any:
    """A tensor full of ones."""
    return _filled(shape, 1, standard(dtype))


def empty(shape: Shape, dtype: Any = None) -> Any:
    """A tensor whose values mean nothing; zeros, for there is no point in surprises."""
    return _filled(shape, 0, standard(dtype))


@symbolic
def full(shape: Shape, fill_value: Any, dtype: Any = None) -> Any:
    """A tensor with one value everywhere.

    Args:
        shape: Lengths.
        fill_value: A number, or a tensor that is repeated until it has the shape.
        dtype: Type of the values; the default float type if None.
    """
    return _filled(shape, fill_value, standard(dtype))


def _filled(shape: Shape, value: Any, dtype: str) -> Any:
    sizes = tuple(shape) if isinstance(shape, (Sequence, np.ndarray)) else (shape,)
    value = cast(operand(value), dtype)
    if isinstance(value, Traced):
        return shapes.broadcast_to(value, sizes)
    if any(isinstance(size, Dim) for size in sizes):
        return shapes.full(sizes, np.asarray(value), dtype)
    numbers = tuple(int(size) for size in sizes)
    allowance.take(numbers, dtype)
    return tensor(np.full(numbers, np.asarray(value), dtype))


@symbolic
def zeros_like(x: Any, dtype: Any = None) -> Any:
    """Zeros in the shape of `x`, and in its type unless `dtype` says otherwise."""
    return _like(x, 0, dtype)


@symbolic
def ones_like(x: Any, dtype: Any = None) -> Any:
    """Ones in the shape of `x`, and in its type unless `dtype` says otherwise."""
    return _like(x, 1, dtype)


@symbolic
def empty_like(x: Any, dtype: Any = None) -> Any:
    """Zeros in the shape of `x`, where NumPy would leave what lies in memory."""
    return _like(x, 0, dtype)


@symbolic
def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    """One value in the shape of `x`, and in its type unless `dtype` says otherwise."""
    return _like(x, fill_value, dtype)


def _like(x: Any, value: Any, dtype: Any) -> Any:
    x = as_tensor(x)
    chosen = dtype_name(x.dtype) if dtype is None else standard(dtype)
    return _filled(tuple(x.shape), value, chosen)


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Any:
    """start, start + step, … up to, but without, stop.

    Args:
        start: The first number; if it stands alone it is `stop`, and 0 is the first.
        stop: Where to end.
        step: The distance; 1 if None.
        dtype: Type of the values; that of the numbers unless given.

    Example:
        >>> arange(3).tolist()
        [0, 1, 2]
    """
    if stop is None:
        start, stop = 0, start
    step = 1 if step is None else step
    if dtype is None:
        kinds = [kind(operand(value)) for value in (start, stop, step)]
        dtype = result_type(*kinds)
    if isinstance(stop, Dim):
        # 0, 1, 2… are the running sums of ones, less one.
        from keras_lite.ops.numpy_reduce import cumsum

        count = stop - start
        steps = arithmetic.subtract(cumsum(_filled((count,), 1, "int32"), 0), 1)
        return cast(arithmetic.add(arithmetic.multiply(steps, step), start), standard(dtype))
    values = [_number(value) for value in (start, stop, step)]
    if values[2]:
        allowance.take((math.ceil(abs((values[1] - values[0]) / values[2])),), "int64")
    return tensor(np.arange(*values).astype(standard(dtype)))


def _number(value: Any) -> Any:
    return value.numpy().item() if hasattr(value, "numpy") else np.asarray(value).item()


@symbolic
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`num` numbers in equal distances from `start` to `stop`.

    Args:
        start, stop: The ends: numbers, or tensors of which each element gets its own row.
        num: How many.
        endpoint: Whether `stop` is the last one.
        retstep: Whether to return ``(numbers, distance)``.
        dtype: Type of the values; floats unless given.
        axis: The place of the new axis.

    Example:
        >>> linspace(0, 1, 3).tolist()
        [0.0, 0.5, 1.0]
    """
    start, stop = operand(start), operand(stop)
    computing = result_type(kind(start), kind(stop), float)
    chosen = computing if dtype is None else standard(dtype)
    if not is_float(chosen):
        computing = config.floatx()
    start, stop = cast(start, computing), cast(stop, computing)
    span = arithmetic.subtract(stop, start)
    start, span = arithmetic.add(start, span * 0), span
    gaps = num - 1 if endpoint else num
    allowance.take((num, *(s for s in span.shape if not isinstance(s, Dim))), computing)
    # The fractions are exact at both ends, so that the last number is `stop` itself.
    fractions = np.arange(num, dtype=computing) / np.asarray(max(gaps, 1), computing)
    fractions = fractions.reshape((num,) + (1,) * len(span.shape))
    rows = arithmetic.add(arithmetic.multiply(fractions, span), start)
    if endpoint and num > 1:
        is_last = (np.arange(num) == num - 1).reshape(fractions.shape)
        rows = compare.where(is_last, arithmetic.add(stop, span * 0), rows)
    if not is_float(chosen):
        from keras_lite.ops.numpy_arithmetic import floor

        rows = floor(rows)
    if axis:
        from keras_lite.ops.numpy_shape import moveaxis

        rows = moveaxis(rows, 0, axis)
    rows = cast(rows, chosen)
    if not retstep:
        return rows
    return rows, arithmetic.divide(span, gaps) if gaps else cast(math.nan, computing)


def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """Powers of `base`, the exponents in equal distances from `start` to `stop`."""
    from keras_lite.ops.numpy_arithmetic import power

    exponents = linspace(start, stop, num, endpoint, axis=axis)
    powers = power(cast(base, dtype_name(exponents.dtype)), exponents)
    return powers if dtype is None else cast(powers, standard(dtype))


def geomspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`num` numbers from `start` to `stop`, each the same multiple of the one before."""
    from keras_lite.ops.numpy_functions import log10

    first, last = floating(start), floating(stop)
    signs = arithmetic.sign(first)
    ends = [log10(arithmetic.abs(end)) for end in (first, last)]
    powers = arithmetic.multiply(logspace(*ends, num, endpoint, axis=axis), signs)
    return powers if dtype is None else cast(powers, standard(dtype))


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:
    """A matrix with ones on a diagonal, and zeros elsewhere.

    Args:
        N: Number of rows.
        M: Number of columns; as many as rows if None.
        k: Which diagonal: 0 the main one, positive ones above it.
        dtype: Type of the values; the default float type if None.

    Raises:
        InvalidArgument: (a ValueError) for a negative size.
    """
    for name, size in (("N", N), ("M", N if M is None else M)):
        if size < 0:
            raise InvalidArgument(explain(f"eye: `{name}`", size, "0 or more"))
    allowance.take((int(N), int(N if M is None else M)), standard(dtype))
    return tensor(np.eye(int(N), None if M is None else int(M), int(k), standard(dtype)))


def identity(n: int, dtype: Any = None) -> Any:
    """The square matrix with ones on the main diagonal."""
    return eye(n, dtype=dtype)


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:
    """A matrix with ones on and below a diagonal, and zeros above it."""
    allowance.take((int(N), int(N if M is None else M)), standard(dtype))
    return tensor(np.tri(int(N), None if M is None else int(M), int(k), standard(dtype)))
