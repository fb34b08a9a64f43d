from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lite import initializers
from keras_lite.initializers import STFT


# Recorded from Keras 3.15.1, which computes in float32 throughout.
@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ({"side": "real"}, {1: [0.40824828, 0.20412412, -0.20412417, -0.40824828]}),
        ({"side": "imag"}, {2: [0.0, -0.70710671, 0.70710677, 0.0]}),
        ({"side": "imag", "scaling": "spectrum"}, {2: [0.0, -0.43301266, 0.43301272, 0.0]}),
        (
            {"window": "hamming", "periodic": True},
            {4: [0.28224275, -0.14112136, -0.14112143, 0.28224275]},
        ),
        ({"window": "hann", "scaling": None}, {1: [0.5, 0.25, -0.25, -0.5], 4: [0.0] * 4}),
        (
            {"window": [1.0, 2.0, 3.0, 4.0, 5.0]},
            {4: [0.6741999, -0.33709988, -0.33710006, 0.6741999]},
        ),
        ({"window": None}, {1: [1.0, 0.5, -0.5, -1.0]}),
    ],
)
def test_recorded_kernels(arguments: Any, rows: dict[int, list[float]]) -> None:
    kernel = STFT(**arguments)((5, 1, 4))
    assert kernel.shape == (5, 1, 4) and kernel.dtype == np.float32
    for row, wanted in rows.items():
        assert np.abs(kernel[row, 0] - wanted).max() < 2e-7


def test_a_convolution_with_it_is_a_fourier_transform() -> None:
    signal = np.sin(np.arange(8.0)) + 0.3
    real, imag = (STFT(side, None)((8, 1, 5), "float64")[:, 0] for side in ("real", "imag"))
    assert np.abs(signal @ real + 1j * (signal @ imag) - np.fft.rfft(signal)).max() < 1e-14


def test_configuration() -> None:
    original = STFT("imag", np.arange(1.0, 6.0), "spectrum")
    copy = initializers.deserialize(initializers.serialize(original))
    assert copy((5, 1, 4)).tolist() == original((5, 1, 4)).tolist()
    assert list(STFT().get_config()) == ["side", "window", "periodic", "scaling"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"side": "x"}, "`side` is 'x', but 'real' or 'imag'"),
        ({"scaling": "x"}, "`scaling` is 'x'"),
        ({"window": "nope"}, "`window` is 'nope', but one of 'hann'"),
    ],
)
def test_bad_arguments(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"STFT: {message}"):
        STFT(**arguments)


def test_bad_shapes() -> None:
    for shape in ((4, 3), (0, 1, 3), (4, 1, 3, 1)):
        with pytest.raises(ValueError, match="STFT: `shape` is"):
            STFT()(shape)
    with pytest.raises(ValueError, match=r"`window` has shape \(3,\), but the frame has 5"):
        STFT(window=[1.0, 2.0, 3.0])((5, 1, 4))
