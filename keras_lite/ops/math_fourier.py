"""Fourier transforms, with complex tensors as pairs (real part, imaginary part).

Each is a product with a matrix of cosines and one of sines, which makes it part of a program, with
its slope. For the lengths that networks use this is about as fast as the fast transform.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.engine import allowance
from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidArgument, InvalidType, explain
from keras_lite.ops.conversion import as_tensor, cast, floating, part
from keras_lite.ops.math_functions import extract_sequences
from keras_lite.ops.numpy_product import matmul
from keras_lite.ops.numpy_shape import pad, swapaxes
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, gather
from keras_lite.primitives import shape as shapes

Complex = tuple[Any, Any]


@symbolic(name="FFT")
def fft(x: Complex) -> Complex:
    """sum over n of x[n] exp(-2 pi i k n / N), along the last axis.

    Args:
        x: Real and imaginary parts, of one shape.
    """
    return _transformed(*_pair(x, "fft"), -1)


@symbolic(name="FFT2")
def fft2(x: Complex) -> Complex:
    """The Fourier transform along the last two axes."""
    once = _transformed(*_pair(x, "fft2"), -1)
    return _turned(_transformed(*_turned(once), -1))


@symbolic(name="IFFT2")
def ifft2(x: Complex) -> Complex:
    """The inverse of `fft2`."""
    once = _transformed(*_pair(x, "ifft2"), 1)
    real, imaginary = _turned(_transformed(*_turned(once), 1))
    count = real.shape[-1] * real.shape[-2]
    return arithmetic.divide(real, count), arithmetic.divide(imaginary, count)


def _pair(x: Any, where: str) -> Complex:
    if not isinstance(x, (list, tuple)) or len(x) != 2:
        raise InvalidArgument(
            explain(f"{where}: `x`", type(x).__name__, "a pair (real, imaginary)")
        )
    real, imaginary = (floating(value) for value in x)
    if tuple(real.shape) != tuple(imaginary.shape):
        raise InvalidArgument(
            f"{where}: parts of the shapes {tuple(real.shape)} and {tuple(imaginary.shape)}"
            " arrived, but one shape was expected."
        )
    return real, imaginary


def _waves(rows: int, columns: int, count: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """cos and sin of 2 pi n k / count; the product n k is reduced first, so that both are exact."""
    allowance.take((rows, columns, 4), "int64")
    turns = (np.arange(rows)[:, None] * np.arange(columns)) % count
    angles = 2 * np.pi * turns / count
    return np.cos(angles).astype(dtype), np.sin(angles).astype(dtype)


def _transformed(real: Any, imaginary: Any, sign: int) -> Complex:
    count = real.shape[-1]
    cosine, sine = _waves(count, count, count, dtype_name(real.dtype))
    first = arithmetic.multiply(matmul(imaginary, sine), sign)
    second = arithmetic.multiply(matmul(real, sine), sign)
    return (
        arithmetic.subtract(matmul(real, cosine), first),
        arithmetic.add(matmul(imaginary, cosine), second),
    )


def _turned(x: Complex) -> Complex:
    return swapaxes(x[0], -1, -2), swapaxes(x[1], -1, -2)


@symbolic(name="RFFT")
def rfft(x: Any, fft_length: int | None = None) -> Complex:
    """The Fourier transform of real numbers along the last axis: its first N // 2 + 1 places.

    Args:
        x: A tensor.
        fft_length: N; `x` is cut off or filled up with zeros.
    """
    x = floating(x)
    count = x.shape[-1] if fft_length is None else int(fft_length)
    x = _sized(x, count)
    cosine, sine = _waves(count, count // 2 + 1, count, dtype_name(x.dtype))
    return matmul(x, cosine), arithmetic.negative(matmul(x, sine))


@symbolic(name="IRFFT")
def irfft(x: Complex, fft_length: int | None = None) -> Any:
    """The inverse of `rfft`.

    Args:
        x: Real and imaginary parts.
        fft_length: N; twice the last axis less 2 unless given.
    """
    real, imaginary = _pair(x, "irfft")
    count = 2 * (real.shape[-1] - 1) if fft_length is None else int(fft_length)
    real, imaginary = _sized(real, count // 2 + 1), _sized(imaginary, count // 2 + 1)
    dtype = dtype_name(real.dtype)
    cosine, sine = _waves(count // 2 + 1, count, count, dtype)
    # All places but the first (and the middle one) stand for two, which are mirror images.
    twice = np.full((count // 2 + 1, 1), 2 / count, dtype)
    twice[0] = 1 / count
    if count % 2 == 0:
        twice[-1] = 1 / count
    return arithmetic.subtract(matmul(real, cosine * twice), matmul(imaginary, sine * twice))


def _sized(x: Any, count: int) -> Any:
    """The last axis cut off, or filled up with zeros."""
    if x.shape[-1] > count:
        return part(x, (..., slice(None, count)))
    widths = [(0, 0)] * (len(x.shape) - 1) + [(0, count - x.shape[-1])]
    return pad(x, widths) if x.shape[-1] < count else x


@symbolic(name="STFT")
def stft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> Complex:
    """The Fourier transforms of stretches of a signal.

    Args:
        x: Shape (..., n).
        sequence_length: Length of the stretches.
        sequence_stride: Distance from one to the next.
        fft_length: Length that they are filled up to.
        window: "hann", "hamming", a vector that each is multiplied with, or None.
        center: Whether the stretches are centered at their places; the ends are mirrored.

    Returns:
        Real and imaginary parts (..., stretches, fft_length // 2 + 1).

    Raises:
        InvalidType: (a TypeError) for a signal that is not float32 or float64.
        InvalidArgument: (a ValueError) when the lengths or the window do not fit.
    """
    x = as_tensor(x)
    dtype = dtype_name(x.dtype)
    if dtype not in ("float32", "float64"):
        raise InvalidType(explain("stft: type of `x`", dtype, "float32 or float64"))
    if center:
        widths = [(0, 0)] * (len(x.shape) - 1) + [(fft_length // 2, fft_length // 2)]
        x = pad(x, widths, mode="reflect")
    shaped = _window(window, sequence_length, fft_length, dtype, "stft")
    frames = extract_sequences(x, fft_length, sequence_stride)
    return rfft(arithmetic.multiply(frames, shaped))  # type: ignore[no-any-return]


@symbolic(name="ISTFT")
def istft(
    x: Complex,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Any:
    """The inverse of `stft`.

    Args:
        x: Real and imaginary parts (..., stretches, fft_length // 2 + 1).
        sequence_length, sequence_stride, fft_length, window, center: As for `stft`.
        length: Length of the signal, if it is to be cut off.

    Returns:
        Shape (..., n).
    """
    frames = irfft(x, fft_length)
    dtype = dtype_name(frames.dtype)
    if window is not None:
        shaped = _window(window, sequence_length, fft_length, dtype, "istft")
        frames = arithmetic.multiply(frames, _dual(shaped, sequence_stride))
    count = frames.shape[-2]
    total = fft_length + sequence_stride * (count - 1)
    places = sequence_stride * np.arange(count)[:, None] + np.arange(fft_length)
    leading = tuple(frames.shape[:-2])
    flat = shapes.reshape(frames, (*leading, count * fft_length))
    zeros = shapes.full((*leading, total), 0, dtype)
    places = places.reshape(-1).astype("int32")
    signal = gather.scatter_add(zeros, places, flat, axis=len(leading))
    start = fft_length // 2 if center else 0
    stop = start + length if length is not None else total - start
    return part(signal, (..., slice(start, stop)))


def _window(window: Any, length: int, fft_length: int, dtype: str, where: str) -> np.ndarray:
    """The window, with zeros on both sides up to `fft_length`."""
    from keras_lite.ops.numpy_index import known

    if fft_length < length:
        raise InvalidArgument(explain(f"{where}: `fft_length`", fft_length, f"{length} or more"))
    turn = 2 * np.pi * np.arange(length) / length
    if window is None:
        values = np.ones(length)
        if length < fft_length:
            return np.ones(fft_length, dtype)
    elif isinstance(window, str):
        if window not in ("hann", "hamming"):
            raise InvalidArgument(explain(f"{where}: `window`", window, "'hann' or 'hamming'"))
        level = 0.5 if window == "hann" else 0.54
        values = level - (1 - level) * np.cos(turn)
    else:
        values = known(cast(window, dtype), where)
        if values.shape != (length,):
            raise InvalidArgument(
                f"{where}: `window` has the shape {values.shape}, but {(length,)} was expected."
            )
    before = (fft_length - length) // 2
    return np.pad(values, (before, fft_length - length - before)).astype(dtype)


def _dual(window: np.ndarray, stride: int) -> np.ndarray:
    """The window by which overlapping stretches add up to the signal again."""
    squares = np.zeros(-(-len(window) // stride) * stride, window.dtype)
    squares[: len(window)] = window**2
    overlap = squares.reshape(-1, stride).sum(axis=0)
    return (window / np.tile(overlap, len(squares) // stride)[: len(window)]).astype(window.dtype)
