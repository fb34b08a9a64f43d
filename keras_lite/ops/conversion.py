"""What a function of tensors does with its arguments first: numbers and lists become arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lite import config, tree
from keras_lite.engine.dtypes import dtype_name, is_float
from keras_lite.engine.ir import Dim
from keras_lite.engine.values import Tensor, Traced, tensor
from keras_lite.engine.variable import Variable
from keras_lite.errors import InvalidArgument
from keras_lite.primitives import shape, slicing
from keras_lite.primitives.elementwise import as_dtype, kind_of

_INT32 = np.iinfo(np.int32)


def as_tensor(x: Any, dtype: Any = None) -> Any:
    """`x` as a tensor: traced values stay, variables are read, everything else becomes an array.

    Python floats become float32 and integers int32 where `dtype` does not say otherwise.

    Raises:
        InvalidArgument: (a ValueError) for what no tensor can be made of.
    """
    if isinstance(x, Dim):
        value = as_dtype(x, "int32")
    elif isinstance(x, (Traced, Tensor)):
        value = x
    elif isinstance(x, Variable):
        value = x.value
    elif isinstance(x, (np.ndarray, np.generic)):
        value = tensor(np.asarray(x))
    elif isinstance(x, (bool, int, float)):
        value = tensor(np.asarray(x, dtype=None if dtype is None else standard(dtype)))
        value = value if dtype is not None else as_dtype(value, _number_dtype(x))
    else:
        value = _of_structure(x, dtype)
    return value if dtype is None else as_dtype(value, standard(dtype))


def operand(x: Any) -> Any:
    """As `as_tensor`, but Python numbers stay: they take the type of what they meet."""
    if isinstance(x, (Traced, Tensor, Variable)):
        return x
    if isinstance(x, (bool, int, float, Dim)) and not isinstance(x, np.generic):
        return x
    return as_tensor(x)


def floating(x: Any) -> Any:
    """`x` as a tensor of floats: integers and booleans take the default float type."""
    x = as_tensor(x)
    return x if is_float(dtype_name(x.dtype)) else as_dtype(x, config.floatx())


def number(x: Any) -> Any:
    """`x` as a tensor of numbers: booleans become int32."""
    x = as_tensor(x)
    return as_dtype(x, "int32") if dtype_name(x.dtype) == "bool" else x


def standard(dtype: Any) -> str:
    """The name of a dtype; None stands for the default float type.

    Raises:
        InvalidArgument: (a ValueError) for a dtype that does not exist here.
    """
    if dtype is None:
        return config.floatx()
    try:
        # Keras: 3.15 reads the Python types as float32 and int32, NumPy would widen.
        python = {float: "float32", int: "int32", bool: "bool", "float": "float32", "int": "int32"}
        found = python.get(dtype)
    except TypeError:
        found = None
    try:
        return found or dtype_name(dtype)
    except TypeError as error:
        raise InvalidArgument(
            f"`dtype` is {dtype!r}, but the name of a type was expected, such as 'float32'."
        ) from error


def kind(x: Any) -> Any:
    """The dtype of an operand, or the Python type of a number, for `result_type`."""
    return kind_of(x)


def cast(x: Any, dtype: str) -> Any:
    """`x` as a tensor with this dtype."""
    return as_tensor(x, dtype)


def _number_dtype(x: Any) -> str:
    if isinstance(x, bool):
        return "bool"
    if isinstance(x, float):
        # Keras: 3.15 makes float32 of Python floats, whatever the default float type is.
        return "float32"
    return "int32" if _INT32.min <= x <= _INT32.max else "int64"


def _of_structure(x: Any, dtype: Any) -> Any:
    """Lists, tuples and all else that NumPy reads, straight in `dtype` if it is given."""
    leaves = tree.flatten(x) if isinstance(x, (list, tuple)) else []
    if any(isinstance(leaf, (Traced, Variable, Dim)) for leaf in leaves):
        return _stacked(x)
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise InvalidArgument(f"No tensor can be made of {x!r}: {error}. Pad the rows.") from error
    if array.dtype.kind not in "biufc":
        raise InvalidArgument(
            f"No tensor can be made of {str(x)[:160]!r} ({type(x).__name__}), but numbers were"
            " expected. Turn text and objects into numbers first."
        )
    found = _structure_dtype(array, leaves) if dtype is None else standard(dtype)
    return tensor(array.astype(found, copy=False))


def _structure_dtype(array: np.ndarray, leaves: list[Any]) -> Any:
    typed = [leaf.dtype for leaf in leaves if isinstance(leaf, (np.ndarray, np.generic))]
    if not leaves and array.size:  # not a list: something else that NumPy reads
        return array.dtype
    tensors = [leaf for leaf in leaves if isinstance(leaf, Tensor)]
    if tensors:
        return array.dtype if len(tensors) == len(leaves) else tensors[0].dtype
    if array.dtype.kind in "iu":
        # Keras: 3.15 makes int32 of every list of integers, NumPy's int64 and int8 included.
        small = array.size == 0 or (array.min() >= _INT32.min and array.max() <= _INT32.max)
        return np.dtype("int32" if small else "int64")
    floats = [t for t in typed if t.kind == "f"]
    if array.dtype.kind == "f":
        return np.result_type(*floats) if floats else np.dtype("float32")
    return array.dtype


def _stacked(x: Any) -> Any:
    """A list with traced values or variables in it, as one traced value."""
    parts = [as_tensor(part) if _is_tensor(part) else part for part in x]
    parts = [_stacked(part) if isinstance(part, (list, tuple)) else part for part in parts]
    typed = [dtype_name(part.dtype) for part in parts if hasattr(part, "dtype")]
    dtype = typed[0] if typed else "float32"
    parts = [as_dtype(as_tensor(part), dtype) for part in parts]
    return shape.concatenate([shape.expand_dims(part, 0) for part in parts], axis=0)


def _is_tensor(x: Any) -> bool:
    return isinstance(x, (Traced, Variable, Dim, np.ndarray, np.generic))


def part(x: Any, key: Any) -> Any:
    """x[key] of a tensor, always a tensor again."""
    found = slicing.getitem(x, key)
    return found if isinstance(found, (Traced, Tensor)) else tensor(found)


def unmarked(x: Any) -> Any:
    """`x` as a tensor of its own, for functions that may find nothing to do.

    A loss looks at the tensor that it is given for the logits that it came from; a tensor that was
    reshaped, if only to its own shape, does not have them any more in Keras.
    """
    if getattr(x, "_keras_logits", None) is None:
        return x
    return Traced(x.trace, x.node) if isinstance(x, Traced) else x.view()
