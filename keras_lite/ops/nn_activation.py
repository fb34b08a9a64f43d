"""The functions between layers, element by element or along an axis.

Integers and booleans are taken as floats of the default type, but for `relu` and `relu6`.
"""

from __future__ import annotations

import math
from typing import Any

from keras_lite.ops.conversion import as_tensor, floating
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import (
    arithmetic,
    bends,
    compare,
    erf,
    nonlinear,
    trigonometry,
)

# Klambauer et al. (2017), "Self-Normalizing Neural Networks": they keep mean 0 and variance 1.
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


@symbolic
def relu(x: Any) -> Any:
    """max(x, 0).

    Example:
        >>> relu([-1.0, 2.0]).tolist()
        [0.0, 2.0]
    """
    return nonlinear.relu(as_tensor(x))


@symbolic
def relu6(x: Any) -> Any:
    """min(max(x, 0), 6)."""
    return bends.relu6(as_tensor(x))


@symbolic
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """x where it is positive, negative_slope * x elsewhere."""
    x = floating(x)
    return compare.where(compare.greater(x, 0), x, arithmetic.multiply(x, negative_slope))


@symbolic
def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)): between 0 and 1.

    The result remembers `x`, so that a cross-entropy of it is computed from `x` itself, where
    nothing was rounded to 0 or 1 yet.
    """
    x = floating(x)
    return with_logits(nonlinear.sigmoid(x), x)


def with_logits(y: Any, x: Any) -> Any:
    """Marks the result of a sigmoid or softmax with what it was computed from."""
    # Keras: 3.15 marks results the same way, under the same name.
    y._keras_logits = x
    return y


@symbolic
def log_sigmoid(x: Any) -> Any:
    """log(1 / (1 + exp(-x))), without overflow: -softplus(-x)."""
    return arithmetic.negative(nonlinear.softplus(arithmetic.negative(floating(x))))


@symbolic
def softplus(x: Any) -> Any:
    """log(1 + exp(x)), without overflow."""
    return nonlinear.softplus(floating(x))


@symbolic
def softsign(x: Any) -> Any:
    """x / (1 + |x|): between -1 and 1."""
    return bends.softsign(floating(x))


@symbolic
def silu(x: Any) -> Any:
    """x * sigmoid(x)."""
    x = floating(x)
    return arithmetic.multiply(x, nonlinear.sigmoid(x))


@symbolic(name="Silu")
def swish(x: Any) -> Any:
    """x * sigmoid(x); another name of `silu`."""
    x = floating(x)
    return arithmetic.multiply(x, nonlinear.sigmoid(x))


@symbolic
def elu(x: Any, alpha: float = 1.0) -> Any:
    """x where it is positive, alpha * (exp(x) - 1) elsewhere."""
    x = floating(x)
    y = bends.elu(x)
    if alpha == 1:
        return y
    return compare.where(compare.greater(x, 0), y, arithmetic.multiply(y, alpha))


@symbolic
def selu(x: Any) -> Any:
    """scale * elu(x, alpha) with the two numbers that keep mean 0 and variance 1."""
    return bends.elu(floating(x), SELU_SCALE, SELU_SCALE * SELU_ALPHA)


@symbolic
def celu(x: Any, alpha: float = 1.0) -> Any:
    """max(x, 0) + min(0, alpha * (exp(x / alpha) - 1))."""
    x = floating(x)
    # Keras: 3.15 gives both pieces their slope at 0, where it is 2.
    below = nonlinear.expm1(arithmetic.divide(arithmetic.minimum(x, 0), alpha))
    return arithmetic.add(arithmetic.maximum(x, 0), arithmetic.multiply(below, alpha))


@symbolic
def gelu(x: Any, approximate: bool = True) -> Any:
    """x * P(X <= x) for a standard normal X (Hendrycks and Gimpel, 2016).

    Args:
        x: A tensor.
        approximate: Whether to use 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x**3))), else the
            error function.
    """
    x = floating(x)
    half = arithmetic.multiply(x, 0.5)
    if approximate:
        cube = arithmetic.multiply(arithmetic.multiply(arithmetic.square(x), x), 0.044715)
        inside = arithmetic.multiply(arithmetic.add(x, cube), math.sqrt(2 / math.pi))
        return arithmetic.multiply(half, arithmetic.add(trigonometry.tanh(inside), 1))
    # erfc(-x), for 1 + erf(x) has no digits left where x is small.
    return arithmetic.multiply(half, erf.erfc(arithmetic.multiply(x, -math.sqrt(0.5))))


@symbolic
def glu(x: Any, axis: int = -1) -> Any:
    """a * sigmoid(b), where a and b are the halves of x along an axis.

    Raises:
        InvalidShape: (a ValueError) when the axis has an odd length.
    """
    from keras_lite.ops.numpy_join import split

    first, second = split(floating(x), 2, axis)
    return arithmetic.multiply(first, nonlinear.sigmoid(second))


@symbolic
def squareplus(x: Any, b: float = 4) -> Any:
    """(x + sqrt(x**2 + b)) / 2: a smooth relu."""
    x = floating(x)
    root = arithmetic.sqrt(arithmetic.add(arithmetic.square(x), b))
    return arithmetic.divide(arithmetic.add(x, root), 2)


@symbolic
def sparse_plus(x: Any) -> Any:
    """0 up to -1, x from 1 on, (x + 1)**2 / 4 between."""
    x = floating(x)
    bow = arithmetic.multiply(arithmetic.square(arithmetic.add(x, 1)), 0.25)
    bow = compare.where(compare.less(x, 1), bow, x)
    return compare.where(compare.less_equal(x, -1), 0, bow)


@symbolic
def sparse_sigmoid(x: Any) -> Any:
    """0 up to -1, 1 from 1 on, (x + 1) / 2 between."""
    x = floating(x)
    ramp = arithmetic.multiply(arithmetic.add(x, 1), 0.5)
    ramp = compare.where(compare.greater_equal(x, 1), 1, ramp)
    return compare.where(compare.less_equal(x, -1), 0, ramp)


@symbolic
def hard_sigmoid(x: Any) -> Any:
    """relu6(x + 3) / 6: straight lines near a sigmoid."""
    x = floating(x)
    return arithmetic.multiply(bends.relu6(arithmetic.add(x, 3)), 1 / 6)


@symbolic
def hard_silu(x: Any) -> Any:
    """x * hard_sigmoid(x)."""
    x = floating(x)
    return arithmetic.multiply(x, hard_sigmoid(x))


@symbolic(name="HardSilu")
def hard_swish(x: Any) -> Any:
    """x * hard_sigmoid(x); another name of `hard_silu`."""
    x = floating(x)
    return arithmetic.multiply(x, hard_sigmoid(x))


@symbolic
def hard_tanh(x: Any) -> Any:
    """x, at least -1 and at most 1."""
    return arithmetic.minimum(arithmetic.maximum(floating(x), -1), 1)


@symbolic
def tanh_shrink(x: Any) -> Any:
    """x - tanh(x)."""
    x = floating(x)
    return arithmetic.subtract(x, trigonometry.tanh(x))


@symbolic
def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x moved towards 0 by the threshold, and 0 within it."""
    x = floating(x)
    inside = compare.where(compare.less(x, -threshold), arithmetic.add(x, threshold), 0)
    return compare.where(compare.greater(x, threshold), arithmetic.subtract(x, threshold), inside)


@symbolic
def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x, and 0 where |x| is at most the threshold."""
    x = floating(x)
    return compare.where(compare.greater(arithmetic.abs(x), threshold), x, 0)


@symbolic
def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """x where it is above the threshold, the default value elsewhere."""
    x = floating(x)
    return compare.where(compare.greater(x, threshold), x, default_value)
