"""Images with other edges: cut, framed, and taken apart into patches."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.config import standardize_data_format
from keras_lite.errors import InvalidArgument, InvalidShape, explain
from keras_lite.ops.conversion import as_tensor, part
from keras_lite.ops.numpy_join import concatenate
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import shape as shapes
from keras_lite.primitives import slicing


@symbolic
def pad_images(
    images: Any,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Any:
    """Images with zeros around them.

    Args:
        images: One image or a batch.
        top_padding, bottom_padding, target_height: Any two of them.
        left_padding, right_padding, target_width: Any two of them.
        data_format: "channels_last", "channels_first", or that of the configuration.

    Raises:
        InvalidArgument: (a ValueError) unless two of three are given, or for a negative frame.
    """
    images = as_tensor(images)
    row, column = _rows_and_columns(images, data_format, "pad_images")
    widths = [(0, 0)] * len(images.shape)
    for axis, first, last, target, names in (
        (row, top_padding, bottom_padding, target_height, ("top", "bottom", "height")),
        (column, left_padding, right_padding, target_width, ("left", "right", "width")),
    ):
        length = images.shape[axis]
        grown = None if target is None else target - length
        widths[axis] = _two_of_three(first, last, grown, names, "pad_images: `{}_padding`")
    return slicing.pad(images, tuple(widths), 0)


@symbolic
def crop_images(
    images: Any,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Any:
    """Images without their edges.

    Args:
        images: One image or a batch.
        top_cropping, bottom_cropping, target_height: Any two of them.
        left_cropping, right_cropping, target_width: Any two of them.
        data_format: "channels_last", "channels_first", or that of the configuration.

    Raises:
        InvalidArgument: (a ValueError) unless two of three are given, or if nothing would be left.
    """
    images = as_tensor(images)
    row, column = _rows_and_columns(images, data_format, "crop_images")
    key: list[Any] = [slice(None)] * len(images.shape)
    for axis, first, last, target, names in (
        (row, top_cropping, bottom_cropping, target_height, ("top", "bottom", "height")),
        (column, left_cropping, right_cropping, target_width, ("left", "right", "width")),
    ):
        length = images.shape[axis]
        cut = None if target is None else length - target
        before, behind = _two_of_three(first, last, cut, names, "crop_images: `{}_cropping`")
        key[axis] = slice(before, length - behind)
    return part(images, tuple(key))


def _rows_and_columns(images: Any, data_format: str | None, where: str) -> tuple[int, int]:
    rank = len(images.shape)
    if rank not in (3, 4):
        raise InvalidShape(
            f"{where}: images of shape {tuple(images.shape)} arrived, but one image (3 axes) or a"
            " batch (4 axes) was expected."
        )
    last = standardize_data_format(data_format) == "channels_last"
    return (rank - 3, rank - 2) if last else (rank - 2, rank - 1)


def _two_of_three(
    first: int | None, last: int | None, total: Any, names: Sequence[str], where: str
) -> tuple[int, int]:
    """The frame at both ends, of which one may follow from their sum."""
    if [first, last, total].count(None) != 1:
        raise InvalidArgument(
            f"{where.format(names[0])}, {where.format(names[1]).partition(' ')[2]} and"
            f" `target_{names[2]}`: exactly two of the three were expected. Leave one out."
        )
    first = total - last if first is None else first
    last = total - first if last is None else last
    for name, width in zip(names, (first, last), strict=False):
        if not isinstance(width, int) or width < 0:
            raise InvalidArgument(explain(where.format(name), width, "0 or more"))
    return first, last


@symbolic
def extract_patches(
    images: Any,
    size: int | Sequence[int],
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """The patches of images, each as the channels of one place.

    Args:
        images: One image (height, width, channels) or a batch, or channels first.
        size: Height and width of the patches.
        strides: Distance of the patches; their size unless given.
        dilation_rate: Distance of the places within a patch.
        padding: "valid" for patches that lie inside, "same" for one at each stride, with zeros.
        data_format: "channels_last", "channels_first", or that of the configuration.

    Returns:
        Shape (..., rows, columns, height * width * channels), or that first.
    """
    return _patched(images, size, strides, dilation_rate, padding, data_format, 2)


@symbolic(name="ExtractPatches3D")
def extract_patches_3d(
    volumes: Any,
    size: int | Sequence[int],
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """The patches of volumes, each as the channels of one place; see `extract_patches`."""
    return _patched(volumes, size, strides, dilation_rate, padding, data_format, 3)


def _each(value: Any, name: str, rank: int) -> tuple[int, ...]:
    values = (value,) * rank if isinstance(value, int) else tuple(value)
    if len(values) != rank or any(v < 1 for v in values):
        raise InvalidArgument(
            explain(f"extract_patches: `{name}`", value, f"a positive integer or {rank} of them")
        )
    return values


def _patched(
    images: Any, size: Any, strides: Any, dilation: Any, padding: str, form: Any, rank: int
) -> Any:
    x = as_tensor(images)
    if len(x.shape) not in (rank + 1, rank + 2):
        raise InvalidShape(
            f"extract_patches: a tensor of shape {tuple(x.shape)} arrived, but {rank + 1} axes, or"
            f" {rank + 2} with a batch, were expected."
        )
    if padding not in ("valid", "same"):
        raise InvalidArgument(explain("extract_patches: `padding`", padding, "'valid' or 'same'"))
    single = len(x.shape) == rank + 1
    x = shapes.expand_dims(x, 0) if single else x
    first = standardize_data_format(form) == "channels_first"
    if first:
        x = shapes.transpose(x, (0, *range(2, rank + 2), 1))
    kernel = _each(size, "size", rank)
    stride = kernel if strides is None else _each(strides, "strides", rank)
    dilation = _each(dilation, "dilation_rate", rank)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    if padding == "same":
        frame = [_same(n, r, s) for n, r, s in zip(x.shape[1:-1], reach, stride, strict=True)]
        x = slicing.pad(x, ((0, 0), *frame, (0, 0)), 0)
    counts = [(n - r) // s + 1 for n, r, s in zip(x.shape[1:-1], reach, stride, strict=True)]
    places = [
        part(x, (slice(None), *_steps(offset, dilation, stride, counts)))
        for offset in itertools.product(*map(range, kernel))
    ]
    result = concatenate(places, -1)
    if first:
        result = shapes.transpose(result, (0, rank + 1, *range(1, rank + 1)))
    return part(result, 0) if single else result


def _steps(offset: Any, dilation: Any, stride: Any, counts: Any) -> list[slice]:
    """Where one place of all patches lies."""
    return [
        slice(d * o, d * o + s * (count - 1) + 1, s)
        for o, d, s, count in zip(offset, dilation, stride, counts, strict=True)
    ]


def _same(length: int, reach: int, stride: int) -> tuple[int, int]:
    """Zeros before and behind, so that there is a patch for each stride begun."""
    missing = int(np.maximum((-(-length // stride) - 1) * stride + reach - length, 0))
    return missing // 2, missing - missing // 2
