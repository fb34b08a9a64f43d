"""What the old `keras.backend` computed from tensors, in functions of `keras.ops`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lite import config, ops
from keras_lite.errors import InvalidArgument, explain


def dot(x: Any, y: Any) -> Any:
    """The product of matrices; more axes are kept in front."""
    return ops.matmul(x, y) if len(y.shape) <= 2 else ops.tensordot(x, y, axes=[[-1], [-2]])


def batch_dot(x: Any, y: Any, axes: Any = None) -> Any:
    """Sample by sample, the sum over one axis of each; (batch, 1) if no axis is left."""
    ranks = len(x.shape), len(y.shape)
    if axes is None:
        axes = (ranks[0] - 1, max(1, ranks[1] - 2))
    i, j = (axes, axes) if isinstance(axes, int) else axes
    i, j = i % ranks[0], j % ranks[1]
    if 0 in (i, j):
        raise InvalidArgument(explain("K.batch_dot: `axes`", axes, "no batch axis (0)"))
    batch, *rows = [n for axis, n in enumerate(ops.shape(x)) if axis != i]
    _, *columns = [n for axis, n in enumerate(ops.shape(y)) if axis != j]
    length = x.shape[i]
    a = ops.reshape(ops.moveaxis(x, i, -1), (batch, math.prod(rows), length))
    b = ops.reshape(ops.moveaxis(y, j, 1), (batch, length, math.prod(columns)))
    return ops.reshape(ops.matmul(a, b), (batch, *((*rows, *columns) or (1,))))


def flatten(x: Any) -> Any:
    """All values in one row."""
    return ops.reshape(x, (-1,))


def batch_flatten(x: Any) -> Any:
    """The values of each sample in one row."""
    return ops.reshape(x, (ops.shape(x)[0], -1))


def l2_normalize(x: Any, axis: Any = None) -> Any:
    """x / sqrt(max(sum(x ** 2), 1e-12))."""
    total = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(total, 1e-12)))


def permute_dimensions(x: Any, pattern: Any) -> Any:
    """The axes in another order."""
    return ops.transpose(x, axes=tuple(pattern))


def concatenate(tensors: Any, axis: int = -1) -> Any:
    """Tensors one behind the other."""
    return ops.concatenate(tensors, axis=axis)


def repeat(x: Any, n: int) -> Any:
    """A row (batch, features) n times: (batch, n, features)."""
    return ops.repeat(ops.expand_dims(x, 1), n, axis=1)


def repeat_elements(x: Any, rep: int, axis: int) -> Any:
    """Each entry along an axis `rep` times."""
    return ops.repeat(x, rep, axis=axis)


def reverse(x: Any, axes: Any) -> Any:
    """Entries in reverse order along some axes."""
    return ops.flip(x, axis=axes if isinstance(axes, int) else tuple(axes))


def cut(x: Any, start: Any, size: Any) -> Any:
    """The part of `size` entries along each axis that begins at `start`."""
    lengths = [n if k == -1 else k for k, n in zip(size, ops.shape(x), strict=True)]
    return ops.slice(x, start, lengths)


def expand_dims(x: Any, axis: int = -1) -> Any:
    """An axis of length 1 more."""
    return ops.expand_dims(x, axis)


def gather(reference: Any, indices: Any) -> Any:
    """The entries of the first axis at `indices`."""
    return ops.take(reference, indices, axis=0)


def clip(x: Any, min_value: Any, max_value: Any) -> Any:
    """Values between two bounds."""
    low = -np.inf if min_value is None else min_value
    return ops.clip(x, low, np.inf if max_value is None else max_value)


def hard_sigmoid(x: Any) -> Any:
    """clip(0.2 * x + 0.5, 0, 1), as Keras had it before version 3."""
    return ops.clip(ops.add(ops.multiply(x, 0.2), 0.5), 0.0, 1.0)


def relu(x: Any, alpha: float = 0.0, max_value: Any = None, threshold: float = 0.0) -> Any:
    """max(x, 0), with the slope below, the bound above and the threshold of the layer ReLU."""
    from keras_lite import activations

    return activations.relu(x, negative_slope=alpha, max_value=max_value, threshold=threshold)


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """One of two values, entry by entry; a condition of fewer axes counts for whole rows."""
    values = [f() if callable(f) else f for f in (then_expression, else_expression)]
    known = len(getattr(condition, "shape", ()))
    missing = max(len(getattr(v, "shape", ())) for v in values) - known
    if known and missing > 0:
        condition = ops.reshape(condition, (*ops.shape(condition), *[1] * missing))
    return ops.where(condition, *values)


def reduction(function: Callable[..., Any]) -> Callable[..., Any]:
    """A sum or mean of `keras.ops` with the old arguments; truth values have a mean, too."""

    def reduce(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        if function in (ops.mean, ops.std, ops.var) and str(getattr(x, "dtype", "")) == "bool":
            x = ops.cast(x, config.floatx())
        return function(x, axis=tuple(axis) if isinstance(axis, list) else axis, keepdims=keepdims)

    return reduce


def along(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of `keras.ops` that looks along the last axis unless told."""

    def look(x: Any, axis: int = -1) -> Any:
        return function(x, axis=axis)

    return look


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """-(t log p + (1 - t) log(1 - p)), entry by entry."""
    return ops.binary_crossentropy(target, output, from_logits=from_logits)


def binary_focal_crossentropy(
    target: Any,
    output: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
) -> Any:
    """(1 - p_t)^gamma times the crossentropy, p_t being the probability of the true class.

    Source: Lin et al. 2017, "Focal loss for dense object detection", equations 4 and 5.
    """
    p = ops.sigmoid(output) if from_logits else ops.convert_to_tensor(output)
    t = ops.cast(target, p.dtype)
    p_t = ops.add(ops.multiply(t, p), ops.multiply(1.0 - t, 1.0 - p))
    loss = ops.multiply(ops.power(1.0 - p_t, gamma), ops.binary_crossentropy(t, p))
    if apply_class_balancing:
        loss = ops.multiply(loss, ops.add(t * alpha, (1.0 - t) * (1.0 - alpha)))
    return loss


def categorical_focal_crossentropy(
    target: Any,
    output: Any,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    axis: int = -1,
) -> Any:
    """-sum(alpha * (1 - p)^gamma * t * log p). Source: Lin et al. 2017, equation 5."""
    p = ops.softmax(output, axis=axis) if from_logits else ops.convert_to_tensor(output)
    p = ops.divide(p, ops.sum(p, axis=axis, keepdims=True))
    p = ops.clip(p, config.epsilon(), 1.0 - config.epsilon())
    weighted = ops.multiply(ops.power(1.0 - p, gamma) * alpha, ops.cast(target, p.dtype))
    return ops.negative(ops.sum(ops.multiply(weighted, ops.log(p)), axis=axis))


def in_top_k(predictions: Any, targets: Any, k: int) -> Any:
    """Whether each target is among the k best predictions."""
    return ops.in_top_k(targets, predictions, k)


def batch_normalization(
    x: Any, mean: Any, var: Any, beta: Any, gamma: Any, axis: int = -1, epsilon: float = 1e-3
) -> Any:
    """gamma * (x - mean) / sqrt(var + epsilon) + beta; None for no gamma or beta."""
    y = ops.multiply(ops.subtract(x, mean), ops.rsqrt(ops.add(var, epsilon)))
    y = y if gamma is None else ops.multiply(y, gamma)
    return y if beta is None else ops.add(y, beta)


def normalize_batch_in_training(
    x: Any, gamma: Any, beta: Any, reduction_axes: Any, epsilon: float = 1e-3
) -> Any:
    """The normalized batch, its mean and its variance."""
    axes = tuple(reduction_axes)
    mean, var = ops.moments(x, axes=axes, keepdims=True)
    shape = ops.shape(mean)
    scale, shift = (None if v is None else ops.reshape(v, shape) for v in (gamma, beta))
    y = batch_normalization(x, mean, var, shift, scale, epsilon=epsilon)
    return y, ops.squeeze(mean, axis=axes), ops.squeeze(var, axis=axes)


def bias_add(x: Any, bias: Any, data_format: str | None = None) -> Any:
    """x + bias, along the channels."""
    rank, has = len(x.shape), len(bias.shape)
    if has not in (1, rank - 1):
        fix = "Give one value for each channel."
        raise InvalidArgument(explain("K.bias_add: `bias`", tuple(bias.shape), "1 axis", fix))
    if (data_format or config.image_data_format()) == "channels_first" and rank > 2:
        bias = ops.moveaxis(bias, -1, 0)
        bias = ops.reshape(bias, (*ops.shape(bias), *[1] * (rank - 1 - has)))
    return ops.add(x, bias)


def temporal_padding(x: Any, padding: Any = (1, 1)) -> Any:
    """Zeros before and after the steps of (batch, steps, features)."""
    return ops.pad(x, ((0, 0), tuple(padding), (0, 0)))


def spatial_padding(rank: int) -> Callable[..., Any]:
    """The padding of images with `rank` axes besides batch and channels."""

    def pad(x: Any, padding: Any = ((1, 1),) * rank, data_format: str | None = None) -> Any:
        pairs = [(p, p) if isinstance(p, int) else tuple(p) for p in padding]
        first = (data_format or config.image_data_format()) == "channels_first"
        return ops.pad(x, ((0, 0), (0, 0), *pairs) if first else ((0, 0), *pairs, (0, 0)))

    return pad


def asymmetric_spatial_2d_padding(
    x: Any, top_pad: int = 1, bottom_pad: int = 1, left_pad: int = 1, right_pad: int = 1,
    dim_ordering: Any = "default",
) -> Any:  # fmt: skip
    """Zeros around images. Source: Keras 1."""
    formats = {"th": "channels_first", "tf": "channels_last"}
    pairs = ((top_pad, bottom_pad), (left_pad, right_pad))
    return spatial_padding(2)(x, pairs, formats.get(dim_ordering))


def resize_images(
    x: Any, height_factor: int, width_factor: int, data_format: str, interpolation: str = "nearest"
) -> Any:
    """Images whose pixels are repeated."""
    if interpolation != "nearest":
        fix = "Resize the images before training."
        raise InvalidArgument(explain("K.resize_images", interpolation, '"nearest"', fix))
    return resize_volumes(x, height_factor, width_factor, None, data_format)


def resize_volumes(x: Any, depth_factor: int, height_factor: int, width_factor: int | None,
                   data_format: str) -> Any:  # fmt: skip
    """Volumes whose cells are repeated."""
    first = 2 if data_format in ("channels_first", "th") else 1
    factors = [f for f in (depth_factor, height_factor, width_factor) if f is not None]
    for axis, factor in enumerate(factors, first):
        x = ops.repeat(x, factor, axis=axis)
    return x


def map_fn(fn: Any, elems: Any, name: str | None = None, dtype: Any = None) -> Any:
    """The function of each entry of the first axis, stacked."""
    result = ops.map(fn, elems)
    return result if dtype is None else ops.cast(result, dtype)


def foldl(fn: Any, elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """fn(...fn(fn(initializer, elems[0]), elems[1])..., elems[-1])."""
    parts = ops.unstack(elems)
    total = parts.pop(0) if initializer is None else initializer
    for part in parts:
        total = fn(total, part)
    return total


def foldr(fn: Any, elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """As `foldl`, from the last entry to the first."""
    return foldl(fn, ops.flip(elems, axis=0), initializer)


def rnn(
    step_function: Any,
    inputs: Any,
    initial_states: Any,
    go_backwards: bool = False,
    mask: Any = None,
    constants: Any = None,
    unroll: bool = False,
    input_length: Any = None,
) -> tuple[Any, Any, list[Any]]:
    """`step_function(x, states)` for each step of (batch, steps, ...), one after the other.

    Returns:
        The last output, all outputs (batch, steps, ...), and the last states. Where the mask is
        False, output and states stay what they were.
    """
    states = list(initial_states)
    outputs: list[Any] = []
    steps = range(inputs.shape[1])
    for t in reversed(steps) if go_backwards else steps:
        output, new = step_function(inputs[:, t], states + list(constants or []))
        if mask is not None:
            keep = mask[:, t]
            before = outputs[-1] if outputs else ops.zeros_like(output)
            output = switch(keep, output, before)
            new = [switch(keep, n, s) for n, s in zip(new, states, strict=True)]
        outputs.append(output)
        states = list(new)
    return outputs[-1], ops.stack(outputs, axis=1), states
