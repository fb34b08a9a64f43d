"""Colours of images: grey values, and hue, saturation and value."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.config import standardize_data_format
from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.ops.conversion import as_tensor, cast, floating, part
from keras_lite.ops.numpy_join import stack
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, reduce

# The shares of red, green and blue in how bright a colour looks (ITU-R BT.601).
_GREY = (0.2989, 0.5870, 0.1140)


@symbolic(name="RGBToGrayscale")
def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Any:
    """0.2989 red + 0.587 green + 0.114 blue, as the only channel.

    Args:
        images: One image or a batch, with 3 channels (with 1 they stay as they are).
        data_format: "channels_last", "channels_first", or that of the configuration.

    Raises:
        InvalidShape: (a ValueError) for another rank or number of channels.
    """
    images = as_tensor(images)
    axis = _channels(images, data_format, "rgb_to_grayscale", (1, 3))
    if images.shape[axis] == 1:
        return images
    floats = floating(images)
    shape = [1] * len(images.shape)
    shape[axis] = 3
    shares = np.array(_GREY, dtype_name(floats.dtype)).reshape(shape)
    grey = reduce.sum(arithmetic.multiply(floats, shares), axis=axis, keepdims=True)
    return cast(grey, dtype_name(images.dtype))


def _channels(
    images: Any, data_format: str | None, where: str, counts: tuple[int, ...] = (3,)
) -> int:
    """The axis of the channels."""
    rank = len(images.shape)
    axis = -1 if standardize_data_format(data_format) == "channels_last" else -3
    if rank not in (3, 4) or images.shape[axis] not in counts:
        expected = " or ".join(map(str, counts))
        raise InvalidShape(
            f"{where}: images of shape {tuple(images.shape)} arrived, but one image or a batch with"
            f" {expected} channels (axis {axis}) was expected."
        )
    return axis


def _colours(images: Any, data_format: str | None, where: str) -> tuple[list[Any], int]:
    """The three channels, and their axis."""
    images = as_tensor(images)
    axis = _channels(images, data_format, where)
    if not is_float(dtype_name(images.dtype)):
        raise InvalidArgument(
            explain(f"{where}: type of `images`", dtype_name(images.dtype), "a float type")
        )
    after = (slice(None),) * (-axis - 1)
    return [part(images, (..., i, *after)) for i in range(3)], axis


@symbolic(name="RGBToHSV")
def rgb_to_hsv(images: Any, data_format: str | None = None) -> Any:
    """Hue, saturation and value, each from 0 to 1, of red, green and blue from 0 to 1.

    Args:
        images: One image or a batch, of floats.
        data_format: "channels_last", "channels_first", or that of the configuration.

    Raises:
        InvalidShape: (a ValueError) for another rank or number of channels.
        InvalidArgument: (a ValueError) for images that are not floats.
    """
    (red, green, blue), axis = _colours(images, data_format, "rgb_to_hsv")
    value = arithmetic.maximum(arithmetic.maximum(red, green), blue)
    spread = value - arithmetic.minimum(arithmetic.minimum(red, green), blue)
    grey = compare.equal(spread, 0)
    safe = compare.where(grey, 1, spread)
    # A sixth of the circle for each pair of colours, counted from the largest one.
    from_blue = arithmetic.divide(red - green, safe) + 4
    from_green = arithmetic.divide(blue - red, safe) + 2
    from_red = arithmetic.divide(green - blue, safe)
    hue = compare.where(compare.equal(value, green), from_green, from_blue)
    hue = compare.where(compare.equal(value, red), from_red, hue) / 6
    hue = compare.where(grey, 0, compare.where(compare.less(hue, 0), hue + 1, hue))
    dark = compare.less_equal(value, 0)
    saturation = compare.where(dark, 0, arithmetic.divide(spread, compare.where(dark, 1, value)))
    return stack([hue, saturation, value], axis)


@symbolic(name="HSVToRGB")
def hsv_to_rgb(images: Any, data_format: str | None = None) -> Any:
    """Red, green and blue of hue, saturation and value; the way back from `rgb_to_hsv`.

    Args:
        images: One image or a batch, of floats.
        data_format: "channels_last", "channels_first", or that of the configuration.

    Raises:
        InvalidShape: (a ValueError) for another rank or number of channels.
        InvalidArgument: (a ValueError) for images that are not floats.
    """
    (hue, saturation, value), axis = _colours(images, data_format, "hsv_to_rgb")
    turn = hue * 6
    # How much of each pure colour the hue has: ramps up and down around the circle.
    shares = (
        arithmetic.abs(turn - 3) - 1,
        2 - arithmetic.abs(turn - 2),
        2 - arithmetic.abs(turn - 4),
    )
    inside = [arithmetic.minimum(arithmetic.maximum(share, 0), 1) for share in shares]
    return stack([((share - 1) * saturation + 1) * value for share in inside], axis)
