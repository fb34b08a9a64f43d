from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import ops

_random = np.random.RandomState(0)
X = _random.rand(3, 10)
Y = _random.rand(3, 10)


def joined(pair: Any) -> np.ndarray:
    return np.asarray(pair[0]) + 1j * np.asarray(pair[1])


@pytest.mark.parametrize("name", ["fft", "fft2", "ifft2"])
def test_complex_transforms(name: str) -> None:
    found = joined(getattr(ops, name)((X, Y)))
    np.testing.assert_allclose(found, getattr(np.fft, name)(X + 1j * Y), atol=1e-12)


@pytest.mark.parametrize("length", [None, 7, 8, 13])
def test_real_transforms(length: int | None) -> None:
    np.testing.assert_allclose(joined(ops.rfft(X, length)), np.fft.rfft(X, length), atol=1e-12)
    found = ops.irfft((X, Y), length)
    np.testing.assert_allclose(found, np.fft.irfft(X + 1j * Y, length), atol=1e-12)


@pytest.mark.parametrize("window", ["hann", "hamming", np.hanning(8) + 0.1])
def test_the_short_transform_is_undone(window: Any) -> None:
    signal = _random.rand(2, 64)
    found = ops.istft(ops.stft(signal, 8, 2, 16, window), 8, 2, 16, window=window)
    # Near the ends fewer stretches overlap than the window counts on.
    np.testing.assert_allclose(found[:, 8:52], signal[:, 8:52], atol=1e-10)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.fft(X), r"fft: `x` is 'ndarray', but a pair"),
        (lambda: ops.fft((X, Y[:1])), "one shape was expected"),
        (lambda: ops.stft(X, 8, 2, 4), "`fft_length` is 4, but 8 or more"),
        (lambda: ops.stft(X, 8, 2, 8, window="flat"), "`window` is 'flat'"),
        (lambda: ops.stft(X, 8, 2, 8, window=np.ones(3)), r"`window` has the shape \(3,\)"),
    ],
)
def test_bad_arguments(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_integers_are_no_signal() -> None:
    with pytest.raises(TypeError, match="type of `x` is 'int32'"):
        ops.stft([1, 2, 3], 2, 1, 2)
