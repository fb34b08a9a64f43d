"""Powers and cosines of single numbers, rounded as the C library rounds them.

The float32 functions of array modules are one unit in the last place off at every fifth number;
those that TensorFlow uses for scalars are not. All weights feel it in a learning rate.
"""

from __future__ import annotations

from typing import Any

from keras_lite import ops


def power(base: Any, exponent: Any, dtype: str) -> Any:
    """base^exponent in `dtype`, the base rounded to it first, the result rounded once.

    Args:
        base: A number such as Adam's `beta_1`.
        exponent: A scalar, such as the number of the step.
        dtype: A float dtype.
    """
    wide = ops.power(ops.cast(ops.cast(base, dtype), "float64"), ops.cast(exponent, "float64"))
    return ops.cast(wide, dtype)


def cosine(x: Any) -> Any:
    """cos(x) in the dtype of `x`, rounded once."""
    return ops.cast(ops.cos(ops.cast(x, "float64")), x.dtype)
