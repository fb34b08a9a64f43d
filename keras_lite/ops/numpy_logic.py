"""Comparisons and truth, element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite.engine.dtypes import dtype_name, is_float, result_type
from keras_lite.ops.conversion import as_tensor, cast, kind, operand
from keras_lite.ops.symbolic import symbolic
from keras_lite.primitives import arithmetic, compare, reduce, shape


@symbolic
def equal(x1: Any, x2: Any) -> Any:
    """x1 == x2."""
    return compare.equal(operand(x1), operand(x2))


@symbolic
def not_equal(x1: Any, x2: Any) -> Any:
    """x1 != x2."""
    return compare.not_equal(operand(x1), operand(x2))


@symbolic
def less(x1: Any, x2: Any) -> Any:
    """x1 < x2."""
    return compare.less(operand(x1), operand(x2))


@symbolic
def less_equal(x1: Any, x2: Any) -> Any:
    """x1 <= x2."""
    return compare.less_equal(operand(x1), operand(x2))


@symbolic
def greater(x1: Any, x2: Any) -> Any:
    """x1 > x2."""
    return compare.greater(operand(x1), operand(x2))


@symbolic
def greater_equal(x1: Any, x2: Any) -> Any:
    """x1 >= x2."""
    return compare.greater_equal(operand(x1), operand(x2))


@symbolic
def logical_and(x1: Any, x2: Any) -> Any:
    """True where both are true; numbers other than 0 are."""
    return compare.logical_and(cast(x1, "bool"), cast(x2, "bool"))


@symbolic
def logical_or(x1: Any, x2: Any) -> Any:
    """True where one or both are true; numbers other than 0 are."""
    return compare.logical_or(cast(x1, "bool"), cast(x2, "bool"))


@symbolic
def logical_xor(x1: Any, x2: Any) -> Any:
    """True where exactly one is true; numbers other than 0 are."""
    return compare.not_equal(cast(x1, "bool"), cast(x2, "bool"))


@symbolic
def logical_not(x: Any) -> Any:
    """True where x is false; numbers other than 0 are true."""
    return compare.logical_not(cast(x, "bool"))


@symbolic
def isnan(x: Any) -> Any:
    """True where x is not a number."""
    return _of_floats(compare.isnan, x, False)


@symbolic
def isinf(x: Any) -> Any:
    """True where x is infinite, with either sign."""
    return _of_floats(compare.isinf, x, False)


@symbolic
def isfinite(x: Any) -> Any:
    """True where x is neither infinite nor nan."""
    return _of_floats(compare.isfinite, x, True)


@symbolic
def isposinf(x: Any) -> Any:
    """True where x is plus infinity."""
    return compare.equal(as_tensor(x), np.inf)


@symbolic
def isneginf(x: Any) -> Any:
    """True where x is minus infinity."""
    return compare.equal(as_tensor(x), -np.inf)


@symbolic
def isreal(x: Any) -> Any:
    """True everywhere, for there are no complex numbers here."""
    x = as_tensor(x)
    return compare.logical_or(compare.equal(x, x), True)


@symbolic
def signbit(x: Any) -> Any:
    """True where x has a minus sign, that of -0.0 included."""
    x = as_tensor(x)
    if not is_float(dtype_name(x.dtype)):
        return compare.less(x, 0)
    # Dividing by a zero gives an infinity of its sign.
    return compare.logical_or(
        compare.less(x, 0),
        compare.logical_and(compare.equal(x, 0), compare.less(arithmetic.divide(1.0, x), 0)),
    )


def _of_floats(function: Any, x: Any, otherwise: bool) -> Any:
    """A question that only floats can answer other than with `otherwise`."""
    x = as_tensor(x)
    if is_float(dtype_name(x.dtype)):
        return function(x)
    same = compare.equal(x, x)
    return same if otherwise else compare.logical_not(same)


@symbolic
def isclose(
    x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Any:
    """|x1 - x2| <= atol + rtol * |x2|.

    Args:
        x1, x2: Tensors.
        rtol: Tolerance relative to the size of `x2`.
        atol: Tolerance added to it.
        equal_nan: Whether two nans are close.
    """
    x1, x2 = operand(x1), operand(x2)
    dtype = result_type(kind(x1), kind(x2), float)
    x1, x2 = cast(x1, dtype), cast(x2, dtype)
    distance = arithmetic.abs(arithmetic.subtract(x1, x2))
    bound = arithmetic.add(arithmetic.multiply(arithmetic.abs(x2), rtol), atol)
    # Keras: 3.15 on TensorFlow finds infinities close to nothing, not even to each other.
    near = compare.logical_and(compare.less_equal(distance, bound), compare.isfinite(x1))
    if equal_nan:
        near = compare.logical_or(near, compare.logical_and(compare.isnan(x1), compare.isnan(x2)))
    return near


@symbolic(name="AllClose")
def allclose(
    x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Any:
    """Whether all elements of x1 and x2 are close, as `isclose` says."""
    return reduce.all(isclose(x1, x2, rtol, atol, equal_nan))


@symbolic(name="IsIn")
def isin(x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """True where an element of x1 is among the elements of x2.

    Args:
        x1: A tensor.
        x2: The values to look for.
        assume_unique: Promises that neither has a value twice; of no use here.
        invert: Whether to give the opposite.

    Example:
        >>> isin([1, 2, 3], [3, 1]).tolist()
        [True, False, True]
    """
    x1, x2 = as_tensor(x1), as_tensor(x2)
    same = compare.equal(shape.expand_dims(x1, -1), shape.reshape(x2, (-1,)))
    found = reduce.any(same, axis=-1)
    return compare.logical_not(found) if invert else found


@symbolic
def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """x1 where the condition holds, x2 elsewhere.

    Args:
        condition: Booleans; numbers other than 0 are true.
        x1, x2: What to choose from. Without them the places where the condition holds are
            returned, as `nonzero` does.

    Raises:
        ValueError: when only one of `x1` and `x2` is given.

    Example:
        >>> where([True, False], [1.0, 2.0], 0.0).tolist()
        [1.0, 0.0]
    """
    if (x1 is None) != (x2 is None):
        raise ValueError(
            "where: only one of `x1` and `x2` was given, but both or none were expected."
            " Pass the values for both cases."
        )
    condition = cast(condition, "bool")
    if x1 is None:
        from keras_lite.ops.numpy_index import nonzero

        return nonzero(condition)
    return compare.where(condition, operand(x1), operand(x2))


@symbolic
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """The choice of the first condition that holds, or the default, element by element.

    Args:
        condlist: A list of conditions.
        choicelist: As many tensors.
        default: Stands where no condition holds.
    """
    result = operand(default)
    dtype = result_type(*(kind(operand(choice)) for choice in choicelist), kind(result))
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        result = compare.where(cast(condition, "bool"), operand(choice), result)
    return cast(result, dtype)
