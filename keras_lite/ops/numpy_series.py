"""Differences, integrals, windows and the parts of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lite.engine import allowance
from keras_lite.engine.dtypes import dtype_name
from keras_lite.engine.ir import product
from keras_lite.engine.values import tensor
from keras_lite.ops.conversion import as_tensor, cast, floating, part, standard
from keras_lite.ops.keras_tensor import KerasTensor
from keras_lite.ops.numpy_index import diagonal, known
from keras_lite.ops.numpy_product import matmul
from keras_lite.ops.numpy_reduce import mean, sum
from keras_lite.ops.numpy_shape import transpose
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare
from keras_lite.primitives import shape as shapes


def ndim(x: Any) -> int:
    """The number of axes."""
    return len(x.shape) if isinstance(x, KerasTensor) else len(as_tensor(x).shape)


@symbolic
def size(x: Any) -> Any:
    """The number of elements, as an int32 tensor."""
    return cast(product(as_tensor(x).shape), "int32")


@symbolic
def diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    """Each element minus the one before it along an axis, n times over.

    Example:
        >>> diff([1, 4, 9]).tolist()
        [3, 5]
    """
    a = as_tensor(a)
    axis = axis % len(a.shape)
    before = (slice(None),) * axis
    for _ in range(n):
        later, earlier = (part(a, (*before, s)) for s in (slice(1, None), slice(None, -1)))
        if dtype_name(a.dtype) == "bool":
            a = compare.not_equal(later, earlier)
        else:
            a = arithmetic.subtract(later, earlier)
    return a


@symbolic
def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """The area under the line through points along an axis.

    Args:
        y: Heights.
        x: Places: a vector, or in the shape of `y`; in equal distances if None.
        dx: That distance.
        axis: The axis along which the points follow each other.
    """
    y = floating(y)
    axis = axis % len(y.shape)
    before = (slice(None),) * axis
    width: Any = dx
    if x is not None:
        width = diff(floating(x), 1, -1 if len(as_tensor(x).shape) == 1 else axis)
        if len(width.shape) == 1:
            width = shapes.reshape(
                width, tuple(-1 if i == axis else 1 for i in range(len(y.shape)))
            )
    pair = arithmetic.add(part(y, (*before, slice(1, None))), part(y, (*before, slice(None, -1))))
    return sum(arithmetic.multiply(arithmetic.multiply(pair, 0.5), width), axis)


@symbolic
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """The powers of each element of a vector, one row for each.

    Args:
        x: A vector.
        N: How many powers; as many as elements if None.
        increasing: Whether the powers rise from left to right.
    """
    x = as_tensor(x)
    count = x.shape[0] if N is None else N
    allowance.take((count,), "int64")
    powers = np.arange(count) if increasing else np.arange(count)[::-1]
    powers = np.ascontiguousarray(powers).astype(dtype_name(x.dtype))
    return arithmetic.power(shapes.expand_dims(x, -1), powers)


@symbolic
def corrcoef(x: Any) -> Any:
    """The correlations between the rows of a matrix."""
    x = floating(x)
    if len(x.shape) < 2:
        x = shapes.reshape(x, (1, product(x.shape)))
    centered = arithmetic.subtract(x, mean(x, -1, True))
    products = matmul(centered, transpose(centered))
    lengths = arithmetic.sqrt(diagonal(products))
    both = arithmetic.multiply(shapes.expand_dims(lengths, -1), lengths)
    result = arithmetic.divide(products, both)
    result = arithmetic.minimum(arithmetic.maximum(result, -1), 1)
    return shapes.squeeze(result) if product(x.shape[:-1]) == 1 else result


@symbolic
def real(x: Any) -> Any:
    """The real part: x itself, for there are no complex numbers here."""
    return as_tensor(x)


@symbolic
def imag(x: Any) -> Any:
    """The imaginary part: zeros, for there are no complex numbers here."""
    x = as_tensor(x)
    return arithmetic.multiply(x, np.zeros((), dtype_name(x.dtype)))


@symbolic
def conjugate(x: Any) -> Any:
    """The complex conjugate: x itself, for there are no complex numbers here."""
    return as_tensor(x)


@symbolic(name="Conjugate")
def conj(x: Any) -> Any:
    """The complex conjugate: x itself, for there are no complex numbers here."""
    return as_tensor(x)


@symbolic
def angle(x: Any) -> Any:
    """The angle to the positive numbers: 0 for those, pi for negative ones."""
    x = floating(x)
    negative = compare.where(compare.less(x, 0), np.pi, 0.0)
    negative = cast(negative, dtype_name(x.dtype))
    return compare.where(compare.isnan(x), x, negative)


@symbolic
def view(x: Any, dtype: Any = None) -> Any:
    """The same bytes read as another type; needs the values.

    Args:
        x: A tensor.
        dtype: The type to read; that of `x` if None.
    """
    x = as_tensor(x)
    if dtype is None or standard(dtype) == dtype_name(x.dtype):
        return x
    return tensor(np.ascontiguousarray(known(x, "view")).view(standard(dtype)))


def vectorize(pyfunc: Callable[..., Any], *, excluded: Any = None, signature: Any = None) -> Any:
    """A function that applies `pyfunc` to each element (or slice) of its arguments.

    Args:
        pyfunc: A function of tensors.
        excluded: Places and names of arguments that are handed over whole.
        signature: Axes of one argument, such as "(n),(n)->()"; single elements if None.

    Returns:
        A function; it needs the values of its arguments.
    """

    def found(*args: Any, **kwargs: Any) -> Any:
        values = [known(a, "vectorize") if not callable(a) else a for a in args]
        function = np.vectorize(
            lambda *a, **k: np.asarray(pyfunc(*(as_tensor(v) for v in a), **k)),
            excluded=excluded,
            signature=signature,
        )
        return tensor(np.asarray(function(*values, **kwargs)))

    return found


def _window(x: Any, formula: Callable[[np.ndarray, int], np.ndarray]) -> Any:
    """A window of `x` places; its length is a number, known while a model is traced."""
    count = int(known(x, "a window"))
    if count < 1:
        return tensor(np.zeros(0, standard(None)))
    if count == 1:
        return tensor(np.ones(1, standard(None)))
    allowance.take((count,), "float64")
    return tensor(formula(np.arange(count), count - 1).astype(standard(None)))


def bartlett(x: Any) -> Any:
    """A triangle over x places."""
    return _window(x, lambda n, last: 1 - np.abs(2 * n / last - 1))


def hanning(x: Any) -> Any:
    """0.5 - 0.5 cos(2 pi n / (x - 1)), over x places."""
    return _window(x, lambda n, last: 0.5 - 0.5 * np.cos(2 * np.pi * n / last))


def hamming(x: Any) -> Any:
    """0.54 - 0.46 cos(2 pi n / (x - 1)), over x places."""
    return _window(x, lambda n, last: 0.54 - 0.46 * np.cos(2 * np.pi * n / last))


def blackman(x: Any) -> Any:
    """0.42 - 0.5 cos(2 pi n / (x - 1)) + 0.08 cos(4 pi n / (x - 1)), over x places."""

    def formula(n: np.ndarray, last: int) -> np.ndarray:
        return 0.42 - 0.5 * np.cos(2 * np.pi * n / last) + 0.08 * np.cos(4 * np.pi * n / last)

    return _window(x, formula)


def kaiser(x: Any, beta: float) -> Any:
    """I0(beta sqrt(1 - (2 n / (x - 1) - 1)**2)) / I0(beta), over x places."""

    def formula(n: np.ndarray, last: int) -> np.ndarray:
        return np.i0(beta * np.sqrt(1 - (2 * n / last - 1) ** 2)) / np.i0(beta)

    return _window(x, formula)
