"""The checks of constructor arguments that many layers share."""

from __future__ import annotations

import operator
from typing import Any

from keras_lite.errors import InvalidArgument, InvalidShape, explain


def positive_integer(where: str, value: Any, fix: str) -> int:
    """`value` as a Python int.

    Raises:
        InvalidArgument: (a ValueError) unless it is a whole number above zero.
    """
    try:
        number = 0 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise InvalidArgument(explain(where, value, "a positive integer", fix))
    return number


def number_in(where: str, value: Any, low: float, high: float, fix: str) -> Any:
    """`value` unchanged.

    Raises:
        InvalidArgument: (a ValueError) unless it is a number from `low` to `high`.
    """
    is_number = hasattr(value, "__float__") and not isinstance(value, (bool, str))
    if not is_number or not low <= value <= high:
        bounds = f"a number from {low:g} to {high:g}" if high < float("inf") else "a number of 0 up"
        raise InvalidArgument(explain(where, value, bounds, fix))
    return value


def not_supported(layer: str, **arguments: Any) -> None:
    """Raises `InvalidArgument` if one of the arguments is set."""
    for name, value in arguments.items():
        if value:
            fix = "keras_lite does not have this; leave the argument out."
            raise InvalidArgument(explain(f"{layer}: `{name}`", value, "None", fix))


def known_length(layer: Any, input_shape: Any, axis: int = -1) -> int:
    """The length of an axis that a layer's weights depend on.

    Raises:
        InvalidShape: (a ValueError) if it is not known.
    """
    if not isinstance(input_shape, (tuple, list)) or not input_shape:
        fix = "Pass all axes, the batch first, as in (None, 4)."
        raise InvalidShape(
            explain(f"Layer '{layer.name}': `input_shape`", input_shape, "a shape", fix)
        )
    length = input_shape[axis]
    if length is None:
        raise InvalidShape(
            f"Layer '{layer.name}' was to be built for inputs of shape {tuple(input_shape)}, but "
            f"a known length was expected along axis {axis}, on which its weights depend. Give "
            "`Input` that length."
        )
    return int(length)
