"""An initializer that makes a convolution compute short-time Fourier transforms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.initializers.initializer import FAMILY, Initializer, checked_dtype, checked_shape
from keras_lite.registry import deserialize_keras_object, serialize_keras_object

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WINDOWS = {"hann": np.hanning, "hamming": np.hamming, "blackman": np.blackman}


@FAMILY.named("STFTInitializer")
class STFT(Initializer):
    """One side of the Fourier transform as the kernel of a one-dimensional convolution.

    Column k of the kernel is ``window[t] * cos(2 pi k t / n)`` (or minus the sine), where t runs
    over the frame, k over the frequencies and ``n = 2 (frequencies - 1)``.

    Args:
        side: "real" for the cosines, "imag" for the sines.
        window: The name of a window, or an array of the frame's length, or None.
        scaling: "density" divides the window by the root of the sum of its squares, "spectrum" by
            its sum, None by nothing. Without a window there is no scaling.
        periodic: Whether a named window is one period of an endless row of windows instead of
            symmetric.

    Raises:
        InvalidArgument: (a ValueError) for an unknown side, scaling or window.
        InvalidShape: (a ValueError) when called with a shape other than (frame, 1, frequencies).

    Example:
        >>> STFT("real", None)((2, 1, 2))[:, 0].round(3).tolist()
        [[1.0, 1.0], [1.0, -1.0]]
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ) -> None:
        if side not in ("real", "imag"):
            raise InvalidArgument(explain("STFT: `side`", side, "'real' or 'imag'"))
        if scaling not in ("density", "spectrum", None):
            raise InvalidArgument(
                explain("STFT: `scaling`", scaling, "'density', 'spectrum' or None")
            )
        if isinstance(window, str):
            _window(window, 4, periodic)  # an unknown name is an error now, not at build
        self.side = side
        self.window = window
        self.scaling = scaling
        self.periodic = periodic

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> NDArray[Any]:
        sizes, kind = checked_shape("STFT", shape), checked_dtype("STFT", dtype)
        if len(sizes) != 3 or not sizes[0] or not sizes[2]:
            raise InvalidShape(
                explain("STFT: `shape`", sizes, "(length of a frame, 1, number of frequencies)")
            )
        frame, _, frequencies = sizes
        period = max(1, 2 * (frequencies - 1))
        angles = np.outer(np.arange(frame), 2 * math.pi / period * np.arange(frequencies))
        kernel = np.cos(angles) if self.side == "real" else -np.sin(angles)
        if self.window is not None:
            kernel *= self._scaled_window(frame)[:, None]
        # Keras: the middle axis is 1 whatever was asked for (3.15).
        return kernel[:, None, :].astype(kind)

    def get_config(self) -> dict[str, Any]:
        return {
            "side": self.side,
            "window": serialize_keras_object(self.window),
            "periodic": self.periodic,
            "scaling": self.scaling,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> STFT:
        return cls(**{**config, "window": deserialize_keras_object(config.get("window"))})

    def _scaled_window(self, frame: int) -> NDArray[np.float64]:
        if isinstance(self.window, str):
            window = _window(self.window, frame, self.periodic)
        else:
            window = np.asarray(self.window, np.float64)
        if window.shape != (frame,):
            raise InvalidShape(
                f"STFT: `window` has shape {window.shape}, but the frame has {frame} values. Give "
                "a window of that length."
            )
        if self.scaling == "density":
            return window / math.sqrt(float(np.sum(window**2)))
        return window / np.sum(window) if self.scaling == "spectrum" else window


def _window(name: str, length: int, periodic: bool) -> NDArray[np.float64]:
    if name in _WINDOWS:
        return _WINDOWS[name](length + 1)[:-1] if periodic else _WINDOWS[name](length)
    try:
        from scipy.signal import get_window

        return np.asarray(get_window(name, length, fftbins=periodic))
    except (ImportError, ValueError):
        known = ", ".join(map(repr, _WINDOWS))
        raise InvalidArgument(
            explain(
                "STFT: `window`",
                name,
                f"one of {known}, an array or None",
                "Further names are those of scipy.signal.get_window, where SciPy is installed.",
            )
        ) from None
