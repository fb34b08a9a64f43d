"""The functions between layers, as `keras.activations` publishes them.

Each can be given to a layer by its name: ``Dense(4, activation="relu")``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lite import ops
from keras_lite.ops.symbolic import operation_class, symbolic
from keras_lite.registry import Family

__all__ = [
    "celu",
    "deserialize",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "serialize",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]

FAMILY = Family("activation", "keras.activations", none="linear", functions_by_name=True)


@FAMILY.add
def linear(x: Any) -> Any:
    """f(x) = x."""
    return x


@FAMILY.add
@symbolic(name="ReLU")
def relu(
    x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Any:
    """f(x) = max(x, 0), or a variant of it.

    Args:
        x: A tensor.
        negative_slope: Below the threshold, f(x) = negative_slope * (x - threshold).
        max_value: f(x) is at most this.
        threshold: f(x) = x above it only.

    Example:
        >>> relu([-2.0, 3.0], negative_slope=0.5).tolist()
        [-1.0, 3.0]
    """
    x = ops.convert_to_tensor(x)
    if negative_slope and max_value is None and not threshold:
        return ops.leaky_relu(x, negative_slope)
    if threshold:
        positive = ops.where(ops.greater(x, threshold), x, 0)
    else:
        # Keras: 3.15 has a flat place at 6, but not at other maxima.
        positive = ops.relu6(x) if max_value == 6 else ops.relu(x)
    if max_value is not None and (threshold or max_value != 6):
        positive = ops.clip(positive, 0, max_value)
    if not negative_slope:
        return positive
    below = ops.relu(ops.subtract(threshold, x) if threshold else ops.negative(x))
    return ops.subtract(positive, ops.multiply(below, negative_slope))


operation_class(relu)  # saved models name it; the other activations are calls of keras.ops


@FAMILY.add
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """f(x) = x where it is positive, negative_slope * x elsewhere (Maas et al., 2013)."""
    return ops.leaky_relu(x, negative_slope=negative_slope)


@FAMILY.add
def relu6(x: Any) -> Any:
    """f(x) = min(max(x, 0), 6)."""
    return ops.relu6(x)


@FAMILY.add
def softmax(x: Any, axis: int | Sequence[int] = -1) -> Any:
    """f(x) = exp(x) / sum(exp(x)) along an axis: positive numbers with the sum 1.

    Cross-entropies of the result are computed from `x`, which the result remembers.

    Args:
        x: A tensor.
        axis: One axis or several.

    Example:
        >>> softmax([[0.0, 0.0]]).tolist()
        [[0.5, 0.5]]
    """
    return ops.softmax(x, axis=axis)


@FAMILY.add
def log_softmax(x: Any, axis: int = -1) -> Any:
    """f(x) = x - log(sum(exp(x))) along an axis."""
    return ops.log_softmax(x, axis=axis)


@FAMILY.add
def elu(x: Any, alpha: float = 1.0) -> Any:
    """f(x) = x where it is positive, alpha * (exp(x) - 1) elsewhere (Clevert et al., 2016)."""
    return ops.elu(x, alpha=alpha)


@FAMILY.add
def selu(x: Any) -> Any:
    """f(x) = 1.0507 * elu(x, 1.6733), which keeps mean 0 and variance 1 (Klambauer et al., 2017).

    Give the layer the initializer "lecun_normal" along with it.
    """
    return ops.selu(x)


@FAMILY.add
def celu(x: Any, alpha: float = 1.0) -> Any:
    """f(x) = max(x, 0) + min(0, alpha * (exp(x / alpha) - 1)) (Barron, 2017)."""
    return ops.celu(x, alpha=alpha)


@FAMILY.add
def softplus(x: Any) -> Any:
    """f(x) = log(1 + exp(x))."""
    return ops.softplus(x)


@FAMILY.add
def softsign(x: Any) -> Any:
    """f(x) = x / (1 + |x|)."""
    return ops.softsign(x)


@FAMILY.add
def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """f(x) = x moved towards 0 by the threshold, and 0 within it."""
    return ops.soft_shrink(x, threshold=threshold)


@FAMILY.add
def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """f(x) = x where |x| is above the threshold, 0 elsewhere."""
    return ops.hard_shrink(x, threshold=threshold)


@FAMILY.add
def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """f(x) = x where it is above the threshold, the default value elsewhere."""
    return ops.threshold(x, threshold=threshold, default_value=default_value)


@FAMILY.named("swish")
def silu(x: Any) -> Any:
    """f(x) = x * sigmoid(x) (Ramachandran et al., 2017)."""
    return ops.silu(x)


swish = silu


@FAMILY.add
def squareplus(x: Any, b: float = 4) -> Any:
    """f(x) = (x + sqrt(x**2 + b)) / 2 (Barron, 2021)."""
    return ops.squareplus(x, b=b)


@FAMILY.add
def gelu(x: Any, approximate: bool = False) -> Any:
    """f(x) = x * P(X <= x) for a standard normal X (Hendrycks and Gimpel, 2016).

    Args:
        x: A tensor.
        approximate: Whether to use the hyperbolic tangent in place of the error function.
    """
    return ops.gelu(x, approximate=approximate)


@FAMILY.add
def glu(x: Any, axis: int = -1) -> Any:
    """f(x) = a * sigmoid(b), where a and b are the halves of x along an axis."""
    return ops.glu(x, axis=axis)


@FAMILY.add
def tanh(x: Any) -> Any:
    """f(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)): between -1 and 1."""
    return ops.tanh(x)


@FAMILY.add
def tanh_shrink(x: Any) -> Any:
    """f(x) = x - tanh(x)."""
    return ops.tanh_shrink(x)


@FAMILY.add
def hard_tanh(x: Any) -> Any:
    """f(x) = x, at least -1 and at most 1."""
    return ops.hard_tanh(x)


@FAMILY.add
def sigmoid(x: Any) -> Any:
    """f(x) = 1 / (1 + exp(-x)): between 0 and 1.

    Cross-entropies of the result are computed from `x`, which the result remembers.
    """
    return ops.sigmoid(x)


@FAMILY.add
def hard_sigmoid(x: Any) -> Any:
    """f(x) = 0 up to -3, 1 from 3 on, x / 6 + 0.5 between."""
    return ops.hard_sigmoid(x)


@FAMILY.add
def log_sigmoid(x: Any) -> Any:
    """f(x) = log(1 / (1 + exp(-x)))."""
    return ops.log_sigmoid(x)


@FAMILY.add
def sparse_plus(x: Any) -> Any:
    """f(x) = 0 up to -1, x from 1 on, (x + 1)**2 / 4 between."""
    return ops.sparse_plus(x)


@FAMILY.add
def sparse_sigmoid(x: Any) -> Any:
    """f(x) = 0 up to -1, 1 from 1 on, (x + 1) / 2 between."""
    return ops.sparse_sigmoid(x)


@FAMILY.add
def sparsemax(x: Any, axis: int = -1) -> Any:
    """f(x) = max(x - tau, 0), a sparse relative of softmax (Martins and Astudillo, 2016)."""
    return ops.sparsemax(x, axis=axis)


@FAMILY.named("hard_swish")
def hard_silu(x: Any) -> Any:
    """f(x) = x * hard_sigmoid(x) (Howard et al., 2019)."""
    return ops.hard_silu(x)


hard_swish = hard_silu


@FAMILY.add
def mish(x: Any) -> Any:
    """f(x) = x * tanh(softplus(x)) (Misra, 2019)."""
    x = ops.convert_to_tensor(x)
    return ops.multiply(x, ops.tanh(ops.softplus(x)))


@FAMILY.add
def exponential(x: Any) -> Any:
    """f(x) = exp(x)."""
    return ops.exp(x)


def get(identifier: Any) -> Any:
    """The activation that a user means.

    Args:
        identifier: A name, a configuration, a function (returned as it is), or None for `linear`.

    Raises:
        UnknownName: (a ValueError) when a name means nothing; the nearest one is suggested.

    Example:
        >>> get("swish").__name__
        'silu'
    """
    return FAMILY.get(identifier)


def serialize(activation: Any) -> Any:
    """The name of an activation, or the configuration of a user's own one."""
    return FAMILY.serialize(activation)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The activation that a name or a configuration describes."""
    return FAMILY.deserialize(config, custom_objects)
