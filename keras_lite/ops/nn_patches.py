"""Images as patches and channels, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.config import standardize_data_format
from keras_lite.engine import allowance
from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidShape
from keras_lite.ops.conversion import as_tensor, part
from keras_lite.ops.numpy_index import take
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import gather, slicing
from keras_lite.primitives import shape as shapes


@symbolic
def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Each place's channels laid out as a square of `block_size` by `block_size` places.

    Args:
        x: Images (batch, height, width, channels), or channels second.
        block_size: Side of the square.
        data_format: "channels_last" or "channels_first".

    Raises:
        InvalidShape: (a ValueError) when the channels do not come out even.
    """
    x, first = _last(x, data_format)
    n, height, width, channels = x.shape
    rest, uneven = divmod(channels, block_size**2)
    if uneven:
        raise InvalidShape(
            f"depth_to_space: {channels} channels arrived, but a multiple of {block_size**2} was"
            " expected."
        )
    x = shapes.reshape(x, (n, height, width, block_size, block_size, rest))
    x = shapes.transpose(x, (0, 1, 3, 2, 4, 5))
    x = shapes.reshape(x, (n, height * block_size, width * block_size, rest))
    return shapes.transpose(x, (0, 3, 1, 2)) if first else x


@symbolic
def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Squares of `block_size` by `block_size` places as the channels of one place.

    Args:
        x: Images (batch, height, width, channels), or channels second.
        block_size: Side of the square.
        data_format: "channels_last" or "channels_first".

    Raises:
        InvalidShape: (a ValueError) when height or width do not come out even.
    """
    x, first = _last(x, data_format)
    n, height, width, channels = x.shape
    if height % block_size or width % block_size:
        raise InvalidShape(
            f"space_to_depth: images of {height} by {width} arrived, but multiples of {block_size}"
            " were expected."
        )
    rows, columns = height // block_size, width // block_size
    x = shapes.reshape(x, (n, rows, block_size, columns, block_size, channels))
    x = shapes.transpose(x, (0, 1, 3, 2, 4, 5))
    x = shapes.reshape(x, (n, rows, columns, block_size**2 * channels))
    return shapes.transpose(x, (0, 3, 1, 2)) if first else x


def _last(x: Any, data_format: str) -> tuple[Any, bool]:
    """Images with the channels last, and whether they came first."""
    x = as_tensor(x)
    first = standardize_data_format(data_format) == "channels_first"
    return (shapes.transpose(x, (0, 2, 3, 1)) if first else x), first


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)  # type: ignore


@symbolic
def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """All patches of images, each as a column.

    Args:
        x: Shape (batch, channels, height, width).
        kernel_size: Height and width of the patches: a number or a pair.
        dilation: Distance of the places within a patch.
        padding: How many zeros are put around the images.
        stride: Distance of the patches.

    Returns:
        Shape (batch, channels * kernel height * kernel width, number of patches).
    """
    x = as_tensor(x)
    (top, left), kernel = _pair(padding), _pair(kernel_size)
    x = slicing.pad(x, ((0, 0), (0, 0), (top, top), (left, left)), 0)
    n, channels, height, width = x.shape
    places = _patches((height, width), kernel, _pair(dilation), _pair(stride))
    taken = take(shapes.reshape(x, (n, channels, height * width)), places, 2)
    return shapes.reshape(taken, (n, channels * kernel[0] * kernel[1], places.shape[1]))


@symbolic
def fold(
    x: Any,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Any:
    """Patches put together to images; where they overlap, they are added up.

    Args:
        x: Shape (batch, channels * kernel height * kernel width, number of patches).
        output_size: Height and width of the images.
        kernel_size, dilation, padding, stride: As for `unfold`.

    Returns:
        Shape (batch, channels, height, width).

    Raises:
        InvalidShape: (a ValueError) when the number of patches does not fit.
    """
    x = as_tensor(x)
    (top, left), kernel, size = _pair(padding), _pair(kernel_size), _pair(output_size)
    height, width = size[0] + 2 * top, size[1] + 2 * left
    places = _patches((height, width), kernel, _pair(dilation), _pair(stride))
    n, channels = x.shape[0], x.shape[1] // (kernel[0] * kernel[1])
    if x.shape[2] != places.shape[1]:
        raise InvalidShape(
            f"fold: {x.shape[2]} patches arrived, but {places.shape[1]} were expected for images of"
            f" {size[0]} by {size[1]}."
        )
    flat = shapes.reshape(x, (n, channels, places.size))
    zeros = shapes.full((n, channels, height * width), 0, dtype_name(x.dtype))
    summed = gather.scatter_add(zeros, places.reshape(-1), flat, axis=2)
    summed = shapes.reshape(summed, (n, channels, height, width))
    inner = (slice(None), slice(None), slice(top, top + size[0]), slice(left, left + size[1]))
    return part(summed, inner)


def _patches(size: Any, kernel: Any, dilation: Any, stride: Any) -> np.ndarray:
    """Places of each patch in a flattened image: (places of a patch, patches)."""
    counts = [
        (length - d * (k - 1) - 1) // s + 1
        for length, k, d, s in zip(size, kernel, dilation, stride, strict=True)
    ]
    allowance.take((*kernel, *counts), "int64")
    rows, columns = (
        d * np.arange(k)[:, None] + s * np.arange(count)
        for k, d, s, count in zip(kernel, dilation, stride, counts, strict=True)
    )
    grid = rows[:, None, :, None] * size[1] + columns[None, :, None, :]
    return grid.reshape(kernel[0] * kernel[1], counts[0] * counts[1]).astype("int32")
