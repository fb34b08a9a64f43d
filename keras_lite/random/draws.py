"""Random tensors: each is a function of its shape, its parameters and a seed of two integers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lite.config import floatx
from keras_lite.engine import sampling
from keras_lite.engine.binomial import binomial as draw_binomial
from keras_lite.engine.dtypes import dtype_name, is_float, is_integer
from keras_lite.engine.rng import reduce_seed
from keras_lite.engine.values import Tensor
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument, explain
from keras_lite.ops.conversion import as_tensor, cast, floating, operand, standard
from keras_lite.ops.numpy_index import known, take
from keras_lite.ops.numpy_sort import argsort
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, cumulative, nonlinear, reduce, shape
from keras_lite.primitives import random as primitive
from keras_lite.random.seed_generator import draw_seed

Shape = Sequence[Any]


def _float(dtype: Any, where: str) -> str:
    chosen = floatx() if dtype is None else standard(dtype)
    if not is_float(chosen):
        raise InvalidArgument(explain(f"{where}: `dtype`", dtype, "a float type"))
    return chosen


def uniform(
    shape: Shape, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Floats that are equally likely anywhere from `minval` up to, but without, `maxval`.

    Args:
        shape: Lengths of the axes.
        minval, maxval: Limits: numbers, or tensors that spread over the shape.
        dtype: A float type; the default one if None.
        seed: An integer, a `SeedGenerator` or None.

    Raises:
        InvalidArgument: (a ValueError) for a type that is not a float.

    Example:
        >>> [f"{number:.3f}" for number in uniform((2,), seed=1)]
        ['0.878', '0.460']
    """
    dtype, pair = _float(dtype, "uniform"), draw_seed(seed, shape)
    # Keras: TensorFlow's kernels take numbers below 1.2e-38 for 0, limits as well; these do not.
    # Keras: 3.15 turns Python floats into float32 on the way, which float64 shows.
    low, high = (np.float32(v) if type(v) in (int, float) else v for v in (minval, maxval))
    if isinstance(low, np.floating) and isinstance(high, np.floating):
        return primitive.random_uniform(pair, tuple(shape), dtype, float(low), float(high))
    low, high = cast(operand(low), dtype), cast(operand(high), dtype)
    unit = primitive.random_uniform(pair, tuple(shape), dtype)
    return arithmetic.add(arithmetic.multiply(unit, arithmetic.subtract(high, low)), low)


def normal(
    shape: Shape, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Floats from the bell curve around `mean`.

    Args:
        shape: Lengths of the axes.
        mean, stddev: Middle and width: numbers, or tensors that spread over the shape.
        dtype: A float type; the default one if None.
        seed: An integer, a `SeedGenerator` or None.

    Raises:
        InvalidArgument: (a ValueError) for a type that is not a float.
    """
    dtype = _float(dtype, "normal")
    return _bell(primitive.random_normal, shape, mean, stddev, dtype, seed)


def truncated_normal(
    shape: Shape, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """As `normal`, but values two widths or more from the middle are drawn again."""
    dtype = _float(dtype, "truncated_normal")
    return _bell(primitive.truncated_normal, shape, mean, stddev, dtype, seed)


def _bell(draw: Any, shape: Shape, mean: Any, stddev: Any, dtype: str, seed: Any) -> Any:
    pair = draw_seed(seed, shape)
    if isinstance(mean, (int, float)) and isinstance(stddev, (int, float)):
        return draw(pair, tuple(shape), dtype, mean, stddev)
    middle, width = (
        np.asarray(v, dtype)
        if isinstance(v, (int, float, list, tuple))
        else cast(operand(v), dtype)
        for v in (mean, stddev)
    )
    return arithmetic.add(arithmetic.multiply(draw(pair, tuple(shape), dtype), width), middle)


def randint(shape: Shape, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Integers from `minval` up to, but without, `maxval`.

    Args:
        shape: Lengths of the axes.
        minval, maxval: Limits.
        dtype: An integer type.
        seed: An integer, a `SeedGenerator` or None.

    Raises:
        InvalidArgument: (a ValueError) for another type, or an empty range.
    """
    chosen = standard(dtype)
    if not is_integer(chosen):
        raise InvalidArgument(explain("randint: `dtype`", dtype, "an integer type"))
    # Keras: 3.15 draws the other integer types as int64 and cuts them down.
    drawn = chosen if chosen in ("int32", "int64") else "int64"
    low, high = (_whole(value, name) for value, name in ((minval, "minval"), (maxval, "maxval")))
    limits = np.iinfo(drawn)
    if low < limits.min or high > limits.max:
        expected = f"two numbers that {drawn} can hold"
        fix = 'Give a smaller range, or dtype="int64".'
        raise InvalidArgument(explain("randint: `minval` and `maxval`", (low, high), expected, fix))
    return cast(primitive.random_integers(draw_seed(seed), tuple(shape), low, high, drawn), chosen)


def _whole(value: Any, name: str) -> int:
    number = value if isinstance(value, int) else known(value, "randint").item()
    if number != int(number):
        raise InvalidArgument(explain(f"randint: `{name}`", value, "an integer"))
    return int(number)


@symbolic
def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """`inputs` / (1 - rate) where chance keeps them, 0 elsewhere.

    Args:
        inputs: A tensor of floats.
        rate: The share that is dropped, from 0 to 1.
        noise_shape: Shape of the mask, which spreads over the inputs; None in it stands for their
            own length.
        seed: An integer, a `SeedGenerator` or None.

    Raises:
        InvalidArgument: (a ValueError) for inputs that are not floats, or a rate that is no share.
    """
    inputs = as_tensor(inputs)
    dtype = dtype_name(inputs.dtype)
    if not is_float(dtype):
        raise InvalidArgument(explain("dropout: type of `inputs`", dtype, "a float type"))
    if not 0 <= rate <= 1:
        raise InvalidArgument(explain("dropout: `rate`", rate, "a number from 0 to 1"))
    sizes = tuple(inputs.shape)
    if noise_shape is not None:
        last = sizes[max(0, len(sizes) - len(noise_shape)) :]  # a shorter one is for the last axes
        sizes = tuple(own if n is None else n for n, own in zip(noise_shape, last, strict=True))
    pair = draw_seed(seed, sizes)
    if rate == 0:
        return inputs
    kept = compare.greater_equal(primitive.random_uniform(pair, sizes, dtype), rate)
    scale = 1 / (1 - rate) if rate < 1 else 0.0
    return compare.where(kept, arithmetic.multiply(inputs, scale), 0)


@symbolic
def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """The slices of `x` along an axis in random order."""
    x = as_tensor(x)
    keys = primitive.random_uniform(draw_seed(seed), (x.shape[axis],), "float32")
    return take(x, argsort(keys, 0), axis)


@symbolic
def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Class numbers, drawn with the probabilities softmax(logits).

    Args:
        logits: Shape (rows, classes).
        num_samples: How many are drawn for each row.
        dtype: An integer type.
        seed: An integer, a `SeedGenerator` or None.

    Returns:
        Shape (rows, num_samples).

    Raises:
        InvalidArgument: (a ValueError) unless the logits are a matrix.
    """
    logits = floating(logits)
    if len(logits.shape) != 2:
        raise InvalidArgument(
            f"categorical: `logits` has the shape {tuple(logits.shape)}, but (rows, classes) was"
            " expected. Reshape it."
        )
    wide = cast(logits, "float64")
    possible = compare.isfinite(wide)
    wide = compare.where(possible, wide, -np.inf)
    shifted = arithmetic.subtract(wide, reduce.max(wide, axis=1, keepdims=True))
    totals = cumulative.cumsum(nonlinear.exp(shifted), axis=1)
    sizes = (logits.shape[0], num_samples)
    unit = primitive.random_uniform(draw_seed(seed), sizes, "float64")
    mark = arithmetic.multiply(unit, reduce.max(totals, axis=1, keepdims=True))
    passed = compare.less_equal(shape.expand_dims(totals, 1), shape.expand_dims(mark, 2))
    # Keras: a row in which no class is possible gives the number of classes, which is none (3.15).
    hopeless = compare.logical_not(reduce.any(possible, axis=1, keepdims=True))
    passed = compare.logical_or(passed, shape.expand_dims(hopeless, 2))
    return cast(reduce.sum(cast(passed, "int32"), axis=2), standard(dtype))


def gamma(shape: Shape, alpha: Any, dtype: Any = None, seed: Any = None) -> Any:
    """Floats from the gamma distribution with this shape parameter and scale 1.

    Args:
        shape: Lengths of the axes.
        alpha: The shape parameter: a number, or a tensor for the last axes.
        dtype: A float type; the default one if None.
        seed: An integer, a `SeedGenerator` or None. Its value is needed, so it cannot be drawn
            from inside a traced model.
    """
    dtype = _float(dtype, "gamma")
    pair, sizes = _known_seed(seed, "gamma"), tuple(shape)
    parameter = _spread_to_last(_parameter(alpha, dtype), sizes)
    return as_tensor(sampling.gamma(pair, sizes, parameter, dtype))


def _known_seed(seed: Any, where: str) -> tuple[int, int]:
    return reduce_seed(known(draw_seed(seed), where))


def _parameter(value: Any, dtype: str) -> np.ndarray:
    if isinstance(value, (int, float, list, tuple)):
        return np.asarray(value, dtype)  # not by way of the default float type
    return known(value, "a distribution's parameter").astype(dtype)


def _spread_to_last(array: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    last = sizes[max(0, len(sizes) - array.ndim) :]
    if array.shape != last:
        raise InvalidArgument(
            f"gamma, beta, binomial: parameters of the shape {array.shape} arrived, but for `shape`"
            f" {sizes} that of its last axes, {last}, was expected. Write them out in that shape."
        )
    return array


def beta(shape: Shape, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Any:
    """Floats from the beta distribution: X / (X + Y) with X, Y from gamma(alpha), gamma(beta).

    Args:
        shape: Lengths of the axes.
        alpha, beta: The shape parameters: numbers, or tensors that spread over the shape.
        dtype: A float type; the default one if None.
        seed: As for `gamma`.
    """
    dtype = _float(dtype, "beta")
    pair, sizes = _known_seed(seed, "beta"), tuple(shape)
    first, second = (np.broadcast_to(_parameter(v, dtype), sizes) for v in (alpha, beta))
    return as_tensor(sampling.beta(pair, sizes, first, second, dtype))


def binomial(
    shape: Shape, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> Any:
    """How many of `counts` trials succeed, each with the given probability.

    Args:
        shape: Lengths of the axes.
        counts, probabilities: Numbers, or tensors that spread over the shape.
        dtype: A float or integer type; the default float type if None.
        seed: As for `gamma`.
    """
    chosen = floatx() if dtype is None else standard(dtype)
    if not (is_float(chosen) or is_integer(chosen)):
        raise InvalidArgument(explain("binomial: `dtype`", dtype, "a type of numbers"))
    pair, sizes = _known_seed(seed, "binomial"), tuple(shape)
    # Keras: 3.15 turns numbers and arrays into float32 on the way; tensors keep their type.
    both = np.broadcast_arrays(
        *(_parameter(v, _own_dtype(v, "float32")) for v in (counts, probabilities))
    )
    n, p = (_spread_to_last(array, sizes) for array in both)
    return as_tensor(draw_binomial(pair, sizes, n, p, chosen))


def _own_dtype(value: Any, otherwise: str) -> str:
    return dtype_name(value.dtype) if isinstance(value, (Tensor, Variable)) else otherwise
