"""Special functions, and sums of exponentials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name
from keras_lite.ops.conversion import as_tensor, cast, floating
from keras_lite.ops.numpy_reduce import standard_axis
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, gather, linalg, nonlinear, reduce, softmax
from keras_lite.primitives import erf as error
from keras_lite.primitives import shape as shapes


@symbolic
def rsqrt(x: Any) -> Any:
    """1 / sqrt(x)."""
    return arithmetic.reciprocal(arithmetic.sqrt(floating(x)))


@symbolic
def erf(x: Any) -> Any:
    """The error function: 2 / sqrt(pi) times the integral of exp(-t**2) from 0 to x."""
    return error.erf(floating(x))


@symbolic
def erfc(x: Any) -> Any:
    """1 - erf(x)."""
    return arithmetic.subtract(1, error.erf(floating(x)))


@symbolic
def erfinv(x: Any) -> Any:
    """The number whose error function is x.

    Giles (2010), "Approximating the erfinv function", and three of Newton's steps.
    """
    x = floating(x)
    at = shapes.stop_gradient(x)
    inside = arithmetic.subtract(1, arithmetic.square(at))
    w = arithmetic.negative(nonlinear.log(arithmetic.maximum(inside, np.finfo(x.dtype).tiny)))
    center = _polynomial(arithmetic.subtract(w, 2.5), _CENTER)
    tail = _polynomial(arithmetic.subtract(arithmetic.sqrt(w), 3.0), _TAIL)
    y = arithmetic.multiply(at, compare.where(compare.less(w, 5.0), center, tail))
    y = _nearer(_nearer(y, at), at)
    # The slope of Newton's last step along x is that of the inverse function.
    y = _nearer(shapes.stop_gradient(y), x)
    ends = compare.where(compare.equal(arithmetic.abs(at), 1), arithmetic.multiply(at, np.inf), y)
    return compare.where(compare.greater(arithmetic.abs(at), 1), np.nan, ends)


def _nearer(y: Any, x: Any) -> Any:
    """One of Newton's steps towards erf(y) = x."""
    bell = nonlinear.exp(arithmetic.negative(arithmetic.square(y)))
    flat = compare.equal(bell, 0)
    slope = compare.where(flat, 1, arithmetic.multiply(bell, _SLOPE))
    step = arithmetic.divide(arithmetic.subtract(x, error.erf(y)), slope)
    return arithmetic.add(y, compare.where(flat, 0, step))


_SLOPE = 2 / np.sqrt(np.pi)
_CENTER = (
    1.50140941,
    0.246640727,
    -0.00417768164,
    -0.00125372503,
    0.000218580870,
    -4.39150654e-06,
    -3.5233877e-06,
    3.43273939e-07,
    2.81022636e-08,
)
_TAIL = (
    2.83297682,
    1.00167406,
    0.00943887047,
    -0.0076224613,
    0.00573950773,
    -0.00367342844,
    0.00134934322,
    0.000100950558,
    -0.000200214257,
)


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    """The polynomial with these coefficients, lowest power first (Horner's rule)."""
    result: Any = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        result = arithmetic.add(arithmetic.multiply(x, result), coefficient)
    return result


@symbolic
def logdet(x: Any) -> Any:
    """The logarithm of the determinant of symmetric matrices with positive eigenvalues."""
    from keras_lite.ops.numpy_index import diagonal

    lower = linalg.cholesky(floating(x))
    logarithms = nonlinear.log(diagonal(lower, 0, -2, -1))
    return arithmetic.multiply(reduce.sum(logarithms, axis=-1), 2)


@symbolic
def logsumexp(x: Any, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Any:
    """log(sum(exp(x))) along axes, without overflow.

    Example:
        >>> f"{logsumexp([1000.0, 1000.0]):.3f}"
        '1000.693'
    """
    return softmax.logsumexp(floating(x), axis=standard_axis(axis), keepdims=keepdims)


@symbolic
def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Any, Any]:
    """The k largest elements along the last axis, and their places.

    Args:
        x: A tensor.
        k: How many.
        sorted: Kept for Keras' signature; they come from the largest to the smallest.

    Returns:
        Elements and places (int32), both of shape (..., k).
    """
    from keras_lite.ops.conversion import part
    from keras_lite.ops.numpy_index import take_along_axis
    from keras_lite.ops.numpy_sort import argsort

    x = as_tensor(x)
    # Sorting is stable, so the order of -x puts the first of equal elements first.
    key = cast(x, "int32") if dtype_name(x.dtype) in ("bool", "uint8", "uint16") else x
    places = part(argsort(arithmetic.negative(key), -1), (..., slice(None, k)))
    return take_along_axis(x, places, -1), places


@symbolic
def in_top_k(targets: Any, predictions: Any, k: int) -> Any:
    """Whether the prediction for each target class is among the k largest of its row.

    Args:
        targets: Classes (n,).
        predictions: Scores of all classes (n, classes).
        k: How many count. Ties with the k-th largest count too; scores that are not finite do not.
    """
    from keras_lite.ops.numpy_index import take_along_axis

    targets, predictions = cast(targets, "int32"), floating(predictions)
    own = take_along_axis(predictions, shapes.expand_dims(targets, -1), -1)
    larger = cast(compare.greater(predictions, own), "int32")
    rank = reduce.sum(larger, axis=-1)
    own = shapes.squeeze(own, -1)
    return compare.logical_and(compare.less(rank, k), compare.isfinite(own))


@symbolic(name="CDist")
def cdist(x: Any, y: Any) -> Any:
    """The distances between the rows of two matrices: (..., m, d), (..., n, d) -> (..., m, n)."""
    x, y = floating(x), floating(y)
    apart = arithmetic.subtract(shapes.expand_dims(x, -2), shapes.expand_dims(y, -3))
    return arithmetic.sqrt(reduce.sum(arithmetic.square(apart), axis=-1))


@symbolic
def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> Any:
    """Stretches of the last axis: (..., n) -> (..., number of stretches, sequence_length).

    Args:
        x: A tensor.
        sequence_length: Length of each stretch.
        sequence_stride: Distance from the start of one to the start of the next.
    """
    from keras_lite.ops.numpy_index import take

    x = as_tensor(x)
    count = (x.shape[-1] - sequence_length) // sequence_stride + 1
    starts = sequence_stride * np.arange(count)[:, None]
    return take(x, (starts + np.arange(sequence_length)).astype("int32"), -1)


@symbolic
def segment_sum(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The sum of the slices of each segment.

    Args:
        data: A tensor.
        segment_ids: For each slice along the first axis the number of its segment.
        num_segments: How many segments there are; the largest number and one, unless given.
        sorted: Kept for Keras' signature; the order of the numbers does not matter.

    Example:
        >>> segment_sum([1.0, 2.0, 3.0], [0, 0, 1]).tolist()
        [3.0, 3.0]
    """
    return _segments(data, segment_ids, num_segments, "add", 0)


@symbolic
def segment_max(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The largest elements of each segment; the lowest number of the type where there is none."""
    return _segments(data, segment_ids, num_segments, "max", "min")


@symbolic
def segment_min(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The smallest elements of each segment; the highest number of the type where there is none."""
    return _segments(data, segment_ids, num_segments, "min", "max")


@symbolic
def segment_prod(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The products of the slices of each segment."""
    return _segments(data, segment_ids, num_segments, "multiply", 1)


def _segments(data: Any, segment_ids: Any, count: int | None, mode: str, start: Any) -> Any:
    from keras_lite.ops.numpy_index import known

    data, segment_ids = as_tensor(data), cast(segment_ids, "int32")
    if count is None:
        count = int(known(segment_ids, "segment_*").max(initial=-1)) + 1
    dtype = np.dtype(dtype_name(data.dtype))
    if isinstance(start, str):
        info = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
        start = getattr(info, start)
    first = shapes.full((count, *data.shape[1:]), start, dtype.name)
    return gather.scatter(first, segment_ids, data, mode)
