"""`tf.math`, `tf.nn`, `tf.linalg` and `tf.random` in functions of `keras.ops`, with TensorFlow's
names and order of arguments, and what it does where it differs from NumPy.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lite import activations, ops, random
from keras_lite.engine.dtypes import is_float
from keras_lite.errors import InvalidArgument, explain

# TensorFlow's name, that of `keras.ops`, and what TensorFlow calls the arguments.
_SAME = """
    abs abs x|acos arccos x|acosh arccosh x|add add x,y|asin arcsin x|asinh arcsinh x
    atan arctan x|atan2 arctan2 y,x|atanh arctanh x|ceil ceil x|cos cos x|cosh cosh x
    cumprod cumprod x,axis|cumsum cumsum x,axis|divide_no_nan divide_no_nan x,y
    equal equal x,y|erf erf x|exp exp x|expm1 expm1 x|floor floor x|floordiv floor_divide x,y
    floormod mod x,y|greater greater x,y|greater_equal greater_equal x,y|is_finite isfinite x
    is_inf isinf x|is_nan isnan x|less less x,y|less_equal less_equal x,y|log log x|log1p log1p x
    log_sigmoid log_sigmoid x|logical_and logical_and x,y|logical_not logical_not x
    logical_or logical_or x,y|logical_xor logical_xor x,y|maximum maximum x,y|minimum minimum x,y
    multiply multiply x,y|negative negative x|not_equal not_equal x,y|pow power x,y
    reciprocal reciprocal x|round round x|rsqrt rsqrt x|sigmoid sigmoid x|sign sign x|sin sin x
    sinh sinh x|sqrt sqrt x|square square x
    subtract subtract x,y|tan tan x
"""


# Those that layers take are the very functions of `keras.activations`: saved models name them, and
# cross-entropies know their logits.
_ACTIVATIONS = """
    elu gelu log_softmax relu relu6 selu sigmoid silu softmax softplus softsign tanh
""".split()


def renamed(function: Callable[..., Any], names: str) -> Callable[..., Any]:
    """A function under TensorFlow's names of its arguments.

    Args:
        function: What computes.
        names: TensorFlow's names of its first arguments, with commas between.
    """
    known = names.split(",")

    @functools.wraps(function)
    def call(*args: Any, name: str | None = None, **kwargs: Any) -> Any:
        rest = [kwargs.pop(key) for key in known[len(args) :] if key in kwargs]
        return function(*args, *rest, **kwargs)

    return call


def _reduce(function: Any) -> Any:
    def reduce(
        input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
    ) -> Any:
        axis = tuple(axis) if isinstance(axis, list) else axis
        if function is ops.mean:
            return _mean(input_tensor, axis, keepdims)
        return function(input_tensor, axis=axis, keepdims=keepdims)

    return reduce


def _mean(x: Any, axis: Any, keepdims: bool) -> Any:
    """TensorFlow's mean of integers is an integer: their sum, divided with the rest cut off."""
    x = ops.convert_to_tensor(x)
    if not str(x.dtype).startswith(("int", "uint")):
        return ops.mean(x, axis=axis, keepdims=keepdims)
    exact = ops.mean(ops.cast(x, "float64"), axis=axis, keepdims=keepdims)
    return ops.cast(ops.trunc(exact), str(x.dtype))


def argmax(input: Any, axis: Any = 0, output_type: Any = "int64", name: str | None = None) -> Any:
    """The index of the largest value; TensorFlow looks along the first axis by default."""
    return ops.cast(ops.argmax(input, axis=0 if axis is None else axis), output_type)


def argmin(input: Any, axis: Any = 0, output_type: Any = "int64", name: str | None = None) -> Any:
    """The index of the smallest value; TensorFlow looks along the first axis by default."""
    return ops.cast(ops.argmin(input, axis=0 if axis is None else axis), output_type)


def divide(x: Any, y: Any, name: str | None = None) -> Any:
    """x / y; of integers it is float64."""
    x, y = ops.convert_to_tensor(x), ops.convert_to_tensor(y)
    if not is_float(str(x.dtype)) and not is_float(str(y.dtype)):
        return ops.divide(ops.cast(x, "float64"), ops.cast(y, "float64"))
    return ops.divide(x, y)


def add_n(inputs: Any, name: str | None = None) -> Any:
    """The sum of several tensors."""
    first, *rest = inputs
    for one in rest:
        first = ops.add(first, one)
    return ops.convert_to_tensor(first)


def count_nonzero(
    input: Any, axis: Any = None, keepdims: bool = False, dtype: Any = "int64", name: Any = None
) -> Any:
    """How many elements are not zero."""
    there = ops.cast(ops.not_equal(input, 0), dtype)
    return ops.sum(there, axis=axis, keepdims=bool(keepdims))


def squared_difference(x: Any, y: Any, name: str | None = None) -> Any:
    """(x - y)**2."""
    return ops.square(ops.subtract(x, y))


def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None) -> Any:
    """x / sqrt(max(sum(x**2), epsilon))."""
    total = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(total, epsilon)))


def top_k(input: Any, k: int = 1, sorted: bool = True, name: str | None = None) -> Any:
    """The largest values along the last axis, and where they stand."""
    return ops.top_k(input, k, sorted=sorted)


def in_top_k(targets: Any, predictions: Any, k: int, name: str | None = None) -> Any:
    """Whether each target is among the k classes predicted first."""
    return ops.in_top_k(targets, predictions, k)


def confusion_matrix(
    labels: Any, predictions: Any, num_classes: int | None = None, weights: Any = None,
    dtype: Any = "int32", name: str | None = None,
) -> Any:  # fmt: skip
    """How often each class (rows) was taken for each class (columns).

    Raises:
        InvalidArgument: (a ValueError) for shapes that differ.
    """
    true, guessed = np.asarray(labels).astype(int), np.asarray(predictions).astype(int)
    if true.shape != guessed.shape:
        where = "tf.math.confusion_matrix: `predictions`"
        raise InvalidArgument(explain(where, guessed.shape, f"the shape {true.shape} of labels"))
    size = num_classes or int(max(true.max(), guessed.max())) + 1
    counts = np.zeros((size, size), str(dtype))
    np.add.at(counts, (true, guessed), 1 if weights is None else np.asarray(weights))
    return ops.convert_to_tensor(counts)


def bincount(arr: Any, weights: Any = None, minlength: Any = None, name: Any = None) -> Any:
    """How often each integer occurs."""
    return ops.bincount(arr, weights=weights, minlength=minlength or 0)


def leaky_relu(features: Any, alpha: float = 0.2, name: str | None = None) -> Any:
    """max(x, alpha * x)."""
    return ops.leaky_relu(features, negative_slope=alpha)


def sigmoid_cross_entropy(labels: Any = None, logits: Any = None, name: Any = None) -> Any:
    """max(x, 0) - x * z + log(1 + exp(-|x|)) for logits x and labels z."""
    parts = ops.subtract(ops.relu(logits), ops.multiply(logits, labels))
    return ops.add(parts, ops.log1p(ops.exp(ops.negative(ops.abs(logits)))))


def softmax_cross_entropy(labels: Any, logits: Any, axis: int = -1, name: Any = None) -> Any:
    """-sum(labels * log(softmax(logits)))."""
    return ops.negative(ops.sum(ops.multiply(labels, ops.log_softmax(logits, axis=axis)), axis))


def sparse_softmax_cross_entropy(labels: Any, logits: Any, name: str | None = None) -> Any:
    """-log(softmax(logits)) at each label."""
    rows = ops.expand_dims(ops.cast(labels, "int32"), -1)
    picked = ops.take_along_axis(ops.log_softmax(logits, axis=-1), rows, axis=-1)
    return ops.negative(ops.squeeze(picked, -1))


def bias_add(value: Any, bias: Any, data_format: Any = None, name: str | None = None) -> Any:
    """value + bias along the last axis."""
    return ops.add(value, bias)


def l2_loss(t: Any, name: str | None = None) -> Any:
    """sum(t**2) / 2."""
    return ops.divide(ops.sum(ops.square(t)), 2.0)


def moments(
    x: Any, axes: Any, shift: Any = None, keepdims: bool = False, name: str | None = None
) -> Any:
    """Mean and variance."""
    return ops.moments(x, axes=tuple(axes) if isinstance(axes, list) else axes, keepdims=keepdims)


def dropout(
    x: Any, rate: float, noise_shape: Any = None, seed: Any = None, name: Any = None
) -> Any:
    """Zeros in place of a share of the elements, the others scaled up."""
    return random.dropout(x, rate, noise_shape, seed)


def zero_fraction(value: Any, name: str | None = None) -> Any:
    """The share of zeros."""
    return ops.mean(ops.cast(ops.equal(value, 0), "float32"))


def matmul(
    a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False, name: str | None = None
) -> Any:
    """The product of matrices."""
    a = ops.swapaxes(a, -1, -2) if transpose_a else a
    return ops.matmul(a, ops.swapaxes(b, -1, -2) if transpose_b else b)


def norm(
    tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: Any = None, name: Any = None
) -> Any:
    """The length of vectors; of all elements together by default."""
    if ord == "euclidean":
        root = ops.sqrt(ops.sum(ops.square(tensor), axis=axis, keepdims=bool(keepdims)))
        return root
    return ops.norm(tensor, ord=ord, axis=axis, keepdims=bool(keepdims))


def uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32", seed: Any = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Numbers from minval up to, but without, maxval."""
    if str(dtype).startswith("int"):
        return random.randint(tuple(shape), minval, maxval, dtype=dtype, seed=seed)
    return random.uniform(tuple(shape), minval, 1.0 if maxval is None else maxval, dtype, seed)


def normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32", seed: Any = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Numbers of a normal distribution."""
    return random.normal(tuple(shape), mean, stddev, dtype, seed)


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32", seed: Any = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Numbers of a normal distribution, none further than two deviations from the mean."""
    return random.truncated_normal(tuple(shape), mean, stddev, dtype, seed)


def shuffle(value: Any, seed: Any = None, name: str | None = None) -> Any:
    """The rows in a random order."""
    return random.shuffle(ops.convert_to_tensor(value), axis=0, seed=seed)


def categorical(
    logits: Any, num_samples: int, dtype: Any = None, seed: Any = None, name: str | None = None
) -> Any:
    """Classes drawn with the chances that logits describe."""
    return random.categorical(logits, num_samples, dtype or "int64", seed)


MATH: dict[str, Any] = {
    **{
        name: renamed(getattr(ops, ours), names)
        for name, ours, names in map(str.split, re.split(r"[|\n]", _SAME.strip()))
    },
    **{name: getattr(activations, name) for name in ("sigmoid", "softplus", "softsign", "tanh")},
    **{
        f"reduce_{name}": _reduce(getattr(ops, name))
        for name in ("sum", "mean", "max", "min", "prod", "any", "all", "std")
    },
    "add_n": add_n,
    "argmax": argmax,
    "argmin": argmin,
    "bincount": bincount,
    "confusion_matrix": confusion_matrix,
    "count_nonzero": count_nonzero,
    "divide": divide,
    "in_top_k": in_top_k,
    "l2_normalize": l2_normalize,
    "reduce_logsumexp": _reduce(ops.logsumexp),
    "reduce_variance": _reduce(ops.var),
    "squared_difference": squared_difference,
    "top_k": top_k,
    "truediv": divide,
}

NN: dict[str, Any] = {
    **{name: getattr(activations, name) for name in _ACTIVATIONS},
    "bias_add": bias_add,
    "dropout": dropout,
    "in_top_k": in_top_k,
    "l2_loss": l2_loss,
    "l2_normalize": l2_normalize,
    "leaky_relu": leaky_relu,
    "moments": moments,
    "sigmoid_cross_entropy_with_logits": sigmoid_cross_entropy,
    "softmax_cross_entropy_with_logits": softmax_cross_entropy,
    "sparse_softmax_cross_entropy_with_logits": sparse_softmax_cross_entropy,
    "swish": activations.silu,
    "top_k": top_k,
    "zero_fraction": zero_fraction,
}

LINALG: dict[str, Any] = {
    "det": renamed(ops.det, "input"),
    "diag": renamed(ops.diag, "diagonal"),
    "inv": renamed(ops.inv, "input"),
    "l2_normalize": l2_normalize,
    "matmul": matmul,
    "norm": norm,
    "trace": renamed(ops.trace, "x"),
}

RANDOM: dict[str, Any] = {
    "categorical": categorical,
    "normal": normal,
    "shuffle": shuffle,
    "truncated_normal": truncated_normal,
    "uniform": uniform,
}
