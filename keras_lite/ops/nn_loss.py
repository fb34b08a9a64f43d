"""Cross-entropies, classes as vectors, and how alike two images are."""

from __future__ import annotations

import math
import warnings
from typing import Any

from keras_lite import config
from keras_lite.engine.dtypes import dtype_name
from keras_lite.errors import InvalidArgument, InvalidShape, KerasLiteWarning, explain
from keras_lite.ops.conversion import as_tensor, cast, floating, standard
from keras_lite.ops.numpy_shape import moveaxis, squeeze
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, gather, nonlinear, reduce, softmax


@symbolic
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """-(t log p + (1 - t) log(1 - p)), element by element.

    Args:
        target: Probabilities t, 0 or 1 for labels.
        output: Probabilities p, which are kept `epsilon` away from 0 and 1; or logits z with
            p = sigmoid(z), from which max(z, 0) - z t + log(1 + exp(-|z|)) is computed.
        from_logits: Whether `output` holds logits. Results of a sigmoid or softmax remember
            theirs, and those are used.

    Raises:
        InvalidShape: (a ValueError) when the shapes differ.
    """
    target, output = as_tensor(target), floating(output)
    _check_same(target, output, "binary_crossentropy")
    output, from_logits = logits_of(output, from_logits, "binary_crossentropy")
    target = cast(target, dtype_name(output.dtype))
    if from_logits:
        return softmax.sigmoid_cross_entropy(target, output)
    p = _inside(output)
    hit = arithmetic.multiply(target, nonlinear.log(p))
    miss = arithmetic.multiply(
        arithmetic.subtract(1, target), nonlinear.log(arithmetic.subtract(1, p))
    )
    return arithmetic.negative(arithmetic.add(hit, miss))


@symbolic
def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """-sum(t log p) along an axis.

    Args:
        target: Probabilities t of the classes, or one-hot labels.
        output: Probabilities p, which are divided by their sum and kept `epsilon` away from 0 and
            1; or logits z with p = softmax(z).
        from_logits: Whether `output` holds logits. Results of a sigmoid or softmax remember
            theirs, and those are used.
        axis: The axis of the classes.

    Raises:
        InvalidShape: (a ValueError) when the shapes differ.
    """
    target, output = as_tensor(target), floating(output)
    if not len(target.shape):
        raise InvalidShape("categorical_crossentropy: a number arrived, but vectors were expected.")
    _check_same(target, output, "categorical_crossentropy")
    output, from_logits = logits_of(output, from_logits, "categorical_crossentropy")
    target = cast(target, dtype_name(output.dtype))
    if from_logits:
        target, output = moveaxis(target, axis, -1), moveaxis(output, axis, -1)
        return softmax.softmax_cross_entropy(target, output)
    output = arithmetic.divide(output, reduce.sum(output, axis=axis, keepdims=True))
    each = arithmetic.multiply(target, nonlinear.log(_inside(output)))
    return arithmetic.negative(reduce.sum(each, axis=axis))


@symbolic
def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """-log p of the class that `target` names.

    Args:
        target: Classes as integers, with or without a last axis of length 1.
        output: Probabilities p of all classes along the last axis, or logits z with p = softmax(z).
        from_logits: Whether `output` holds logits. Results of a sigmoid or softmax remember
            theirs, and those are used.
        axis: The axis of the classes: the last one.

    Raises:
        InvalidArgument: (a ValueError) for another axis.
        InvalidShape: (a ValueError) when the shapes do not fit.
    """
    target, output = as_tensor(target), floating(output)
    where = "sparse_categorical_crossentropy"
    if axis not in (-1, len(output.shape) - 1):
        raise InvalidArgument(explain(f"{where}: `axis`", axis, "-1, the last axis"))
    output, from_logits = logits_of(output, from_logits, where)
    if len(target.shape) == len(output.shape) and target.shape[-1] == 1:
        target = squeeze(target, -1)
    if tuple(target.shape) != tuple(output.shape[:-1]):
        raise InvalidShape(
            f"{where}: targets of shape {tuple(target.shape)} and outputs of shape"
            f" {tuple(output.shape)} arrived, but targets of shape {tuple(output.shape[:-1])} were"
            " expected: one class for each row of outputs."
        )
    if not from_logits:
        # Keras: 3.15 takes the logarithms of probabilities for logits, and so normalises again.
        output = nonlinear.log(_inside(output))
    classes = cast(target, "int32")
    labels = gather.one_hot(classes, output.shape[-1], dtype=dtype_name(output.dtype))
    return softmax.softmax_cross_entropy(labels, output)


def logits_of(output: Any, from_logits: bool, where: str) -> tuple[Any, bool]:
    """What a sigmoid or softmax was computed from, where the output remembers it."""
    logits = getattr(output, "_keras_logits", None)
    if logits is None:
        return output, from_logits
    if from_logits:
        warnings.warn(
            f"{where}: `from_logits=True` was given, but the output comes from a sigmoid or softmax"
            " and holds probabilities. Leave `from_logits` out, or the activation.",
            KerasLiteWarning,
            stacklevel=4,
        )
    return logits, True


def _inside(p: Any) -> Any:
    """Probabilities kept away from 0 and 1, whose logarithms would be infinite."""
    epsilon = config.epsilon()
    return arithmetic.minimum(arithmetic.maximum(p, epsilon), 1.0 - epsilon)


def _check_same(target: Any, output: Any, where: str) -> None:
    if tuple(target.shape) != tuple(output.shape):
        raise InvalidShape(
            f"{where}: targets of shape {tuple(target.shape)} and outputs of shape"
            f" {tuple(output.shape)} arrived, but the same shape was expected. Give the targets the"
            " shape of the model's output."
        )


@symbolic
def one_hot(
    x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Any:
    """For each class number a vector with a 1 in its place; zeros for numbers that are no class.

    Args:
        x: Integers.
        num_classes: The length of the vectors.
        axis: The place of the new axis.
        dtype: Type of the values; the default float type if None.
        sparse: Kept for Keras' signature; the result is dense.

    Example:
        >>> one_hot([0, 2], 3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    return gather.one_hot(cast(x, "int32"), num_classes, axis, standard(dtype))


@symbolic
def multi_hot(
    inputs: Any,
    num_classes: int | None = None,
    axis: int = -1,
    dtype: Any = None,
    sparse: bool = False,
    **kwargs: Any,
) -> Any:
    """For each row of class numbers a vector with a 1 in the place of each of them.

    Args:
        inputs: Integers; the last axis holds the numbers of one row.
        num_classes: The length of the vectors.
        axis: The place of the new axis.
        dtype: Type of the values; the default float type if None.
        sparse: Kept for Keras' signature; the result is dense.

    Raises:
        InvalidArgument: (a ValueError) without `num_classes`.
    """
    num_classes = kwargs.pop("num_tokens", num_classes)
    if num_classes is None:
        raise InvalidArgument("multi_hot: `num_classes` is missing. Say how long the vectors are.")
    hot = one_hot(inputs, num_classes, axis, dtype)
    rank = len(hot.shape)
    within = 1 if rank == 3 else 0
    if rank == 1:
        return hot
    return reduce.max(hot, axis=within) if rank <= 3 else reduce.max(hot, axis=rank - 2)


@symbolic(name="PSNR")
def psnr(x1: Any, x2: Any, max_val: float) -> Any:
    """The peak signal-to-noise ratio: 20 log10(max_val) - 10 log10(mean((x1 - x2)**2)).

    Raises:
        InvalidShape: (a ValueError) when the shapes differ.
    """
    from keras_lite.ops.numpy_reduce import mean

    x1, x2 = floating(x1), floating(x2)
    _check_same(x1, x2, "psnr")
    error = mean(arithmetic.square(arithmetic.subtract(x1, x2)))
    return arithmetic.subtract(
        20 * math.log10(max_val), arithmetic.multiply(nonlinear.log10(error), 10)
    )
