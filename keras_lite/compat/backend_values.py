"""Variables, constants, shapes and random values of the old `keras.backend`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lite import config, ops, random
from keras_lite.engine.values import Traced
from keras_lite.engine.variable import Variable
from keras_lite.naming import reset_names
from keras_lite.ops.keras_tensor import KerasTensor


def variable(value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> Any:
    """A variable with a value."""
    array = np.asarray(value, dtype=dtype or config.floatx())
    return Variable(array, dtype=str(array.dtype), name=name or "variable")


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """A tensor with a value."""
    found = ops.convert_to_tensor(np.asarray(value, dtype=dtype or config.floatx()))
    return ops.broadcast_to(found, shape) if shape is not None else found


def eye(size: Any, dtype: Any = None, name: str | None = None) -> Any:
    """A variable with ones on its diagonal; `size` is one length or two."""
    rows, columns = size if isinstance(size, (tuple, list)) else (size, size)
    return variable(np.eye(rows, columns), dtype, name)


def made(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy that makes arrays, as one that makes variables."""

    def make(shape: Any, dtype: Any = None, name: str | None = None) -> Any:
        return variable(function(tuple(shape), dtype or config.floatx()), dtype, name)

    return make


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: str = "int32") -> Any:
    """Numbers at equal distances; whole ones unless told."""
    return ops.arange(start, stop, step, dtype=dtype)


def get_value(x: Any) -> Any:
    """The value of a variable or tensor as an array."""
    return ops.convert_to_numpy(x)


def set_value(x: Any, value: Any) -> None:
    """Gives a variable another value."""
    x.assign(np.asarray(value))


def batch_get_value(tensors: Any) -> list[Any]:
    """The values of several variables."""
    return [get_value(x) for x in tensors]


def batch_set_value(pairs: Any) -> None:
    """Gives several variables other values."""
    for x, value in pairs:
        set_value(x, value)


def update(change: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A function that gives a variable what `change` makes of its value and another one."""

    def assign(x: Any, value: Any) -> Any:
        if isinstance(value, KerasTensor):  # for the `updates` of a function
            return (x, change(x, value))
        x.assign(change(x, value))
        return x

    return assign


def moving_average_update(x: Any, value: Any, momentum: float) -> Any:
    """x = momentum * x + (1 - momentum) * value."""
    if isinstance(value, KerasTensor):  # the variable is read at each call of the function
        return (x, ops.add(x, ops.multiply(ops.subtract(value, x), 1.0 - momentum)))
    kept = ops.multiply(x, momentum)
    x.assign(ops.add(kept, ops.multiply(value, 1.0 - momentum)))
    return x


def int_shape(x: Any) -> Any:
    """The shape as a tuple; None where it is not known."""
    return tuple(n if isinstance(n, int) else None for n in x.shape)


def ndim(x: Any) -> int:
    """The number of axes."""
    return len(x.shape)


def dtype(x: Any) -> str:
    """The name of the dtype."""
    return str(x.dtype)


def count_params(x: Any) -> int:
    """The number of values."""
    return math.prod(x.shape)


def cast_to_floatx(x: Any) -> Any:
    """Values in the type that weights have; arrays stay arrays."""
    if is_tensor(x):
        return ops.cast(x, config.floatx())
    return np.asarray(x, dtype=config.floatx())


def is_variable(x: Any) -> bool:
    """Whether it is a variable."""
    return isinstance(x, Variable)


def is_placeholder(x: Any) -> bool:
    """Whether it is a symbolic tensor that stands for what a model is given."""
    history = getattr(x, "_keras_history", None)
    if not isinstance(x, KerasTensor) or history is None or history.operation is None:
        return False
    return bool(history.operation._inbound_nodes[history.node_index].is_input)


def is_tensor(x: Any) -> bool:
    """Whether it is a tensor, symbolic or not, or a variable."""
    return isinstance(x, (KerasTensor, Traced, Variable)) or bool(ops.is_tensor(x))


def is_sparse(tensor: Any) -> bool:
    """False: there are no sparse tensors."""
    return False


def identity(x: Any, name: str | None = None) -> Any:
    """The same values."""
    return ops.convert_to_tensor(x) if isinstance(x, Variable) else x


def print_tensor(x: Any, message: str = "", summarize: int = 3) -> Any:
    """Prints values that are known by then, and returns them. Source: Keras 2."""
    if not isinstance(x, (KerasTensor, Traced)):
        shown = np.array2string(get_value(x), threshold=2 * summarize, edgeitems=summarize)
        print(message, shown)
    return x


def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None,
           std: Any = None) -> Any:  # fmt: skip
    """Random numbers around a mean; Keras 1 called the spread `std`."""
    return random.normal(shape, mean, stddev if std is None else std, dtype=dtype, seed=seed)


def uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None,
            seed: Any = None, low: Any = None, high: Any = None) -> Any:  # fmt: skip
    """Random numbers between two bounds; Keras 1 called them `low` and `high`."""
    low = minval if low is None else low
    return random.uniform(shape, low, maxval if high is None else high, dtype=dtype, seed=seed)


def binomial(shape: Any, p: float = 0.0, dtype: Any = None, seed: Any = None) -> Any:
    """Ones with the probability `p`, else zeros."""
    drawn = random.uniform(shape, seed=seed)
    return ops.cast(ops.less(drawn, p), dtype or config.floatx())


def uniform_variable(shape: Any, low: float, high: float, dtype: Any = None,
                     name: str | None = None, seed: Any = None) -> Any:  # fmt: skip
    """A variable with random numbers between two bounds."""
    return variable(random.uniform(shape, low, high, dtype=dtype, seed=seed), dtype, name)


def normal_variable(shape: Any, mean: float, scale: float, dtype: Any = None,
                    name: str | None = None, seed: Any = None) -> Any:  # fmt: skip
    """A variable with random numbers around a mean."""
    return variable(random.normal(shape, mean, scale, dtype=dtype, seed=seed), dtype, name)


def dropout(x: Any, level: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """Entries set to zero with the probability `level`, the others scaled up."""
    return random.dropout(x, level, noise_shape=noise_shape, seed=seed)


def reset_uids() -> None:
    """Forgets which names were given."""
    reset_names()
